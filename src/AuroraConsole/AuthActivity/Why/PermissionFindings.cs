using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>Why IAM does not let a caller log in: its account, its policies by simulation, and what they allow in place of this login.</summary>
public sealed class PermissionFindings(PolicySimulation simulation, EarlierClusters earlier, FleetWatch fleet, TimeProvider time)
{
    private const string Simulation = "IAM, SimulatePrincipalPolicy";

    // One request; each more costs IAM time and tells the reader nothing.
    private const int MostMisses = 40;

    /// <summary>What was found.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="group">Lines of NotAuthorized.</param>
    /// <param name="cluster">Its cluster as it is now.</param>
    /// <param name="role">The database user.</param>
    /// <param name="roles">Other users who log in there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Diagnosis> OfAsync(Actor actor, AuthGroup group, Cluster cluster, string role, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (before, beforeFinding) = await EarlierAsync(actor, cluster, now, cancellationToken);
        if (group.Newest.Caller is not { } arn)
            return new Diagnosis(null, [Finding.Of(StatusKind.Unknown, "Policy", "cannot tell: the line names no caller", "the line", group.Last), beforeFinding]);
        var account = Account(arn);
        var caller = new CallerIdentity(account ?? "", arn);
        var policy = await simulation.CheckAsync(caller, cluster, role, cancellationToken);
        var miss = policy.Kind == StatusKind.Broken ? await MissAsync(caller, cluster, role, before, roles, cancellationToken) : null;
        var findings = new List<Finding>
        {
            // The cure stands below, once.
            miss is null
                ? new Finding(policy with { Cure = null }, Simulation, now)
                : new Finding(policy with { Cure = null, Code = null, Sentence = $"no policy of {group.CallerName} allows this login: {miss.Why}" }, Simulation, now, miss.Arn, LoginPolicy.UserArn(cluster, role)),
        };
        if (policy.Kind == StatusKind.Available)
            findings.Add(Finding.Of(StatusKind.Attention, "Since then", $"the newest line is {Moments.Span(now - group.Last)} old: the policy may have been changed since. Watch for the next success", Simulation, now));
        findings.Add(beforeFinding);
        if (account is not null && Account(cluster.Arn) is { } own)
        {
            findings.Add(account == own
                ? Finding.Of(StatusKind.Available, "Account", "the caller is in the cluster's account", "the line", group.Last)
                : Finding.Of(StatusKind.Broken, "Account", $"the caller is in account {account}, the cluster in {own}. Database logins work inside one account: assume a role there first", "the line", group.Last));
        }

        return new Diagnosis(miss is null ? null : $"{Who(group)} may not log in to {cluster.Id} as {role}: {miss.Why}.", findings);
    }

    private async Task<(IReadOnlyList<EarlierCluster> Known, Finding Finding)> EarlierAsync(Actor actor, Cluster cluster, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string name = "Resource id";
        const string source = "DescribeDBClusterSnapshots, audit trail";
        try
        {
            var known = await earlier.FindAsync(actor, cluster, cancellationToken);
            return (known, known is [var last, ..]
                ? Finding.Of(StatusKind.Attention, name, $"an earlier {cluster.Id} had {last.ResourceId} ({last.Trace}, {last.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC). This one has {cluster.ResourceId}; policies follow the id, not the name", source, now)
                : Finding.Of(StatusKind.Available, name, $"no snapshot and no token minted here speaks of an earlier {cluster.Id}. Its id is {cluster.ResourceId} since {cluster.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC", source, now));
        }
        catch (ProblemException error)
        {
            return ([], Finding.Of(StatusKind.Unknown, name, $"cannot tell whether an earlier {cluster.Id} had another one. {error.Problem.Sentence}", source, now));
        }
    }

    private async Task<Miss?> MissAsync(CallerIdentity caller, Cluster cluster, string role, IReadOnlyList<EarlierCluster> before, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var misses = Misses(cluster, role, before, roles, fleet.Current.Clusters).DistinctBy(miss => miss.Arn).Take(MostMisses).ToList();
        var allowed = await simulation.AllowedAsync(caller, cluster.Region, [.. misses.Select(miss => miss.Arn)], cancellationToken);
        return misses.FirstOrDefault(miss => allowed.Contains(miss.Arn));
    }

    // The mistakes that people make in a policy, the commonest first.
    private static IEnumerable<Miss> Misses(Cluster cluster, string role, IReadOnlyList<EarlierCluster> before, IReadOnlyList<string> roles, IEnumerable<Cluster> clusters)
    {
        foreach (var old in before)
            yield return new Miss(LoginPolicy.UserArn(cluster with { ResourceId = old.ResourceId }, role), $"its policy names the resource id of an earlier {cluster.Id}");
        yield return new Miss(LoginPolicy.UserArn(cluster with { ResourceId = cluster.Id }, role), "its policy names the cluster's name in place of its resource id");
        var others = roles.Append(role.ToLowerInvariant()).Append(cluster.PreferredRole).Append(cluster.MasterUser).OfType<string>().Where(other => other.Length > 0 && other != role).Distinct().ToList();
        foreach (var other in others.Where(other => other.Equals(role, StringComparison.OrdinalIgnoreCase)))
            yield return new Miss(LoginPolicy.UserArn(cluster, other), $"its policy allows {other}, and case counts");
        foreach (var other in clusters.Where(other => other.ResourceId.Length > 0 && other.ResourceId != cluster.ResourceId))
            yield return new Miss(LoginPolicy.UserArn(other, role), $"its policy is for {other.Id}, another cluster");
        foreach (var other in others)
            yield return new Miss(LoginPolicy.UserArn(cluster, other), $"its policy allows {other}, not {role}");
    }

    private static string? Account(string arn) => arn.Split(':') is [_, _, _, _, { Length: > 0 } account, ..] ? account : null;

    private static string Who(AuthGroup group) => group.CallerName is { } name ? name[(name.IndexOf('/') + 1)..] : "The caller";

    private sealed record Miss(string Arn, string Why);
}
