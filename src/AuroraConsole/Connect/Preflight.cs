using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.SecurityToken.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Connect;

/// <summary>"Will it work?", asked without touching the database; only <see cref="LogInAsync"/> opens a connection, and only when told to.</summary>
public sealed class Preflight(SigningIdentity identity, AwsClients clients, DatabaseTrust trust, DatabaseConnector connector, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>All that can be known from here, in the order a login meets it.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<IReadOnlyList<PreflightCheck>> CheckAsync(Actor actor, Cluster cluster, ClusterEndpoint? endpoint, string role, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        var checks = await Task.WhenAll(
            SignerAsync(cancellationToken),
            SessionAsync(cancellationToken),
            Task.FromResult(Policy(cluster, role)),
            Task.FromResult(Endpoint(cluster)),
            NameAsync(endpoint, cancellationToken),
            TlsAsync(cancellationToken),
            ClockAsync(cluster.Region, cancellationToken));
        return checks;
    }

    /// <summary>Logs in once with a token of its own and out again. Wakes a paused cluster.</summary>
    public async Task<PreflightCheck> LogInAsync(Actor actor, Cluster cluster, string database, string role, CancellationToken cancellationToken)
    {
        const string name = "Role in the database";
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var connection = await connector.OpenAsync(actor, cluster, database, role, "check", cancellationToken);
            return new PreflightCheck(name, StatusKind.Available, $"{role} logged in to {database} in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} ms");
        }
        catch (ProblemException error)
        {
            return new PreflightCheck(name, StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    private async Task<PreflightCheck> SignerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new PreflightCheck("Signer", StatusKind.Available, $"{(await identity.GetAsync(cancellationToken)).ShortName}, from {identity.Provider}");
        }
        catch (ProblemException error)
        {
            return new PreflightCheck("Signer", StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    private async Task<PreflightCheck> SessionAsync(CancellationToken cancellationToken)
    {
        const string name = "Signing session";
        try
        {
            var (_, ends) = await identity.GetCredentialsAsync(cancellationToken);
            return (ends - time.GetUtcNow()) switch
            {
                null => new(name, StatusKind.Available, "these credentials do not end"),
                { } left when left <= TimeSpan.Zero => new(name, StatusKind.Broken, $"ended at {ends:HH:mm:ss} UTC. Sign in to AWS again"),
                { } left when left < Lifetime => new(name, StatusKind.Attention, $"ends at {ends:HH:mm:ss} UTC, so tokens are shorter than 15 min. Sign in to AWS again for the full time"),
                _ => new(name, StatusKind.Available, $"until {ends:HH:mm:ss} UTC"),
            };
        }
        catch (ProblemException error)
        {
            return new PreflightCheck(name, StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    // What IAM would say is not asked: the simulation needs a permission of its own. The resource lets one compare.
    private static PreflightCheck Policy(Cluster cluster, string role)
    {
        if (!cluster.IamAuthentication)
            return new PreflightCheck("Policy", StatusKind.Broken, "IAM logins are off for this cluster");
        var parts = cluster.Arn.Split(':');
        return new PreflightCheck("Policy", StatusKind.Unknown, "not asked. The signer needs rds-db:connect on",
            parts.Length > 4 ? $"arn:{parts[1]}:rds-db:{cluster.Region}:{parts[4]}:dbuser:{cluster.ResourceId}/{(role.Length == 0 ? "…" : role)}" : null);
    }

    private static PreflightCheck Endpoint(Cluster cluster) => cluster switch
    {
        { Endpoint: null } => new("Endpoint", StatusKind.Broken, $"{StatusWords.Word(cluster.Status).ToLowerInvariant()}, not there yet"),
        { Status: "available" } => new("Endpoint", StatusKind.Available, "available"),
        _ when StatusWords.Kind(cluster.Status) is StatusKind.Stopped or StatusKind.Broken => new("Endpoint", StatusKind.Broken, StatusWords.Word(cluster.Status).ToLowerInvariant()),
        _ => new("Endpoint", StatusKind.Attention, $"{StatusWords.Word(cluster.Status).ToLowerInvariant()}; logins may be interrupted"),
    };

    private static async Task<PreflightCheck> NameAsync(ClusterEndpoint? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is null)
            return new PreflightCheck("Name", StatusKind.Unknown, "there is no endpoint to look up yet");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
            return new PreflightCheck("Name", StatusKind.Available, $"resolves to {addresses[0]} from here");
        }
        catch (Exception error) when (error is SocketException or IndexOutOfRangeException)
        {
            return new PreflightCheck("Name", StatusKind.Attention, "does not resolve from here. A new endpoint's name may need up to 2 minutes");
        }
    }

    private async Task<PreflightCheck> TlsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var root = await trust.GetAsync(cancellationToken);
            return new PreflightCheck("TLS root", StatusKind.Available, root.Certificate is { } certificate
                ? $"{certificate.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: false)}, for verify-full"
                : "the system's store, for verify-full");
        }
        catch (ProblemException error)
        {
            return new PreflightCheck("TLS root", StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    // AWS refuses what is signed over 5 minutes off; its Date header tells the time without a permission.
    private async Task<PreflightCheck> ClockAsync(string region, CancellationToken cancellationToken)
    {
        try
        {
            var service = clients.Sts(region).DetermineServiceOperationEndpoint(new GetCallerIdentityRequest()).URL;
            using var request = new HttpRequestMessage(HttpMethod.Get, service);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.Headers.Date is not { } date)
                return new PreflightCheck("Clock", StatusKind.Unknown, "not known: the answer carried no time");
            var off = Math.Abs((time.GetUtcNow() - date).TotalSeconds);
            return off switch
            {
                < 2 => new("Clock", StatusKind.Available, "within 2 s of AWS"),
                < 60 => new("Clock", StatusKind.Available, $"{off:0} s from AWS"),
                < 300 => new("Clock", StatusKind.Attention, $"{off:0} s from AWS, which shortens or delays tokens. Set this computer's clock"),
                _ => new("Clock", StatusKind.Broken, $"{off / 60:0} min from AWS, so tokens are refused. Set this computer's clock"),
            };
        }
        catch (Exception error) when (error is HttpRequestException or Amazon.Runtime.AmazonClientException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new PreflightCheck("Clock", StatusKind.Unknown, "not known: AWS did not answer within 5 s");
        }
    }
}

/// <summary>One thing a login needs.</summary>
/// <param name="Name">What.</param>
/// <param name="Kind">Available, attention, broken or unknown.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Code">In small print.</param>
public sealed record PreflightCheck(string Name, StatusKind Kind, string Sentence, string? Code = null);
