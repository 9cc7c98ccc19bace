using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>What Auth activity knows about a range, for scripts. Shares its fetches with the pages.</summary>
public sealed class AuthReport(AuthWatch watch, FleetWatch fleet)
{
    private const int MostGroups = 100;

    /// <summary>Metrics and log of a range.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="clusterKey"><c>region/id</c>; <c>null</c> or empty: the whole fleet.</param>
    /// <param name="range">When.</param>
    /// <param name="cancellationToken">Gives up waiting; the fetch goes on for those who still look.</param>
    /// <exception cref="ProblemException">403, or 404 when there is no such cluster.</exception>
    public async Task<AuthReportAnswer> GetAsync(Actor actor, string? clusterKey, AuthRange range, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        if (string.IsNullOrEmpty(clusterKey))
            clusterKey = null;
        else
            await fleet.GetAsync(clusterKey, fresh: false, cancellationToken);
        var query = new AuthQuery(clusterKey, range);
        using var metrics = watch.LookAtLogins(actor, query, static () => { });
        using var log = watch.LookAtLog(actor, query, static () => { });
        return Answer(await metrics.LoadedAsync(cancellationToken), await log.LoadedAsync(cancellationToken));
    }

    private static AuthReportAnswer Answer(LoginsSnapshot logins, AuthLogSnapshot log) => new(
        logins.Window.From,
        logins.Window.To,
        (int)logins.Window.Period.TotalSeconds,
        logins.Window.From + (logins.Window.Period * logins.Window.SettledAt(logins.AskedAt)),
        Totals(logins.Sum),
        [.. logins.Clusters.Select(cluster => Cluster(cluster, log.Clusters.FirstOrDefault(part => part.ClusterKey == cluster.ClusterKey)))],
        [.. log.All.Groups.Take(MostGroups).Select(group => new AuthReportGroup(
            group.ClusterKey, group.Code, group.Cause.Title, group.Role, group.CallerName, group.Count, group.First, group.Last))],
        logins.Silent.ToDictionary(region => region.Key, region => region.Value.Sentence));

    private static AuthReportCluster Cluster(ClusterLogins logins, ClusterLog? log) => new(
        logins.ClusterKey, logins.Dimension, Totals(logins.Series), log?.IsExported ?? false, log?.Lines.Count ?? 0, log?.Lines.Count(line => line.Code is null) ?? 0,
        (logins.Problem ?? log?.Problem)?.Sentence, (logins.Problem ?? log?.Problem)?.Code, logins.IsGone);

    private static Dictionary<string, double?> Totals(LoginSeries series) =>
        LoginMetrics.All.ToDictionary(metric => metric.AwsName(), series.Total);
}

/// <summary>The answer of <c>GET /api/auth/summary</c>.</summary>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="PeriodSeconds">Seconds a sample.</param>
/// <param name="SettledTo">UTC; what lies after may still change.</param>
/// <param name="Totals">By CloudWatch metric; <c>null</c>: no sample has arrived.</param>
/// <param name="Clusters">Each cluster's own.</param>
/// <param name="Groups">The log's lines by cause, role and caller, the largest first, at most 100.</param>
/// <param name="SilentRegions">Regions that do not answer, and why.</param>
public sealed record AuthReportAnswer(
    DateTimeOffset From, DateTimeOffset To, int PeriodSeconds, DateTimeOffset SettledTo, IReadOnlyDictionary<string, double?> Totals,
    IReadOnlyList<AuthReportCluster> Clusters, IReadOnlyList<AuthReportGroup> Groups, IReadOnlyDictionary<string, string> SilentRegions);

/// <summary>One cluster of the answer.</summary>
/// <param name="Cluster"><c>region/id</c>.</param>
/// <param name="Dimension">Where its metrics were found; <c>null</c>: CloudWatch lists none.</param>
/// <param name="Totals">By CloudWatch metric.</param>
/// <param name="LogExported">Whether the error log is exported.</param>
/// <param name="LogLines">Lines in the range.</param>
/// <param name="LogLinesNotUnderstood">Of these, without an error code.</param>
/// <param name="Problem">Why something of it could not be read.</param>
/// <param name="Code">The problem's code.</param>
/// <param name="IsGone">AWS no longer lists the cluster; what it wrote is still there.</param>
public sealed record AuthReportCluster(
    string Cluster, string? Dimension, IReadOnlyDictionary<string, double?> Totals, bool LogExported, int LogLines, int LogLinesNotUnderstood, string? Problem, string? Code, bool IsGone);

/// <summary>One group of the answer.</summary>
/// <param name="Cluster"><c>region/id</c>.</param>
/// <param name="Code">Error code; <c>null</c>: not understood.</param>
/// <param name="Cause">In words.</param>
/// <param name="Role">Database user.</param>
/// <param name="Caller">Without its session.</param>
/// <param name="Lines">How many.</param>
/// <param name="First">UTC.</param>
/// <param name="Last">UTC.</param>
public sealed record AuthReportGroup(string Cluster, string? Code, string Cause, string? Role, string? Caller, int Lines, DateTimeOffset First, DateTimeOffset Last);
