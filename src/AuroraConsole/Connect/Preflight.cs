using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.SecurityToken.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Connect;

/// <summary>
/// "Will it work?", asked without touching the database. What would open a connection is done only when told to:
/// a promise of this console is that looking never wakes a paused cluster.
/// </summary>
public sealed class Preflight(SigningIdentity identity, AwsClients clients, PolicySimulation simulation, CertificateProbe certificates, DatabaseConnector connector, RoleLookup roles, TimeProvider time) : IDisposable
{
    /// <summary>The check that opens TLS.</summary>
    public const string TlsName = "TLS certificate";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>All that can be known from here, in the order a login meets it.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Where the login goes.</param>
    /// <param name="endpoint">By which way; <c>null</c> while there is none.</param>
    /// <param name="role">As whom.</param>
    /// <param name="signer">What signs; <c>null</c>: the console's own credentials.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<PreflightResult> CheckAsync(Actor actor, Cluster cluster, ClusterEndpoint? endpoint, string role, Signer? signer = null, CancellationToken cancellationToken = default)
    {
        AccessControl.Demand(actor, Act.View);
        signer ??= Signer.Own;
        var checks = await Task.WhenAll(
            SignerAsync(signer, actor, cancellationToken),
            SessionAsync(signer, actor, cancellationToken),
            PolicyAsync(signer, actor, cluster, role, cancellationToken),
            Task.FromResult(IamLogin(cluster)),
            Task.FromResult(Endpoint(cluster)),
            NameAsync(endpoint, cancellationToken),
            MayPause(cluster) || endpoint is null ? Task.FromResult(TlsNotAsked(endpoint)) : CertificateAsync(actor, endpoint, cancellationToken),
            ClockAsync(cluster.Region, cancellationToken));
        return new PreflightResult(time.GetUtcNow(), checks);
    }

    /// <summary>Opens TLS to the endpoint and verifies chain and name, without logging in. Whether this wakes a paused cluster is not documented.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<LoginCheck> CertificateAsync(Actor actor, ClusterEndpoint endpoint, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        try
        {
            return Certificate(endpoint, await certificates.LookAsync(endpoint, cancellationToken));
        }
        catch (ProblemException error)
        {
            return new LoginCheck(TlsName, StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    /// <summary>Logs in once with a token of its own and out again: the proof itself. Wakes a paused cluster.</summary>
    public async Task<LoginCheck> LogInAsync(Actor actor, Cluster cluster, string database, string role, Signer? signer = null, CancellationToken cancellationToken = default)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var connection = await connector.OpenAsync(actor, cluster, database, role, "check", signer, cancellationToken);
            return new LoginCheck(LoginCauses.Name, StatusKind.Available, $"{role} logged in to {database} in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} ms");
        }
        catch (ProblemException error)
        {
            return new LoginCheck(LoginCauses.Name, StatusKind.Broken, error.Problem.Sentence, error.Problem.Code, LoginCauses.IsForMaster(cluster, role) ? null : LoginCauses.Guess(error.Problem.Code, cluster, database, role));
        }
    }

    /// <summary>After a refused login: logs in as the master and reads which of the causes it was. Wakes a paused cluster.</summary>
    public async Task<IReadOnlyList<LoginCheck>> ExplainAsync(Actor actor, Cluster cluster, string database, string role, CancellationToken cancellationToken) =>
        (await roles.AskAsync(actor, cluster, database, role, cluster.MasterUser, cancellationToken)).Checks;

    /// <summary>Whether it may be asleep now; the API calls a sleeping cluster available.</summary>
    public static bool MayPause(Cluster cluster) => cluster is { MinAcu: 0, MaxAcu: not null };

    private static LoginCheck TlsNotAsked(ClusterEndpoint? endpoint) => new(TlsName, StatusKind.Unknown, endpoint is null
        ? "there is no endpoint to look at yet"
        : "chain and name? Opens TLS without a login. Whether that wakes a paused cluster is not documented, so it waits for a click.");

    private static LoginCheck Certificate(ClusterEndpoint endpoint, EndpointCertificate seen) => seen.State switch
    {
        CertificateState.Trusted => new(TlsName, StatusKind.Available, $"verify-full accepts it: {seen.Name}, signed by {seen.Issuer}, until {seen.Ends:yyyy-MM-dd}"),
        CertificateState.WrongName => new(TlsName, StatusKind.Broken, $"it is for {seen.Name}, not for {endpoint.Host}. Log in by the name AWS gave the cluster, without a CNAME or tunnel in between"),
        CertificateState.NotTrusted => new(TlsName, StatusKind.Broken, $"{seen.Name}, signed by {seen.Issuer}, does not chain to the root that clients verify against, or is not valid now. A proxy that opens TLS may stand in between"),
        CertificateState.NoTls => new(TlsName, StatusKind.Broken, $"{endpoint.Host}:{endpoint.Port} speaks without TLS only, which IAM logins need. Something else than the cluster answers there"),
        _ => new(TlsName, StatusKind.Attention, $"{endpoint.Host}:{endpoint.Port} did not answer within 20 s. Check the network, and that outgoing port {endpoint.Port} is open"),
    };

    private async Task<LoginCheck> SignerAsync(Signer signer, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            return new LoginCheck("Signer", StatusKind.Available, $"{(await identity.GetAsync(signer, actor.Name, cancellationToken)).ShortName}, from {identity.ProviderOf(signer)}");
        }
        catch (ProblemException error)
        {
            return new LoginCheck("Signer", StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    private async Task<LoginCheck> SessionAsync(Signer signer, Actor actor, CancellationToken cancellationToken)
    {
        const string name = "Signing session";
        try
        {
            var (_, ends) = await identity.GetCredentialsAsync(signer, actor.Name, cancellationToken);
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
            return new LoginCheck(name, StatusKind.Broken, error.Problem.Sentence, error.Problem.Code);
        }
    }

    private async Task<LoginCheck> PolicyAsync(Signer signer, Actor actor, Cluster cluster, string role, CancellationToken cancellationToken)
    {
        if (role.Length == 0)
            return new LoginCheck("Policy", StatusKind.Unknown, "choose a role first");
        try
        {
            return await simulation.CheckAsync(await identity.GetAsync(signer, actor.Name, cancellationToken), cluster, role, cancellationToken);
        }
        catch (ProblemException)
        {
            return new LoginCheck("Policy", StatusKind.Unknown, "cannot tell: it is not known who signs. The signer needs rds-db:connect on", LoginPolicy.UserArn(cluster, role), new("policy that allows it", LoginPolicy.Document(cluster, role)));
        }
    }

    private static LoginCheck IamLogin(Cluster cluster) => cluster.IamAuthentication
        ? new("IAM login", StatusKind.Available, cluster.IsExpress ? "on, as always for express clusters" : "on for this cluster")
        : new("IAM login", StatusKind.Broken, "off for this cluster, so every token is taken for a password. Turning it on restarts nothing", Cure: new("command that turns it on", $"aws rds modify-db-cluster --region {Quoting.Posix(cluster.Region)} --db-cluster-identifier {Quoting.Posix(cluster.Id)} --enable-iam-database-authentication --apply-immediately"));

    private static LoginCheck Endpoint(Cluster cluster) => cluster switch
    {
        { Endpoint: null } => new("Endpoint", StatusKind.Broken, $"{StatusWords.Word(cluster.Status).ToLowerInvariant()}, not there yet"),
        { Status: "available" } => new("Endpoint", StatusKind.Available, "available"),
        _ when StatusWords.Kind(cluster.Status) is StatusKind.Stopped or StatusKind.Broken => new("Endpoint", StatusKind.Broken, StatusWords.Word(cluster.Status).ToLowerInvariant()),
        _ => new("Endpoint", StatusKind.Attention, $"{StatusWords.Word(cluster.Status).ToLowerInvariant()}; logins may be interrupted"),
    };

    private static async Task<LoginCheck> NameAsync(ClusterEndpoint? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is null)
            return new LoginCheck("Name", StatusKind.Unknown, "there is no endpoint to look up yet");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
            return new LoginCheck("Name", StatusKind.Available, $"resolves to {addresses[0]} from here");
        }
        catch (Exception error) when (error is SocketException or IndexOutOfRangeException)
        {
            return new LoginCheck("Name", StatusKind.Attention, "does not resolve from here. A new endpoint's name may need up to 2 minutes");
        }
    }

    // AWS refuses what is signed over 5 minutes off; its Date header tells the time without a permission.
    private async Task<LoginCheck> ClockAsync(string region, CancellationToken cancellationToken)
    {
        try
        {
            var service = clients.Sts(region).DetermineServiceOperationEndpoint(new GetCallerIdentityRequest()).URL;
            using var request = new HttpRequestMessage(HttpMethod.Get, service);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.Headers.Date is not { } date)
                return new LoginCheck("Clock", StatusKind.Unknown, "not known: the answer carried no time");
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
            return new LoginCheck("Clock", StatusKind.Unknown, "not known: AWS did not answer within 5 s");
        }
    }
}

/// <summary>What was looked at, and when.</summary>
/// <param name="At">UTC.</param>
/// <param name="Checks">In the order a login meets them.</param>
public sealed record PreflightResult(DateTimeOffset At, IReadOnlyList<LoginCheck> Checks);
