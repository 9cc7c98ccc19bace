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
    private readonly ConcurrentDictionary<string, (LoginDimensions Found, DateTimeOffset At)> _dimensions = new();
    private readonly AwsClients _clients;
    private readonly FleetWatch _fleet;
    private readonly TimeProvider _time;
    private readonly SharedFeeds<AuthQuery, LoginsSnapshot> _logins;
    private readonly SharedFeeds<AuthQuery, AuthLogSnapshot> _logs;

    /// <summary>Asks nothing until somebody looks.</summary>
    public AuthWatch(AwsClients clients, FleetWatch fleet, TimeProvider time, ILogger<AuthWatch> logger)
    {
        _clients = clients;
        _fleet = fleet;
        _time = time;
        void Failed(AuthQuery query, Exception error) => Log.FetchFailed(logger, error, query.Cluster ?? "all clusters");
        _logins = new(FetchLoginsAsync, snapshot => AuthCadence.OfMetrics(snapshot.Query.Range, time.GetUtcNow()), time, Failed);
        _logs = new(FetchLogAsync, snapshot => AuthCadence.OfLog(snapshot.Query.Range, time.GetUtcNow(), snapshot.GroupsAsked), time, Failed);
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
    }

    internal SharedFeeds<AuthQuery, LoginsSnapshot>.View LookAtLogins(AuthQuery query, Action changed) => _logins.Look(query, changed);

    private async Task<LoginsSnapshot> FetchLoginsAsync(AuthQuery query, LoginsSnapshot? before, CancellationToken cancellationToken)
    {
        var (clusters, silent) = await ClustersAsync(query, cancellationToken);
        var now = _time.GetUtcNow();
        var window = query.Range.At(now);
        var parts = await Task.WhenAll(clusters.GroupBy(cluster => cluster.Region).Select(region => ReadRegionAsync(region.Key, [.. region], window, now, cancellationToken)));
        return new LoginsSnapshot(query, window, now, [.. parts.SelectMany(part => part.Clusters)], silent, parts.Sum(part => part.MetricsAsked));
    }

    private async Task<(IReadOnlyList<ClusterLogins> Clusters, int MetricsAsked)> ReadRegionAsync(
        string region, IReadOnlyList<Cluster> clusters, AuthWindow window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var client = _clients.CloudWatch(region);
            var dimensions = await DimensionsAsync(region, clusters, now, cancellationToken);
            return await LoginMetricsReader.ReadAsync(client, clusters, dimensions, window, cancellationToken);
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            return ([.. clusters.Select(cluster => new ClusterLogins(cluster.Key, null, LoginSeries.Gaps(window.Count), problem))], 0);
        }
    }

    // Found once, they stay; while a cluster is missing it is asked again each round, since a first login makes them appear.
    private async Task<LoginDimensions> DimensionsAsync(string region, IReadOnlyList<Cluster> clusters, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_dimensions.TryGetValue(region, out var known) && now - known.At < DimensionsKeptFor && clusters.All(cluster => known.Found.Of(cluster) is not null))
            return known.Found;
        var found = await LoginDimensions.ReadAsync(_clients.CloudWatch(region), cancellationToken);
        _dimensions[region] = (found, now);
        return found;
    }

    private async Task<AuthLogSnapshot> FetchLogAsync(AuthQuery query, AuthLogSnapshot? before, CancellationToken cancellationToken)
    {
        var (clusters, _) = await ClustersAsync(query, cancellationToken);
        var now = _time.GetUtcNow();
        var window = query.Range.At(now);
        var logs = new ClusterLog[clusters.Count];
        var asked = 0;
        await Parallel.ForAsync(0, clusters.Count, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (index, stop) =>
        {
            var cluster = clusters[index];
            var known = before?.Clusters.FirstOrDefault(log => log.ClusterKey == cluster.Key);
            if (AuthLogReader.NeedsReading(cluster, known))
                Interlocked.Increment(ref asked);
            logs[index] = await AuthLogReader.ReadAsync(_clients.Logs(cluster.Region), cluster, window, known, now, stop);
        });
        var snapshot = new AuthLogSnapshot(query, window, now, logs, asked);
        // The same list for the same lines lets viewers leave out what did not change.
        return before?.Lines.SequenceEqual(snapshot.Lines) == true ? snapshot with { Lines = before.Lines } : snapshot;
    }

    private async Task<(IReadOnlyList<Cluster> Clusters, IReadOnlyDictionary<string, Problem> Silent)> ClustersAsync(AuthQuery query, CancellationToken cancellationToken)
    {
        // The fleet's own poll is shared: callers at the same time join one round.
        var now = _time.GetUtcNow();
        var fleet = _fleet.Current is { IsLoaded: true } current && now - current.At < TimeSpan.FromSeconds(10) ? current : await _fleet.RefreshAsync(cancellationToken);
        var silent = fleet.Regions
            .Where(region => region.Problem is not null && (query.Cluster is null || query.Cluster.StartsWith(region.Region + "/", StringComparison.Ordinal)))
            .ToDictionary(region => region.Region, region => region.Problem!);
        return ([.. fleet.Clusters.Where(cluster => query.Cluster is null || cluster.Key == query.Cluster)], silent);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Login metrics or log of {Clusters} could not be read")]
        public static partial void FetchFailed(ILogger logger, Exception error, string clusters);
    }
}
