using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>
/// What each cluster uses now, in ACU, from CloudWatch's <c>ServerlessDatabaseCapacity</c>: one metric a cluster and minute, while
/// somebody looks at the fleet. 0 is a sleeping cluster; a cluster without a sample has no figure, which is not zero.
/// </summary>
public sealed partial class CapacityWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly AwsClients _clients;
    private readonly FleetWatch _fleet;
    private readonly TimeProvider _time;
    private readonly ILogger<CapacityWatch> _logger;
    private readonly SharedFeeds<string, Dictionary<string, double>> _feeds;
    private volatile Dictionary<string, double> _current = [];

    /// <summary>Asks nothing before somebody looks.</summary>
    public CapacityWatch(AwsClients clients, FleetWatch fleet, TimeProvider time, ILogger<CapacityWatch> logger)
    {
        (_clients, _fleet, _time, _logger) = (clients, fleet, time, logger);
        _feeds = new((_, _, cancellationToken) => FetchAsync(cancellationToken), found => found.Count == 0 ? TimeSpan.FromSeconds(10) : Pause, time, (_, error) => Log.Failed(logger, "all", error.Message));
    }

    /// <summary>Keeps the figures coming while undisposed; <paramref name="changed"/> is called on any thread.</summary>
    public IDisposable Look(Action changed) => _feeds.Look("fleet", changed);

    /// <summary>ACU of a cluster <c>region/id</c>; <c>null</c> without a sample of the last minutes.</summary>
    public double? Find(string key) => _current.TryGetValue(key, out var acu) ? acu : null;

    /// <inheritdoc />
    public void Dispose() => _feeds.Dispose();

    private async Task<Dictionary<string, double>> FetchAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(_fleet.Current.Clusters.Where(cluster => cluster.MaxAcu is not null).GroupBy(cluster => cluster.Region)
            .Select(region => FetchAsync(region.Key, [.. region], cancellationToken)));
        return _current = found.SelectMany(region => region).ToDictionary();
    }

    private async Task<Dictionary<string, double>> FetchAsync(string region, IReadOnlyList<Cluster> clusters, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var found = new Dictionary<string, double>();
        try
        {
            // CloudWatch takes 500 metrics a request.
            foreach (var some in clusters.Chunk(500))
            {
                var answer = await _clients.CloudWatch(region).GetMetricDataAsync(
                    new GetMetricDataRequest
                    {
                        StartTime = now.AddMinutes(-5),
                        EndTime = now,
                        ScanBy = ScanBy.TimestampDescending,
                        MetricDataQueries = [.. some.Select((cluster, index) => new MetricDataQuery { Id = $"c{index}", MetricStat = new MetricStat { Metric = Capacity(cluster), Period = 60, Stat = "Average" } })],
                    },
                    cancellationToken);
                foreach (var series in (answer.MetricDataResults ?? []).Where(series => series is { Id: not null, Values.Count: > 0 }))
                    found[some[int.Parse(series.Id!.AsSpan(1))].Key] = series.Values![0];
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && AwsProblems.Explain(error) is { } problem)
        {
            // The fleet goes on without the figure; Auth activity says what is wrong with CloudWatch.
            Log.Failed(_logger, region, problem.Sentence);
        }

        return found;
    }

    private static Metric Capacity(Cluster cluster) =>
        new() { Namespace = "AWS/RDS", MetricName = "ServerlessDatabaseCapacity", Dimensions = [new Dimension { Name = "DBClusterIdentifier", Value = cluster.Id }] };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The capacity of {Region} could not be read: {Message}")]
        public static partial void Failed(ILogger logger, string region, string message);
    }
}
