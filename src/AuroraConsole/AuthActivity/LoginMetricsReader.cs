using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>Reads the login metrics of a region's clusters with as few GetMetricData requests as its limits allow.</summary>
public static class LoginMetricsReader
{
    private const int QueriesPerRequest = 500;
    private const int SamplesPerRequest = 100_800;

    /// <summary>The clusters' samples over <paramref name="window"/>, and how many metrics that asked for.</summary>
    public static async Task<(IReadOnlyList<ClusterLogins> Clusters, int MetricsAsked)> ReadAsync(
        IAmazonCloudWatch client, IReadOnlyList<Cluster> clusters, LoginDimensions dimensions, AuthWindow window, CloudWatchUse use, CancellationToken cancellationToken)
    {
        var found = clusters.ToDictionary(cluster => cluster.Key, cluster => (Dimension: dimensions.Of(cluster), Series: LoginSeries.Gaps(window.Count)));
        Ask[] asks = [..
            from cluster in clusters
            let dimension = found[cluster.Key].Dimension
            where dimension is not null
            from value in dimension.Value.Values
            from metric in LoginMetrics.All
            select new Ask(cluster.Key, metric, dimension.Value.Name, value)];
        var problems = new Dictionary<string, Problem>();
        foreach (var batch in asks.Chunk(Math.Clamp(SamplesPerRequest / Math.Max(1, window.Count), 1, QueriesPerRequest)))
            await ReadBatchAsync(client, batch, window, use, (ask, index, value) => found[ask.ClusterKey].Series.Add(ask.Metric, index, value), (ask, problem) => problems[ask.ClusterKey] = problem, cancellationToken);

        return ([.. clusters.Select(cluster => new ClusterLogins(
            cluster.Key, found[cluster.Key].Dimension?.Name, found[cluster.Key].Series, problems.GetValueOrDefault(cluster.Key)) { IsGone = LoginDimensions.IsGone(cluster) })], asks.Length);
    }

    private static async Task ReadBatchAsync(
        IAmazonCloudWatch client, Ask[] batch, AuthWindow window, CloudWatchUse use, Action<Ask, int, double> sample, Action<Ask, Problem> refused, CancellationToken cancellationToken)
    {
        var request = new GetMetricDataRequest
        {
            StartTime = window.From.UtcDateTime,
            EndTime = window.To.UtcDateTime,
            ScanBy = ScanBy.TimestampAscending,
            MetricDataQueries = [.. batch.Select((ask, number) => Query(ask, number, window.Period))],
        };
        do
        {
            use.Count(new AskedInAnHour(batch.Length, 1));
            var page = await client.GetMetricDataAsync(request, cancellationToken);
            foreach (var result in page.MetricDataResults ?? [])
            {
                if (!(result.Id is ['q', .. var digits] && int.TryParse(digits, out var number) && number < batch.Length))
                    continue;
                var ask = batch[number];
                if (result.StatusCode == StatusCode.Forbidden || result.StatusCode == StatusCode.InternalError)
                    refused(ask, Refusal(ask, result));
                foreach (var (at, value) in (result.Timestamps ?? []).Zip(result.Values ?? []))
                    sample(ask, window.IndexOf(new DateTimeOffset(at.ToUniversalTime())), value);
            }

            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }

    private static MetricDataQuery Query(Ask ask, int number, TimeSpan period) => new()
    {
        Id = $"q{number}",
        MetricStat = new MetricStat
        {
            Metric = new Metric { Namespace = LoginMetrics.Namespace, MetricName = ask.Metric.AwsName(), Dimensions = [new Dimension { Name = ask.Dimension, Value = ask.Value }] },
            Period = (int)period.TotalSeconds,
            Stat = "Sum",
        },
    };

    private static Problem Refusal(Ask ask, MetricDataResult result) => new(
        $"CloudWatch did not give {ask.Metric.AwsName()} of {ask.ClusterKey}: {result.Messages?.FirstOrDefault()?.Value ?? "no reason was named"}. The other metrics are shown.",
        result.StatusCode?.Value,
        StatusCodes.Status502BadGateway);

    private sealed record Ask(string ClusterKey, LoginMetric Metric, string Dimension, string Value);
}
