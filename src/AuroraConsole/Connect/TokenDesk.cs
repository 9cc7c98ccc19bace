using System.Text.Json.Serialization;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;

namespace AuroraConsole.Connect;

/// <summary>Hands out tokens, for the page and for <c>POST /api/tokens</c>, and tells who had which lately.</summary>
public sealed class TokenDesk(FleetWatch fleet, EndpointReader endpoints, SigningIdentity identity, TokenMinter minter, DatabaseTrust trust, AuditTrail trail, TimeProvider time)
{
    private const int TrailDepth = 2000;
    private static readonly Problem MissingCluster = new("Name the cluster as region/name, such as us-east-1/demo.", "MissingCluster", Field: "cluster");

    // While nobody looks the fleet is not polled; a cluster of this name may by now be another one, with another endpoint.
    private static readonly TimeSpan StillTrue = TimeSpan.FromSeconds(10);

    /// <summary>Mints for a cluster as it is described now.</summary>
    /// <exception cref="ProblemException">404 <c>DBClusterNotFoundFault</c>, 400 <c>MissingCluster</c>, <c>UnknownEndpoint</c> or <c>UnknownSigner</c>, and those of <see cref="TokenMinter.MintAsync"/>.</exception>
    public async Task<MintedToken> MintAsync(Actor actor, TokenRequest request, string purpose, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        if (string.IsNullOrWhiteSpace(request.Cluster))
            throw new ProblemException(MissingCluster);
        var signer = identity.Find(request.Signer);
        var known = fleet.Current.Find(request.Cluster);
        var cluster = await fleet.GetAsync(request.Cluster, fresh: known?.Endpoint is null || time.GetUtcNow() - fleet.Current.At > StillTrue, cancellationToken);
        var reason = string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason.Trim();
        var endpoint = await FindAsync(cluster, request.Endpoint, cancellationToken);
        return await minter.MintAsync(actor, cluster, request.Role ?? "", purpose, endpoint, reason, signer, cancellationToken);
    }

    /// <summary>The cluster's preferred role, else the one this actor used last here; never the master, which is for what no other role may do.</summary>
    public static string? FavouriteRole(Actor actor, Cluster cluster, IReadOnlyList<RecentToken> recent) =>
        cluster.PreferredRole is { Length: > 0 } preferred && preferred != cluster.MasterUser
            ? preferred
            : recent.FirstOrDefault(token => token.Who == actor.Name && token.IsLogin && token.Role != cluster.MasterUser)?.Role;

    /// <summary>The same for a script, with all else that a login needs.</summary>
    /// <exception cref="ProblemException">As <see cref="MintAsync"/>, and 502 <c>NoTrustRoot</c>.</exception>
    public async Task<TokenAnswer> AnswerAsync(Actor actor, TokenRequest request, string purpose, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        // First, so that no token is recorded that is never handed out.
        var root = await trust.GetAsync(cancellationToken);
        var minted = await MintAsync(actor, request, purpose, cancellationToken);
        return new TokenAnswer(
            minted.Token.Reveal(), minted.ExpiresAt, minted.Host, minted.Port, minted.Role,
            fleet.Current.Find(request.Cluster!)?.PreferredDatabase ?? "postgres",
            root.Certificate?.ExportCertificatePem() ?? root.RootCert,
            minted.Signer.Arn,
            minted.SignerEndKnown);
    }

    /// <summary>The same as the favourite role: what one key in the fleet does.</summary>
    /// <exception cref="ProblemException">409 <c>NoFavouriteRole</c>, and those of <see cref="AnswerAsync"/>.</exception>
    public async Task<TokenAnswer> AnswerFavouriteAsync(Actor actor, string? cluster, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        var described = string.IsNullOrWhiteSpace(cluster) ? throw new ProblemException(MissingCluster) : await fleet.GetAsync(cluster, fresh: false, cancellationToken);
        var role = FavouriteRole(actor, described, await RecentAsync(actor, described, cancellationToken))
            ?? throw new ProblemException(new Problem($"No role is known yet for {described.Id}. Choose one on its Connect page; from then on one key does it.", "NoFavouriteRole", StatusCodes.Status409Conflict, "role"));
        return await AnswerAsync(actor, new TokenRequest(described.Key, role), "copy", cancellationToken);
    }

    /// <summary>The ways in, writer first.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>, or AWS's refusal.</exception>
    public Task<IReadOnlyList<ClusterEndpoint>> EndpointsAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        return endpoints.ReadAsync(cluster, cancellationToken);
    }

    /// <summary>The tokens of a cluster that the trail knows of, newest first.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<IReadOnlyList<RecentToken>> RecentAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken) =>
        [.. from record in await trail.ReadAsync(actor, TrailDepth, cancellationToken)
            where record.Act == nameof(Act.MintToken) && record.Subject == cluster.Key && record.State == "succeeded"
            select RecentToken.Of(record)];

    /// <summary>Roles to offer: the cluster's preferred one, then those used lately, the master last. None is made up.</summary>
    public static IReadOnlyList<string> Roles(Cluster cluster, IReadOnlyList<RecentToken> recent) =>
        [.. new[] { cluster.PreferredRole }.Concat(recent.Where(token => token.IsLogin).Select(token => token.Role))
            .OfType<string>().Where(role => role.Length > 0 && role != cluster.MasterUser).Distinct().Take(6), cluster.MasterUser];

    private async Task<ClusterEndpoint?> FindAsync(Cluster cluster, string? name, CancellationToken cancellationToken)
    {
        if (name is null or "" or ClusterEndpoint.WriterName)
            return null;
        return (await endpoints.ReadAsync(cluster, cancellationToken)).FirstOrDefault(endpoint => endpoint.Name == name)
            ?? throw new ProblemException(new Problem($"{cluster.Id} has no endpoint named {Repeated.Of(name)}. Leave it out for the writer, or name reader or one of its instances.", "UnknownEndpoint", Field: "endpoint"));
    }
}

/// <summary>What is asked for; a member of another name is refused, since it would be a wish that goes unheard.</summary>
/// <param name="Cluster"><c>region/id</c>.</param>
/// <param name="Role">The database role.</param>
/// <param name="Endpoint"><c>writer</c> (or left out), <c>reader</c>, or an instance's name.</param>
/// <param name="Reason">For the trail.</param>
/// <param name="Signer">The ARN or short name of a role of <c>Aws:SigningRoles</c>; left out: the console's own credentials.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TokenRequest(string? Cluster, string? Role, string? Endpoint = null, string? Reason = null, string? Signer = null);

/// <summary>What the fleet's key asks for.</summary>
/// <param name="Cluster"><c>region/id</c>.</param>
public sealed record FavouriteRequest(string? Cluster);

/// <summary>The answer of <c>POST /api/tokens</c>.</summary>
/// <param name="Token">The password.</param>
/// <param name="ExpiresAt">UTC; the earlier of 15 minutes and the signer's own end.</param>
/// <param name="Host">Where to log in.</param>
/// <param name="Port">TCP.</param>
/// <param name="User">The role.</param>
/// <param name="Database">The cluster's own database; a token is for any.</param>
/// <param name="SslRootCert">What <c>verify-full</c> verifies against: <c>system</c>, or the authority's certificate as PEM.</param>
/// <param name="Signer">The role that signed; <c>null</c>: the console's own credentials.</param>
/// <param name="SignerEndKnown"><c>false</c>: the signing session does not tell its end, and the token dies with it if that is sooner.</param>
public sealed record TokenAnswer(
    string Token, DateTimeOffset ExpiresAt, string Host, int Port, string User, string Database, string SslRootCert, string? Signer, bool SignerEndKnown);

/// <summary>A token as the trail remembers it: never the token itself.</summary>
/// <param name="At">UTC of minting.</param>
/// <param name="Role">The database role.</param>
/// <param name="Who">Who asked.</param>
/// <param name="Purpose">As <see cref="TokenMinter.MintAsync"/> has it.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record RecentToken(DateTimeOffset At, string Role, string Who, string Purpose, DateTimeOffset ExpiresAt)
{
    /// <summary>Minted to work with; a role that was only looked at, which may not even exist, is none that was used.</summary>
    public bool IsLogin => Purpose is "copy" or "api" or "query";

    /// <summary>Reads a line of the trail.</summary>
    public static RecentToken Of(AuditRecord record) => new(
        record.At,
        record.Details?.GetValueOrDefault("role") ?? "",
        record.Actor,
        record.Details?.GetValueOrDefault("purpose") ?? "",
        DateTimeOffset.TryParse(record.Details?.GetValueOrDefault("expires"), out var expires) ? expires : record.At.AddMinutes(15));
}
