using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>What an alarm watches: one dimension with its values. Several instances are added up by an expression, and each is paid for.</summary>
/// <param name="Dimension"><see cref="LoginDimensions.ByCluster"/> or <see cref="LoginDimensions.ByInstance"/>.</param>
/// <param name="Values">At least one.</param>
public sealed record AlarmTarget(string Dimension, IReadOnlyList<string> Values)
{
    private const string Expression = "SUM(METRICS())";

    /// <summary>Where CloudWatch lists the cluster's login metrics; its own dimension while none is listed.</summary>
    public static AlarmTarget Of(Cluster cluster, LoginDimensions dimensions) =>
        dimensions.Of(cluster) is { } found ? new AlarmTarget(found.Name, found.Values) : new AlarmTarget(LoginDimensions.ByCluster, [cluster.Id]);

    /// <summary>What an alarm watches, when it is of the shape that is made here; else <c>null</c>.</summary>
    public static AlarmTarget? Of(MetricAlarm alarm, IReadOnlyList<MetricStat> stats)
    {
        if (stats.Any(stat => stat.Stat != "Sum" || stat.Period != stats[0].Period || stat.Metric?.MetricName != stats[0].Metric?.MetricName || stat.Metric?.Namespace != LoginMetrics.Namespace))
            return null;
        var isSum = alarm.Metrics is not { Count: > 0 } queries
            || (queries.Count == stats.Count + 1 && queries.Single(query => query.MetricStat is null) is { Expression: Expression, ReturnData: not false }
                && queries.TrueForAll(query => query.MetricStat is null || query is { ReturnData: false, AccountId: null }));
        Dimension?[] dimensions = [.. stats.Select(stat => stat.Metric?.Dimensions is [var only] ? only : null)];
        return isSum && dimensions is [{ Name: LoginDimensions.ByCluster or LoginDimensions.ByInstance } first, ..] && dimensions.All(dimension => dimension?.Name == first.Name && dimension?.Value is not null)
            ? new AlarmTarget(first.Name, [.. dimensions.Select(dimension => dimension!.Value!)])
            : null;
    }

    /// <summary>The same, as dimensions to read samples by.</summary>
    public LoginDimensions AsDimensions() => Dimension == LoginDimensions.ByCluster ? new(Values.ToHashSet(), new HashSet<string>()) : new(new HashSet<string>(), Values.ToHashSet());

    /// <summary>Puts the metric, or the sum of several, into a request.</summary>
    public void Fill(PutMetricAlarmRequest request, LoginMetric metric, int period)
    {
        if (Values is [var only])
        {
            (request.Namespace, request.MetricName, request.Statistic, request.Period) = (LoginMetrics.Namespace, metric.AwsName(), Statistic.Sum, period);
            request.Dimensions = [new Dimension { Name = Dimension, Value = only }];
            return;
        }

        request.Metrics =
        [
            new MetricDataQuery { Id = "total", Expression = Expression, Label = metric.AwsName(), ReturnData = true },
            .. Values.Select((value, index) => new MetricDataQuery
            {
                Id = $"m{index}",
                ReturnData = false,
                MetricStat = new MetricStat { Metric = new Metric { Namespace = LoginMetrics.Namespace, MetricName = metric.AwsName(), Dimensions = [new Dimension { Name = Dimension, Value = value }] }, Period = period, Stat = "Sum" },
            }),
        ];
    }
}
