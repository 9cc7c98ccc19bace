using System.Collections.Concurrent;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>
/// The one poller of login metrics and error logs in the process, shared by all who look at the same clusters and range.
/// It asks CloudWatch only while somebody looks, and never a database.
/// </summary>
public sealed partial class AuthWatch : IDisposable
{
    private static readonly TimeSpan DimensionsKeptFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MissingDimensionsKeptFor = TimeSpan.FromSeconds(9);
    private readonly ConcurrentDictionary<string, (LoginDimensions Found, DateTimeOffset At)> _dimensions = new();
    private readonly AwsClients _clients;
    private readonly FleetWatch _fleet;
    private readonly CloudWatchUse _use;
    private readonly SemaphoreSlim _listing = new(1);
    private readonly TimeProvider _time;
    private readonly SharedFeeds<AuthQuery, LoginsSnapshot> _logins;
    private readonly SharedFeeds<AuthQuery, AuthLogSnapshot> _logs;

    /// <summary>Asks nothing until somebody looks.</summary>
    public AuthWatch(AwsClients clients, FleetWatch fleet, CloudWatchUse use, TimeProvider time, ILogger<AuthWatch> logger)
    {
        _clients = clients;
        _fleet = fleet;
        _use = use;
        _time = time;
        void Failed(AuthQuery query, Exception error) => Log.FetchFailed(logger, error, query.Cluster ?? "all clusters");
        _logins = new(FetchLoginsAsync, snapshot => Pause(snapshot.Backoff, AuthCadence.OfMetrics(snapshot.Query.Range, time.GetUtcNow())), time, Failed);
        _logs = new(FetchLogAsync, snapshot => Pause(snapshot.Backoff, AuthCadence.OfLog(snapshot.Query, time.GetUtcNow(), snapshot.GroupsAsked)), time, Failed);
    }

    /// <summary>Looks at the metrics until disposed.</summary>
    /// <exception cref="ProblemException">403: <paramref name="actor"/> may not see them.</exception>
    public SharedFeeds<AuthQuery, LoginsSnapshot>.View LookAtLogins(Actor actor, AuthQuery query, Action changed)
    {
        AccessControl.Demand(actor, Act.View);
        return LookAtLogins(query, changed);
    }

    /// <summary>Looks at the error log until disposed.</summary>
    /// <exception cref="ProblemException">403: <paramref name="actor"/> may not see it.</exception>
    public SharedFeeds<AuthQuery, AuthLogSnapshot>.View LookAtLog(Actor actor, AuthQuery query, Action changed)
    {
        AccessControl.Demand(actor, Act.View);
        return _logs.Look(query, changed);
    }

    /// <summary>Reads the logs of a cluster again now, for those who look.</summary>
    public void HurryLog(string clusterKey) => _logs.Hurry(query => query.Cluster is null || query.Cluster == clusterKey);

    /// <summary>Reads the metrics of a cluster again now, for those who look.</summary>
    public void HurryLogins(string clusterKey) => _logins.Hurry(query => query.Cluster is null || query.Cluster == clusterKey);

    /// <inheritdoc />
    public void Dispose()
    {
        _logins.Dispose();
        _logs.Dispose();
        _listing.Dispose();
    }

    internal SharedFeeds<AuthQuery, LoginsSnapshot>.View LookAtLogins(AuthQuery query, Action changed) => _logins.Look(query, changed);

    private TimeSpan Pause(Backoff? backoff, TimeSpan usual)
    {
        if (backoff is null)
            return usual;
        var left = backoff.RetryAt - _time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<LoginsSnapshot> FetchLoginsAsync(AuthQuery query, LoginsSnapshot? before, CancellationToken cancellationToken)
    {
        var fleet = await FleetAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var window = query.Range.At(now);
        var parts = await Task.WhenAll(RegionsOf(fleet, query).Select(region => ReadRegionAsync(region, query, before, window, now, cancellationToken)));
        var clusters = parts.SelectMany(part => part.Clusters).ToList();
        return new LoginsSnapshot(query, window, now, clusters, SilentOf(fleet, query), parts.Sum(part => part.MetricsAsked))
        {
            Backoff = Backoff.After(before?.Backoff, clusters.Select(cluster => cluster.Problem), AuthCadence.OfMetrics(query.Range, now), now),
        };
    }

    private async Task<(IReadOnlyList<ClusterLogins> Clusters, int MetricsAsked)> ReadRegionAsync(
        RegionSnapshot region, AuthQuery query, LoginsSnapshot? before, AuthWindow window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Cluster[] clusters = [.. region.Clusters.Where(cluster => Wanted(query, cluster))];
        try
        {
            var dimensions = await DimensionsAsync(region, now, cancellationToken);
            // What is gone and had no sample here gets none any more.
            var gone = Gone(region, query, dimensions).Where(cluster => before is null || before.Clusters.Any(known => known.ClusterKey == cluster.Key));
            var (read, asked) = await LoginMetricsReader.ReadAsync(_clients.CloudWatch(region.Region), [.. clusters, .. gone], dimensions, window, _use, cancellationToken);
            return ([.. read.Where(cluster => !cluster.IsGone || cluster.Problem is not null || cluster.Series.Total(LoginMetric.Requests) is not null)], asked);
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            // Old figures, said to be old, beat none while CloudWatch does not answer.
            return ([.. clusters.Select(cluster => before?.Clusters.FirstOrDefault(known => known.ClusterKey == cluster.Key) is { } known
                ? known with { Series = known.Series.In(before.Window, window), Problem = problem }
                : new ClusterLogins(cluster.Key, null, LoginSeries.Gaps(window.Count), problem))], 0);
        }
    }

    // Found once, they stay; while a cluster is missing it is asked again each round, since a first login makes them appear.
    private async Task<LoginDimensions> DimensionsAsync(RegionSnapshot region, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _listing.WaitAsync(cancellationToken);
        try
        {
            if (_dimensions.TryGetValue(region.Region, out var known)
                && now - known.At < (region.Clusters.All(cluster => known.Found.Of(cluster) is not null) ? DimensionsKeptFor : MissingDimensionsKeptFor))
                return known.Found;
            var found = await LoginDimensions.ReadAsync(_clients.CloudWatch(region.Region), _use, cancellationToken);
            _dimensions[region.Region] = (found, now);
            return found;
        }
        finally
        {
            _listing.Release();
        }
    }

    private async Task<AuthLogSnapshot> FetchLogAsync(AuthQuery query, AuthLogSnapshot? before, CancellationToken cancellationToken)
    {
        // Who begins to follow goes on from what was read.
        before ??= _logs.Find(query with { IsLive = !query.IsLive });
        var fleet = await FleetAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var window = query.Range.At(now);
        var clusters = new List<Cluster>();
        foreach (var region in RegionsOf(fleet, query))
        {
            clusters.AddRange(region.Clusters.Where(cluster => Wanted(query, cluster)));
            clusters.AddRange((await GoneAsync(region, query, now, cancellationToken)).Where(cluster => before is null || before.Clusters.Any(known => known.ClusterKey == cluster.Key)));
        }

        var logs = new ClusterLog[clusters.Count];
        var asked = 0;
        await Parallel.ForAsync(0, clusters.Count, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (index, stop) =>
        {
            var cluster = clusters[index];
            var known = before?.Clusters.FirstOrDefault(log => log.ClusterKey == cluster.Key);
            if (AuthLogReader.NeedsReading(cluster, known))
                Interlocked.Increment(ref asked);
            logs[index] = await AuthLogReader.ReadAsync(_clients.Logs(cluster.Region), cluster, window, known, now, _use, stop);
        });
        AuthLogReader.TrimAll(logs);
        var snapshot = new AuthLogSnapshot(query, window, now, [.. logs.Where(log => !log.IsGone || log.Lines.Count > 0 || log.Problem is not null)], asked)
        {
            Backoff = Backoff.After(before?.Backoff, logs.Select(log => log.Problem), AuthCadence.OfLog(query, now, asked), now),
        };
        // The same list for the same lines lets viewers leave out what did not change.
        return before?.Lines.SequenceEqual(snapshot.Lines) == true ? snapshot with { All = before.All } : snapshot;
    }

    // The log of a cluster that is gone is worth a look, but no failure of the others' logs.
    private async Task<IEnumerable<Cluster>> GoneAsync(RegionSnapshot region, AuthQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return Gone(region, query, await DimensionsAsync(region, now, cancellationToken));
        }
        catch (Exception error) when (AwsProblems.Explain(error) is not null)
        {
            return [];
        }
    }

    // A region that does not list its clusters cannot say which are gone.
    private static IEnumerable<Cluster> Gone(RegionSnapshot region, AuthQuery query, LoginDimensions dimensions) =>
        region is { At: not null, Problem: null } ? dimensions.Gone(region.Region, region.Clusters).Where(cluster => Wanted(query, cluster)) : [];

    private static bool Wanted(AuthQuery query, Cluster cluster) => query.Cluster is null || cluster.Key == query.Cluster;

    private static IEnumerable<RegionSnapshot> RegionsOf(FleetSnapshot fleet, AuthQuery query) =>
        fleet.Regions.Where(region => query.Cluster is null || query.Cluster.StartsWith(region.Region + "/", StringComparison.Ordinal));

    private static Dictionary<string, Problem> SilentOf(FleetSnapshot fleet, AuthQuery query) =>
        RegionsOf(fleet, query).Where(region => region.Problem is not null).ToDictionary(region => region.Region, region => region.Problem!);

    // The fleet's own poll is shared: callers at the same time join one round.
    private async Task<FleetSnapshot> FleetAsync(CancellationToken cancellationToken) =>
        _fleet.Current is { IsLoaded: true } current && _time.GetUtcNow() - current.At < TimeSpan.FromSeconds(10) ? current : await _fleet.RefreshAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Login metrics or log of {Clusters} could not be read")]
        public static partial void FetchFailed(ILogger logger, Exception error, string clusters);
    }
}
