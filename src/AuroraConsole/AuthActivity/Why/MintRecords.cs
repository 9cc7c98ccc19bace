using AuroraConsole.Access;
using AuroraConsole.Audit;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>The tokens that this console minted, from its trail: the only record of minting there is, since AWS keeps none.</summary>
public sealed class MintRecords(AuditTrail trail)
{
    /// <summary>All of them, newest first.</summary>
    /// <exception cref="Shared.ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<IReadOnlyList<Mint>> ReadAsync(Actor actor, CancellationToken cancellationToken) =>
        [.. from record in await trail.ReadAsync(actor, int.MaxValue, cancellationToken)
            where record.Act == nameof(Act.MintToken) && record.State == "succeeded"
            select Mint.Of(record)];
}

/// <summary>A token as the trail remembers it: never the token itself.</summary>
/// <param name="At">UTC of minting.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="ResourceId">The cluster's then; <c>null</c> where an older trail does not say.</param>
/// <param name="Role">The database role.</param>
/// <param name="Host"><c>host:port</c> that was signed.</param>
/// <param name="Who">Who asked.</param>
/// <param name="Purpose"><c>copy</c>, <c>query</c>, <c>api</c>, <c>check</c>.</param>
public sealed record Mint(DateTimeOffset At, DateTimeOffset ExpiresAt, string ClusterKey, string? ResourceId, string Role, string Host, string Who, string Purpose)
{
    /// <summary>Reads a line of the trail.</summary>
    public static Mint Of(AuditRecord record) => new(
        record.At,
        DateTimeOffset.TryParse(record.Details?.GetValueOrDefault("expires"), out var expires) ? expires : record.At.AddMinutes(15),
        record.Subject,
        record.Details?.GetValueOrDefault("resource"),
        record.Details?.GetValueOrDefault("role") ?? "",
        record.Details?.GetValueOrDefault("host") ?? "",
        record.Actor,
        record.Details?.GetValueOrDefault("purpose") ?? "");
}
