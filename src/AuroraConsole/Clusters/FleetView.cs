using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>The part of the fleet that is asked for; what the address says.</summary>
/// <param name="Search">In name, endpoint or tag.</param>
/// <param name="State"><c>attention</c>, <c>changing</c>, <c>asleep</c>; all else is all.</param>
/// <param name="Region">A region; <c>null</c>: all.</param>
public sealed record FleetView(string? Search, string? State, string? Region)
{
    // A failure is news for a day; afterwards the Events page has it.
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    /// <summary>Anything is left out.</summary>
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || !string.IsNullOrEmpty(State) || !string.IsNullOrEmpty(Region);

    /// <summary>All lines, trouble first, then by region and name.</summary>
    public static IReadOnlyList<FleetRow> Rows(
        FleetSnapshot fleet, IReadOnlyList<ClusterOperation> operations, Func<string, AuthSummary?> logins, Func<string, double?> acu, Func<string, LoginAlarm?> firing, DateTimeOffset now)
    {
        var latest = operations.GroupBy(operation => operation.Key).ToDictionary(group => group.Key, group => group.Last());
        var listed = fleet.Regions.SelectMany(region => region.Clusters.Select(cluster => new FleetRow(
            cluster.Region, cluster.Id, cluster, Shown(cluster, latest.GetValueOrDefault(cluster.Key)), logins(cluster.Key), acu(cluster.Key), region.Problem is null ? null : region.At)
        { Alarm = firing(cluster.Key)?.Brief(now) })).ToList();
        var known = listed.Select(row => row.Key).ToHashSet();
        var coming = latest.Values.Where(operation => operation.IsRunning && !known.Contains(operation.Key))
            .Select(operation => new FleetRow(operation.Region, operation.ClusterId, null, operation, null, null, null));
        return [.. listed.Concat(coming).OrderBy(row => row.Rank).ThenBy(row => row.Region, StringComparer.Ordinal).ThenBy(row => row.Id, StringComparer.Ordinal)];

        // What was done to an earlier cluster of the same name is not this one's news.
        ClusterOperation? Shown(Cluster cluster, ClusterOperation? operation) => operation switch
        {
            { IsRunning: true } => operation,
            { State: OperationState.Failed, EndedAt: { } ended } when now - ended < News && ended > cluster.CreatedAt => operation,
            _ => null,
        };
    }

    /// <summary>How many lines a state has, whatever else is filtered.</summary>
    public static int Count(IReadOnlyList<FleetRow> rows, string? state) => rows.Count(row => IsIn(row, state));

    /// <summary>The lines that are asked for.</summary>
    public IReadOnlyList<FleetRow> Of(IReadOnlyList<FleetRow> rows) =>
        [.. rows.Where(row => IsIn(row, State) && (string.IsNullOrEmpty(Region) || row.Region == Region) && Matches(row))];

    private static bool IsIn(FleetRow row, string? state) => state switch
    {
        "attention" => row.Kind is StatusKind.Broken or StatusKind.Attention,
        "changing" => row.Kind == StatusKind.Changing,
        "asleep" => row.Kind is StatusKind.Asleep or StatusKind.Stopped,
        _ => true,
    };

    private bool Matches(FleetRow row)
    {
        if (string.IsNullOrWhiteSpace(Search))
            return true;
        var words = Search.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var text = $"{row.Id} {row.Region} {row.Cluster?.Endpoint}:{row.Cluster?.Port} {row.Cluster?.ReaderEndpoint} {row.Cluster?.ResourceId} {string.Join(' ', (row.Cluster?.Tags ?? new Dictionary<string, string>()).Select(tag => $"{tag.Key}={tag.Value}"))}";
        return Array.TrueForAll(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
