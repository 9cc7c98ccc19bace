using Amazon.CloudWatch.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>The alarms on login metrics in all watched regions: one poll for all who look, none while nobody does.</summary>
public sealed partial class AlarmWatch : IDisposable
{
    private const string Everywhere = "fleet";
    private const int AlarmsAPage = 100;

    // CloudWatch evaluates once a minute, and a new alarm's first state is waited for. Thousands of alarms are many pages, and are asked for less often.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAPage = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan News = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PauseThrottled = TimeSpan.FromMinutes(2);
    private readonly AwsClients _clients;
    private readonly FleetWatch _fleet;
    private readonly TimeProvider _time;
    private readonly SharedFeeds<string, AlarmsSnapshot> _feeds;

    /// <summary>Asks nothing before somebody looks.</summary>
    public AlarmWatch(AwsClients clients, FleetWatch fleet, TimeProvider time, ILogger<AlarmWatch> logger)
    {
        (_clients, _fleet, _time) = (clients, fleet, time);
        _feeds = new(
            (_, before, cancellationToken) => FetchAsync(before, cancellationToken),
            PauseAfter,
            time,
            (_, error) => Log.Failed(logger, error));
    }

    /// <summary>Looks until disposed; <paramref name="changed"/> is called on any thread.</summary>
    /// <exception cref="ProblemException">403: <paramref name="actor"/> may not see them.</exception>
    public SharedFeeds<string, AlarmsSnapshot>.View Look(Actor actor, Action changed)
    {
        AccessControl.Demand(actor, Act.View);
        return _feeds.Look(Everywhere, changed);
    }

    /// <summary>Asks again now, for those who look.</summary>
    public void Hurry() => _feeds.Hurry(_ => true);

    /// <inheritdoc />
    public void Dispose() => _feeds.Dispose();

    private static TimeSpan PauseAfter(AlarmsSnapshot found)
    {
        if (found.Silent.Values.Any(problem => problem.Status == StatusCodes.Status429TooManyRequests))
            return PauseThrottled;
        var pause = found.Alarms.Any(alarm => found.At - alarm.ConfiguredAt < News) ? PauseAPage : Pause;
        return found.Pages * PauseAPage > pause ? found.Pages * PauseAPage : pause;
    }

    private async Task<AlarmsSnapshot> FetchAsync(AlarmsSnapshot? before, CancellationToken cancellationToken)
    {
        var fleet = _fleet.Current is { IsLoaded: true } current ? current : await _fleet.RefreshAsync(cancellationToken);
        var regions = await Task.WhenAll(_clients.Regions.Select(region => FetchAsync(region, fleet, before, cancellationToken)));
        return new AlarmsSnapshot(
            _time.GetUtcNow(),
            // Trouble first, then what cannot tell.
            [.. regions.SelectMany(region => region.Alarms).OrderBy(alarm => alarm.State switch { AlarmState.Alarm => 0, AlarmState.NoData => 1, _ => 2 }).ThenBy(alarm => alarm.Region, StringComparer.Ordinal).ThenBy(alarm => alarm.Name, StringComparer.Ordinal)],
            regions.Where(region => region.Problem is not null).ToDictionary(region => region.Name, region => region.Problem!),
            regions.Max(region => region.Pages));
    }

    private async Task<(string Name, IReadOnlyList<LoginAlarm> Alarms, Problem? Problem, int Pages)> FetchAsync(string region, FleetSnapshot fleet, AlarmsSnapshot? before, CancellationToken cancellationToken)
    {
        var (alarms, pages) = (new List<LoginAlarm>(), 0);
        try
        {
            var request = new DescribeAlarmsRequest { AlarmTypes = ["MetricAlarm"], MaxRecords = AlarmsAPage };
            do
            {
                var page = await _clients.CloudWatch(region).DescribeAlarmsAsync(request, cancellationToken);
                alarms.AddRange((page.MetricAlarms ?? []).Select(alarm => LoginAlarm.Read(region, alarm, dimension => ClusterOf(fleet, region, dimension))).OfType<LoginAlarm>());
                request.NextToken = page.NextToken;
                pages++;
            }
            while (!string.IsNullOrEmpty(request.NextToken));
            return (region, alarms, null, pages);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && AwsProblems.Explain(error) is { } problem)
        {
            // Old states, said to be old, beat none.
            return (region, [.. (before?.Alarms ?? []).Where(alarm => alarm.Region == region)], problem, pages);
        }
    }

    private static string? ClusterOf(FleetSnapshot fleet, string region, Dimension dimension) => fleet.Clusters.FirstOrDefault(cluster => cluster.Region == region && dimension.Name switch
    {
        LoginDimensions.ByCluster => cluster.Id == dimension.Value,
        LoginDimensions.ByInstance => cluster.Members.Any(member => member.Id == dimension.Value),
        _ => false,
    })?.Key;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Alarms could not be read")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}

/// <summary>All alarms on login metrics at one moment. Immutable, shared by all who look.</summary>
/// <param name="At">UTC.</param>
/// <param name="Alarms">In alarm first, then without data, then by region and name.</param>
/// <param name="Silent">Regions whose alarms could not be read, and why; their alarms are those of before.</param>
/// <param name="Pages">Requests that the largest region took.</param>
public sealed record AlarmsSnapshot(DateTimeOffset At, IReadOnlyList<LoginAlarm> Alarms, IReadOnlyDictionary<string, Problem> Silent, int Pages)
{
    private readonly Dictionary<string, LoginAlarm> _firing = Alarms
        .Where(alarm => alarm is { State: AlarmState.Alarm, ClusterKey: not null })
        .GroupBy(alarm => alarm.ClusterKey!)
        .ToDictionary(group => group.Key, group => group.MinBy(alarm => alarm.Since)!);

    /// <summary>The alarm of a cluster <c>region/id</c> that has been firing longest; <c>null</c> when none does.</summary>
    public LoginAlarm? Firing(string clusterKey) => _firing.GetValueOrDefault(clusterKey);
}
