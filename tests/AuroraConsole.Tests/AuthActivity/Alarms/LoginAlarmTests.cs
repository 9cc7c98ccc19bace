using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AlarmState = AuroraConsole.AuthActivity.Alarms.AlarmState;

namespace AuroraConsole.Tests.AuthActivity.Alarms;

/// <summary>Alarms as they are listed, asked for and checked.</summary>
public sealed class LoginAlarmTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:on-call";

    [Theory]
    [InlineData(LoginMetric.InsufficientPermissions, "1 or more failures in 5 minutes, 1 of 1")]
    [InlineData(LoginMetric.InvalidToken, "5 or more failures in 5 minutes, 1 of 1")]
    [InlineData(LoginMetric.Throttling, "1 or more failures in 1 minute, 1 of 1")]
    [InlineData(LoginMetric.ServerError, "3 or more failures in 5 minutes, 1 of 1")]
    [InlineData(LoginMetric.Failure, "10 or more failures in 5 minutes, 1 of 1")]
    public void What_is_asked_for_is_read_back_as_the_same_rule(LoginMetric metric, string words)
    {
        foreach (var dimensions in new[] { ByCluster(), ByInstances("a-1"), ByInstances("a-1", "a-2") })
        {
            var order = AlarmOrder.Usual(Sample.Cluster("a", true, "a-1", "a-2"), metric, dimensions, [Topic]);

            var alarm = LoginAlarm.Read("us-east-1", Listed(order.ToRequest(null)), _ => "us-east-1/a")!;

            Assert.Null(order.Check());
            Assert.Equal(order.Rule, alarm.Rule);
            Assert.Equal((order.Target.Dimension, string.Join(' ', order.Target.Values)), (alarm.Target!.Dimension, string.Join(' ', alarm.Target.Values)));
            Assert.Equal((words, true, "us-east-1/a", $"aurora-console/a/{metric.Slug()}"), (alarm.Rule!.Words, alarm.IsOurs, alarm.ClusterKey, alarm.Name));
            Assert.Equal([Topic], alarm.Actions);
        }
    }

    [Fact]
    public void An_alarm_made_elsewhere_is_understood_where_it_is_a_sum_against_a_threshold_and_else_only_shown()
    {
        LoginAlarm? Read(Action<MetricAlarm> change)
        {
            var alarm = Listed(AlarmOrder.Usual(Sample.Cluster("a"), LoginMetric.Failure, ByCluster(), []).ToRequest(null));
            alarm.AlarmName = "their alarm";
            change(alarm);
            return LoginAlarm.Read("us-east-1", alarm, _ => null);
        }

        var theirs = Read(alarm => (alarm.ComparisonOperator, alarm.Threshold, alarm.EvaluationPeriods, alarm.DatapointsToAlarm, alarm.TreatMissingData) = (ComparisonOperator.LessThanThreshold, 2.5, 4, null, null))!;
        Assert.Equal(("fewer than 2.5 failures in 5 minutes, 4 of 4", MissingSamples.Missing, false), (theirs.Rule!.Words, theirs.Rule.Missing, theirs.IsOurs));
        Assert.Null(Read(alarm => alarm.Statistic = Statistic.Average)!.Rule);
        Assert.Null(Read(alarm => alarm.Period = 10)!.Rule);
        Assert.Null(Read(alarm => alarm.Dimensions!.Add(new Dimension { Name = "Role", Value = "x" }))!.Rule);
        Assert.Null(Read(alarm => (alarm.Threshold, alarm.ComparisonOperator, alarm.ThresholdMetricId) = (null, ComparisonOperator.GreaterThanUpperThreshold, "band"))!.Rule);
        Assert.Null(Read(alarm => alarm.EvaluationPeriods = 2000)!.Rule);
        Assert.Null(Read(alarm => alarm.MetricName = "CPUUtilization"));
        Assert.Null(Read(alarm => alarm.Namespace = "Mine"));
    }

    [Fact]
    public void An_expression_on_login_metrics_is_shown_with_all_it_looks_at_and_left_alone()
    {
        var alarm = LoginAlarm.Read(
            "us-east-1",
            new MetricAlarm
            {
                AlarmName = "share",
                Threshold = 50,
                EvaluationPeriods = 1,
                ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
                StateValue = StateValue.ALARM,
                Metrics = [new() { Id = "e", Expression = "100*bad/all" }, Part("bad", LoginMetric.Failure), Part("all", LoginMetric.Requests)],
            },
            dimension => $"us-east-1/{dimension.Value}")!;

        Assert.Equal((null, AlarmState.Alarm, "All failures, Requests", "us-east-1/a"), (alarm.Rule, alarm.State, alarm.Cause, alarm.ClusterKey));

        static MetricDataQuery Part(string id, LoginMetric metric) => new()
        {
            Id = id,
            ReturnData = false,
            MetricStat = new MetricStat { Stat = "Sum", Period = 60, Metric = new Metric { Namespace = "AWS/RDS", MetricName = metric.AwsName(), Dimensions = [new() { Name = LoginDimensions.ByCluster, Value = "a" }] } },
        };
    }

    [Fact]
    public void A_change_keeps_what_the_form_does_not_show()
    {
        var there = new MetricAlarm { AlarmDescription = "ask Ann", ActionsEnabled = false, InsufficientDataActions = ["arn:x"], Unit = StandardUnit.Count };
        var before = LoginAlarm.Read("us-east-1", Listed(AlarmOrder.Usual(Sample.Cluster("a"), LoginMetric.Failure, ByCluster(), [Topic]).ToRequest(null)), _ => null)! with { OkActions = ["arn:aws:lambda:us-east-1:123456789012:function:calm"] };

        var request = (AlarmOrder.Usual(Sample.Cluster("a"), LoginMetric.Failure, ByCluster(), [Topic]) with { TellOk = true, Before = before }).ToRequest(there);

        Assert.Equal(("ask Ann", false, "arn:x", "Count"), (request.AlarmDescription, request.ActionsEnabled, Assert.Single(request.InsufficientDataActions!), request.Unit?.Value));
        Assert.Equal(before.OkActions, request.OKActions);
    }

    [Theory]
    [InlineData("arn:aws:sns:us-east-1:123456789012:on-call", null)]
    [InlineData("arn:aws:sns:us-east-1:999999999999:theirs", null)]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:before", null)]
    [InlineData("on-call", "is not a topic's ARN. One looks like arn:aws:sns:us-east-1:123456789012:on-call")]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:on-call", "is not a topic's ARN")]
    [InlineData("arn:aws:sns:us-east-1:12345:on-call", "is not a topic's ARN")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:on-call", "only tell topics of its own region")]
    [InlineData("arn:aws-cn:sns:us-east-1:123456789012:on-call", "partition aws-cn")]
    [InlineData("a b c d e f", "5 topics at most")]
    public void A_topic_is_of_the_clusters_partition_and_region(string typed, string? wrong)
    {
        var problem = AlarmTopics.Check(AlarmTopics.Parse(typed), Sample.Cluster("a"), ["arn:aws:lambda:us-east-1:123456789012:function:before"]);

        Assert.Equal(wrong is null ? null : "topics", problem?.Field);
        Assert.Contains(wrong ?? "", problem?.Sentence ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 60, 1, 1, "threshold")]
    [InlineData(-1, 60, 1, 1, "threshold")]
    [InlineData(0, 60, 1, 1, "threshold")]
    [InlineData(1, 30, 1, 1, "period")]
    [InlineData(1, 7200, 1, 1, "period")]
    [InlineData(1, 60, 0, 1, "periods")]
    [InlineData(1, 3600, 25, 1, "periods")]
    [InlineData(1, 60, 2, 3, "datapoints")]
    [InlineData(1, 60, 2, 0, "datapoints")]
    [InlineData(1, 3600, 24, 24, null)]
    public void A_rule_that_cannot_be_is_said_at_its_field(double threshold, int period, int periods, int datapoints, string? field) =>
        Assert.Equal(field, new AlarmRule(LoginMetric.Failure, AlarmComparison.AtLeast, threshold, period, periods, datapoints, MissingSamples.Missing).Check()?.Field);

    private static LoginDimensions ByCluster() => new(new HashSet<string> { "a" }, new HashSet<string>());

    private static LoginDimensions ByInstances(params string[] values) => new(new HashSet<string>(), values.ToHashSet());

    private static MetricAlarm Listed(PutMetricAlarmRequest request) => new()
    {
        AlarmName = request.AlarmName,
        AlarmActions = request.AlarmActions,
        OKActions = request.OKActions,
        Namespace = request.Namespace,
        MetricName = request.MetricName,
        Statistic = request.Statistic,
        Dimensions = request.Dimensions,
        Period = request.Period,
        EvaluationPeriods = request.EvaluationPeriods,
        DatapointsToAlarm = request.DatapointsToAlarm,
        Threshold = request.Threshold,
        ComparisonOperator = request.ComparisonOperator,
        TreatMissingData = request.TreatMissingData,
        Metrics = request.Metrics,
    };
}
