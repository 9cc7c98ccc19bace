using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Tokens;

/// <summary>Mints login tokens: local arithmetic with the signing credentials, no call to AWS (AWS User Guide, IAM database authentication).</summary>
public sealed class TokenMinter(SigningIdentity identity, AccessControl access, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Checks, records, then mints for the cluster's writer, or for another of its endpoints as AWS described them.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Where to.</param>
    /// <param name="role">The database role, signed exactly as given.</param>
    /// <param name="purpose">Why, for the trail: <c>copy</c>, <c>api</c> and <c>query</c> to work with, <c>check</c>, <c>read roles</c> and <c>set up roles</c> to look and prepare.</param>
    /// <param name="endpoint">Another endpoint of the cluster; <c>null</c>: the writer's.</param>
    /// <param name="reason">In the asker's words, for the trail; a line of at most 300 characters.</param>
    /// <param name="signer">What signs; <c>null</c>: the console's own credentials.</param>
    /// <param name="cancellationToken">Cancels waiting for credentials.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c> or <c>RoleReserved</c>, 409 <c>ClusterNotReady</c>, 400 <c>MissingRole</c>, <c>InvalidRole</c>, <c>InvalidReason</c> or <c>UnknownEndpoint</c>, 401 <c>SignerEnded</c>, and those of <see cref="SigningIdentity.GetCredentialsAsync(Signer, string, CancellationToken)"/>.</exception>
    public async Task<MintedToken> MintAsync(Actor actor, Cluster cluster, string role, string purpose, ClusterEndpoint? endpoint = null, string? reason = null, Signer? signer = null, CancellationToken cancellationToken = default)
    {
        CheckRole(role);
        if (reason is not null && (reason.Length > 300 || reason.Any(char.IsControl)))
            throw new ProblemException(new Problem("A reason is one line of at most 300 characters. Shorten it.", "InvalidReason", Field: "reason"));
        if ((endpoint ?? ClusterEndpoint.Writer(cluster)) is not { } target)
            throw new ProblemException(new Problem($"{cluster.Id} is {cluster.Status} and has no endpoint yet. Mint when it is available.", "ClusterNotReady", StatusCodes.Status409Conflict));
        if (target.ClusterKey != cluster.Key)
            throw new ProblemException(new Problem($"{target.Host} is not an endpoint of {cluster.Id}. A token works only for the names AWS gave the cluster.", "UnknownEndpoint"));

        signer ??= Signer.Own;
        using var record = access.Begin(
            actor, Act.MintToken, cluster.Key,
            ("role", role), ("host", $"{target.Host}:{target.Port}"), ("resource", cluster.ResourceId), ("purpose", purpose), ("reason", reason), ("signer", signer.Arn ?? identity.Known?.Arn ?? identity.Provider));
        try
        {
            return await SignAsync(actor, cluster, role, target, signer, record, cancellationToken);
        }
        catch (ProblemException error)
        {
            record.Failed(error.Problem.Code);
            throw;
        }
    }

    /// <summary>Whether a role may be asked for at all.</summary>
    /// <exception cref="ProblemException">400 <c>MissingRole</c> or <c>InvalidRole</c>, 403 <c>RoleReserved</c>.</exception>
    public static void CheckRole(string role)
    {
        if (string.IsNullOrEmpty(role))
            throw new ProblemException(new Problem("Name the database role the token is for, such as app_user.", "MissingRole", Field: "role"));
        if (role == "rdsadmin")
            throw new ProblemException(new Problem("rdsadmin belongs to AWS and cannot log in. Choose a role of your own.", "RoleReserved", StatusCodes.Status403Forbidden, "role"));
        if (role.Any(char.IsControl))
            throw new ProblemException(new Problem("A role's name cannot hold control characters such as line ends. Check what was pasted.", "InvalidRole", Field: "role"));
        if (System.Text.Encoding.UTF8.GetByteCount(role) > 63)
            throw new ProblemException(new Problem("A role's name has at most 63 bytes in PostgreSQL; a longer one can name no role.", "InvalidRole", Field: "role"));
    }

    private async Task<MintedToken> SignAsync(Actor actor, Cluster cluster, string role, ClusterEndpoint target, Signer signer, AuditEntry record, CancellationToken cancellationToken)
    {
        var (credentials, signerEnds) = await identity.GetCredentialsAsync(signer, actor.Name, cancellationToken);
        var at = time.GetUtcNow();
        // What is signed are whole seconds, and so the token's end is one.
        var now = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
        var full = now + Lifetime;
        var cutShort = signerEnds < full ? signerEnds : null;
        var expires = cutShort ?? full;
        var token = new LoginToken(TokenSignature.Presign(target.Host, target.Port, cluster.Region, role, credentials.AccessKey, credentials.SecretKey, credentials.Token, now));
        record.Succeeded(("expires", expires.ToString("O")));
        return new MintedToken(token, now, expires, cutShort, target.Host, target.Port, role, signer, signerEnds is not null || !credentials.UseToken);
    }
}
