using AuroraConsole.Access;
using AuroraConsole.Checks;
using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>What databases said about roles to one viewer, kept as long as the page is open. Asked on a click only: it wakes a paused cluster.</summary>
public sealed class RoleAnswers(RoleLookup lookup)
{
    private readonly Dictionary<(string ResourceId, string Role), RoleFindings> _kept = [];

    /// <summary>The last answer; <c>null</c> when nobody asked.</summary>
    public RoleFindings? Find(Cluster cluster, string role) => _kept.GetValueOrDefault((cluster.ResourceId, role));

    /// <summary>Asks now, logged in as <paramref name="asRole"/>.</summary>
    public async Task<RoleFindings> AskAsync(Actor actor, Cluster cluster, string role, string asRole, CancellationToken cancellationToken) =>
        _kept[(cluster.ResourceId, role)] = await lookup.AskAsync(actor, cluster, cluster.PreferredDatabase ?? "postgres", role, asRole, cancellationToken);
}
