using System.Collections.Concurrent;
using Amazon.RDS.Model;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Fleet;

/// <summary>
/// The one poller of clusters in the process. Sleeps while nobody looks, asks oftener while something changes, and speaks
/// only when something moved. It reads AWS alone and never wakes a database.
/// </summary>
public sealed partial class FleetWatch(AwsClients clients, TimeProvider time, ILogger<FleetWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Failing = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<object, Action> _viewers = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _pollGate = new();
    private Task<FleetSnapshot>? _poll;
    private volatile FleetSnapshot _current = FleetSnapshot.Empty;

    /// <summary>What is known now; perhaps empty, perhaps old: see its times.</summary>
    public FleetSnapshot Current => _current;

    /// <summary>Keeps the poller awake while the result is undisposed; <paramref name="changed"/> is called on any thread when something moved.</summary>
    public IDisposable Look(Action changed)
    {
        var key = new object();
        _viewers[key] = changed;
        Wake();
        return new Viewer(this, key);
    }

    /// <summary>Asks every region now, also one that fails and would be asked later; callers at the same time share one round.</summary>
    public Task<FleetSnapshot> RefreshAsync(CancellationToken cancellationToken) => RoundAsync(evenFailing: true, cancellationToken);

    /// <summary>The cluster of a key <c>region/id</c>, asking AWS again when it is not known or <paramref name="fresh"/> is wanted.</summary>
    /// <exception cref="ProblemException">404 <c>DBClusterNotFoundFault</c>, or why its region does not answer.</exception>
    public async Task<Cluster> GetAsync(string key, bool fresh, CancellationToken cancellationToken)
    {
        if (!fresh && Current.Find(key) is { } known)
            return known;
        var snapshot = await RefreshAsync(cancellationToken);
        if (snapshot.Find(key) is { } cluster)
            return cluster;
        var region = key.Split('/')[0];
        throw new ProblemException(snapshot.Regions.FirstOrDefault(state => state.Region == region)?.Problem
            ?? new Problem($"There is no cluster {Repeated.Of(key)}. Names look like us-east-1/demo; GET /api/clusters lists them.", "DBClusterNotFoundFault", StatusCodes.Status404NotFound));
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (_viewers.IsEmpty)
                {
                    await _wake.WaitAsync(stoppingToken);
                    continue;
                }

                var snapshot = await RoundAsync(evenFailing: false, stoppingToken);
                await _wake.WaitAsync(snapshot.Clusters.Any(cluster => cluster.Status != "available") ? Busy : Calm, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end, also of a start that failed.
        }
    }

    private void Wake()
    {
        // A second release would throw; one is enough to wake the loop.
        lock (_pollGate)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    private Task<FleetSnapshot> RoundAsync(bool evenFailing, CancellationToken cancellationToken)
    {
        Task<FleetSnapshot> poll;
        lock (_pollGate)
            poll = _poll is { IsCompleted: false } running ? running : _poll = PollAsync(evenFailing);
        return poll.WaitAsync(cancellationToken);
    }

    private async Task<FleetSnapshot> PollAsync(bool evenFailing)
    {
        var before = _current;
        var regions = await Task.WhenAll(clients.Regions.Select(region => PollRegionAsync(region, before.Regions.FirstOrDefault(state => state.Region == region), evenFailing)));
        _current = new FleetSnapshot(time.GetUtcNow(), regions);
        if (!SameContent(before, _current))
        {
            foreach (var changed in _viewers.Values)
                changed();
        }

        return _current;
    }

    private async Task<RegionSnapshot> PollRegionAsync(string region, RegionSnapshot? before, bool evenFailing)
    {
        var now = time.GetUtcNow();
        if (!evenFailing && before?.RetryAt > now)
            return before;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), time);
            var found = new List<Cluster>();
            string? marker = null;
            do
            {
                var page = await clients.Rds(region).DescribeDBClustersAsync(new DescribeDBClustersRequest { Marker = marker, MaxRecords = 100 }, limit.Token);
                found.AddRange((page.DBClusters ?? []).Where(cluster => cluster.Engine is null or "aurora-postgresql").Select(cluster => ClusterReader.Read(region, cluster)));
                marker = page.Marker;
            }
            while (!string.IsNullOrEmpty(marker));
            return new RegionSnapshot(region, [.. found.OrderBy(cluster => cluster.Id, StringComparer.Ordinal)], now, null, null);
        }
        catch (Exception error) when (error is OperationCanceledException || AwsProblems.Explain(error) is not null)
        {
            Log.RegionFailed(logger, region, error.Message);
            var problem = AwsProblems.Explain(error) ?? new Problem("AWS did not answer within 20 s. It is asked again by itself.", "NoAnswer", StatusCodes.Status504GatewayTimeout);
            // The first try is repeated at once, since the sandbox may still be starting.
            return new RegionSnapshot(region, before?.Clusters ?? [], before?.At, problem, before?.At is null ? now + Busy : now + Failing);
        }
    }

    private static bool SameContent(FleetSnapshot one, FleetSnapshot other) =>
        one.Regions.Count == other.Regions.Count
        && one.Regions.Zip(other.Regions).All(pair =>
            pair.First.Region == pair.Second.Region
            && pair.First.Problem == pair.Second.Problem
            && pair.First.RetryAt == pair.Second.RetryAt
            && pair.First.At.HasValue == pair.Second.At.HasValue
            && pair.First.Clusters.Count == pair.Second.Clusters.Count
            && pair.First.Clusters.Zip(pair.Second.Clusters).All(clusters => ClusterReader.Same(clusters.First, clusters.Second)));

    private sealed class Viewer(FleetWatch watch, object key) : IDisposable
    {
        public void Dispose() => watch._viewers.TryRemove(key, out _);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Region {Region} did not answer: {Message}")]
        public static partial void RegionFailed(ILogger logger, string region, string message);
    }
}
