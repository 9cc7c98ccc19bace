using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.AuthActivity;
using NSubstitute;

namespace AuroraConsole.Tests.AuthActivity;

public class LoginMetricsReaderTests
{
    private readonly IAmazonCloudWatch _client = Substitute.For<IAmazonCloudWatch>();
    private readonly CloudWatchUse _use = new(TimeProvider.System);
    private readonly List<GetMetricDataRequest> _requests = [];

    [Fact]
    public async Task Both_dimensions_count_the_same_logins_so_the_clusters_own_is_taken()
    {
        var dimensions = await ListAsync(("DBClusterIdentifier", "a"), ("DBInstanceIdentifier", "a-1"), ("DBInstanceIdentifier", "b-1"), ("DBInstanceIdentifier", "b-2"));

        Assert.Equal(("DBClusterIdentifier", "a"), Only(dimensions.Of(Sample.Cluster("a", true, "a-1"))));
        var instances = dimensions.Of(Sample.Cluster("b", true, "b-1", "b-2", "b-3"));
        Assert.Equal("DBInstanceIdentifier", instances!.Value.Name);
        Assert.Equal(["b-1", "b-2"], instances.Value.Values);
        Assert.Null(dimensions.Of(Sample.Cluster("c", true, "c-1")));
    }

    [Fact]
    public async Task A_missing_sample_is_a_gap_and_instances_are_added_up()
    {
        Answer(ask => ask.MetricStat!.Metric is { MetricName: "IamDbAuthConnectionFailure" } metric
            ? [(Sample.Window.From.AddMinutes(3), 2), (Sample.Window.From.AddMinutes(5), metric.Dimensions![0].Value == "b-1" ? 1 : 10)]
            : []);
        var dimensions = await ListAsync(("DBInstanceIdentifier", "b-1"), ("DBInstanceIdentifier", "b-2"));

        var (clusters, asked) = await LoginMetricsReader.ReadAsync(_client, [Sample.Cluster("b", true, "b-1", "b-2"), Sample.Cluster("none")], dimensions, Sample.Window, _use, default);

        var failures = clusters[0].Series[LoginMetric.Failure];
        Assert.Equal((4d, 11d), (failures[3], failures[5]));
        Assert.True(double.IsNaN(failures[4]));
        Assert.Equal(15, clusters[0].Series.Total(LoginMetric.Failure));
        Assert.Null(clusters[0].Series.Total(LoginMetric.Requests));
        Assert.Equal("DBInstanceIdentifier", clusters[0].Dimension);
        Assert.Null(clusters[1].Dimension);
        Assert.Equal(14, asked);
        Assert.All(_requests.SelectMany(request => request.MetricDataQueries!), query => Assert.Equal(("Sum", 60), (query.MetricStat!.Stat, query.MetricStat.Period)));
    }

    [Fact]
    public async Task Many_clusters_are_asked_for_in_batches_within_the_limits_and_each_page_is_read()
    {
        var clusters = Enumerable.Range(0, 150).Select(number => Sample.Cluster($"c{number}")).ToList();
        var dimensions = await ListAsync([.. clusters.Select(cluster => ("DBClusterIdentifier", cluster.Id))]);
        Answer(_ => [(Sample.Window.From, 1)], pages: 2);

        var (read, asked) = await LoginMetricsReader.ReadAsync(_client, clusters, dimensions, Sample.Window, _use, default);

        Assert.Equal(150 * 7, asked);
        Assert.All(_requests, request => Assert.InRange(request.MetricDataQueries!.Count, 1, 500));
        Assert.Equal(3 * 2, _requests.Count);
        // Each of the two pages brought one.
        Assert.All(read, cluster => Assert.Equal(2, cluster.Series.Total(LoginMetric.Requests)));

        _requests.Clear();
        var day = AuthRange.Parse("1d", null, null).At(Sample.Now);
        await LoginMetricsReader.ReadAsync(_client, clusters, dimensions, day, _use, default);
        Assert.All(_requests, request => Assert.InRange(request.MetricDataQueries!.Count * day.Count, 1, 100_800));
    }

    [Fact]
    public async Task A_metric_that_is_forbidden_is_said_and_the_others_are_shown()
    {
        var dimensions = await ListAsync(("DBClusterIdentifier", "a"), ("DBClusterIdentifier", "b"));
        _client.GetMetricDataAsync(Arg.Any<GetMetricDataRequest>(), Arg.Any<CancellationToken>()).Returns(call => new GetMetricDataResponse
        {
            MetricDataResults = [.. call.Arg<GetMetricDataRequest>().MetricDataQueries!.Select(query => query.MetricStat!.Metric!.Dimensions![0].Value == "a"
                ? new MetricDataResult { Id = query.Id, StatusCode = StatusCode.Forbidden, Messages = [new MessageData { Value = "not yours" }] }
                : new MetricDataResult { Id = query.Id, StatusCode = StatusCode.Complete, Timestamps = [Sample.Window.From.UtcDateTime], Values = [5] })],
        });

        var (clusters, _) = await LoginMetricsReader.ReadAsync(_client, [Sample.Cluster("a"), Sample.Cluster("b")], dimensions, Sample.Window, _use, default);

        Assert.Contains("not yours", clusters[0].Problem!.Sentence, StringComparison.Ordinal);
        Assert.Null(clusters[1].Problem);
        Assert.Equal(5, clusters[1].Series.Total(LoginMetric.Success));
    }

    [Fact]
    public void The_sum_of_clusters_has_a_gap_only_where_all_have_one()
    {
        var one = LoginSeries.Gaps(3);
        var other = LoginSeries.Gaps(3);
        one.Add(LoginMetric.Requests, 0, 1);
        other.Add(LoginMetric.Requests, 0, 2);
        other.Add(LoginMetric.Requests, 1, 0);
        other.Add(LoginMetric.Requests, 7, 100);

        var sum = LoginSeries.Sum([one, other], 3);

        Assert.Equal([3, 0, double.NaN], sum[LoginMetric.Requests]);
        Assert.False(sum.Same(other));
        Assert.True(sum.Same(LoginSeries.Sum([sum], 3)));
    }

    [Fact]
    public void The_fleet_line_has_two_minutes_a_step_and_keeps_gaps_and_late_steps_apart()
    {
        var series = LoginSeries.Gaps(Sample.Window.Count);
        series.Add(LoginMetric.Requests, 0, 3);
        series.Add(LoginMetric.Requests, 1, 4);
        series.Add(LoginMetric.Requests, 2, 0);
        series.Add(LoginMetric.Failure, 0, 1);

        var summary = AuthSummaryWatch.Summarize(new ClusterLogins("us-east-1/a", "DBClusterIdentifier", series, null), Sample.Window, Sample.Now, null);

        Assert.Equal(30, summary.Requests.Count);
        Assert.Equal([7, 0, null], summary.Requests.Take(3));
        Assert.Equal((7d, 1d), (summary.TotalRequests, summary.TotalFailures));
        Assert.True(summary.HasFailures);
        Assert.Equal(24, summary.SettledSteps);

        var problem = new Shared.Problem("no answer");
        var old = AuthSummaryWatch.Summarize(new ClusterLogins("us-east-1/a", null, LoginSeries.Gaps(60), problem), Sample.Window, Sample.Now, summary);
        Assert.Equal((7d, problem), (old.TotalRequests, old.Problem));
    }

    [Fact]
    public void Samples_keep_their_minutes_when_the_window_moves_on()
    {
        var before = LoginSeries.Gaps(Sample.Window.Count);
        before.Add(LoginMetric.Requests, 0, 1);
        before.Add(LoginMetric.Requests, 5, 7);
        var later = AuthRange.LastHour.At(Sample.Now.AddMinutes(2));

        var moved = before.In(Sample.Window, later);

        Assert.Equal(7, moved[LoginMetric.Requests][3]);
        Assert.Equal(7, moved.Total(LoginMetric.Requests));
    }

    [Fact]
    public async Task What_is_asked_is_counted_by_the_metric_and_by_the_page()
    {
        var dimensions = await ListAsync(("DBClusterIdentifier", "a"));
        Answer(_ => [(Sample.Window.From, 1)], pages: 2);

        await LoginMetricsReader.ReadAsync(_client, [Sample.Cluster("a")], dimensions, Sample.Window, _use, default);

        Assert.Equal(new AskedInAnHour(Metrics: 14, MetricRequests: 2, Lists: 2), _use.LastHour);
    }

    [Fact]
    public async Task Clusters_that_only_CloudWatch_still_knows_are_gone()
    {
        var dimensions = await ListAsync(("DBClusterIdentifier", "a"), ("DBClusterIdentifier", "old"), ("DBInstanceIdentifier", "x-1"));

        var gone = Assert.Single(dimensions.Gone("us-east-1", [Sample.Cluster("a")]));

        Assert.Equal("us-east-1/old", gone.Key);
        Assert.True(LoginDimensions.IsGone(gone));
        Assert.False(LoginDimensions.IsGone(Sample.Cluster("a")));
    }

    private static (string, string) Only((string Name, IReadOnlyList<string> Values)? found) => (found!.Value.Name, Assert.Single(found.Value.Values));

    private Task<LoginDimensions> ListAsync(params (string Name, string Value)[] listed)
    {
        var metrics = listed.Select(dimension => new Metric { Namespace = "AWS/RDS", MetricName = "IamDbAuthConnectionRequests", Dimensions = [new Dimension { Name = dimension.Name, Value = dimension.Value }] })
            // Part of a whole: would count twice.
            .Append(new Metric { Dimensions = [new Dimension { Name = "DBClusterIdentifier", Value = "c" }, new Dimension { Name = "Role", Value = "WRITER" }] }).ToList();
        var half = metrics.Count / 2;
        _client.ListMetricsAsync(Arg.Any<ListMetricsRequest>(), Arg.Any<CancellationToken>()).Returns(call => call.Arg<ListMetricsRequest>().NextToken is null
            ? new ListMetricsResponse { Metrics = metrics[..half], NextToken = "more" }
            : new ListMetricsResponse { Metrics = metrics[half..] });
        return LoginDimensions.ReadAsync(_client, _use, default);
    }

    private void Answer(Func<MetricDataQuery, (DateTimeOffset At, double Value)[]> samples, int pages = 1) =>
        _client.GetMetricDataAsync(Arg.Any<GetMetricDataRequest>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            var request = call.Arg<GetMetricDataRequest>();
            _requests.Add(request);
            var page = int.Parse(request.NextToken ?? "1");
            return new GetMetricDataResponse
            {
                MetricDataResults = [.. request.MetricDataQueries!.Select(query =>
                {
                    var found = samples(query);
                    return new MetricDataResult { Id = query.Id, StatusCode = StatusCode.Complete, Timestamps = [.. found.Select(sample => sample.At.UtcDateTime)], Values = [.. found.Select(sample => sample.Value)] };
                })],
                NextToken = page < pages ? $"{page + 1}" : null,
            };
        });
}
