using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Aws;

public sealed class AlarmTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(DateTime.UtcNow.Date.AddDays(1).AddHours(12), TimeSpan.Zero);
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    // CloudWatch User Guide, "How alarm state is evaluated when data is missing": the five most recent periods, oldest first; 0 is
    // within, X breaches, - is missing; states for missing, ignore (= stays), breaching, notBreaching.
    [Theory]
    [InlineData("0-X-X", 3, "OK", "OK", "OK", "OK")]
    [InlineData("0----", 3, "OK", "OK", "OK", "OK")]
    [InlineData("-----", 3, "INSUFFICIENT_DATA", "stays", "ALARM", "OK")]
    [InlineData("0XX-X", 3, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("--X--", 3, "ALARM", "stays", "ALARM", "OK")]
    [InlineData("X----", 3, "ALARM", "stays", "ALARM", "OK")]
    [InlineData("----X", 3, "INSUFFICIENT_DATA", "stays", "ALARM", "OK")]
    [InlineData("XXXXX", 3, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("XXXX0", 3, "OK", "OK", "OK", "OK")]
    [InlineData("0-X-X", 2, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("00X0X", 2, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("0-X--", 2, "OK", "OK", "ALARM", "OK")]
    [InlineData("----0", 2, "OK", "OK", "ALARM", "OK")]
    [InlineData("---X-", 2, "ALARM", "stays", "ALARM", "OK")]
    [InlineData("----X", 2, "INSUFFICIENT_DATA", "stays", "ALARM", "OK")]
    [InlineData("X--X-", 2, "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("X0X00", 2, "OK", "OK", "OK", "OK")]
    [InlineData("X0000", 1, "OK", "OK", "OK", "OK")]
    public void Missing_points_count_as_the_alarm_says_and_as_few_times_as_possible(string points, int datapointsToAlarm, string missing, string ignore, string breaching, string notBreaching)
    {
        for (var i = 0; i < points.Length; i++)
        {
            if (points[i] != '-')
                Record(Noon.AddMinutes(i - points.Length), points[i] == 'X' ? 9 : 1);
        }

        foreach (var (treat, expected) in new[] { ("missing", missing), ("ignore", ignore), ("breaching", breaching), ("notBreaching", notBreaching) })
        {
            var alarm = new MetricAlarm("us-east-1", "a", "GreaterThanThreshold", 5, 3, Noon)
            {
                Metric = new MetricStat("AWS/RDS", "CPUUtilization", [new("DBClusterIdentifier", "demo")], 60, "Maximum", null),
                DatapointsToAlarm = datapointsToAlarm,
                TreatMissingData = treat,
            };
            Assert.Equal((treat, expected), (treat, AlarmEvaluation.Evaluate(alarm, _sandbox.Account.Metrics, Noon.AddSeconds(20))?.Value ?? "stays"));
        }
    }

    [Theory]
    [InlineData("GreaterThanThreshold", "OK OK ALARM")]
    [InlineData("GreaterThanOrEqualToThreshold", "OK ALARM ALARM")]
    [InlineData("LessThanThreshold", "ALARM OK OK")]
    [InlineData("LessThanOrEqualToThreshold", "ALARM ALARM OK")]
    public void Each_operator_compares_with_the_threshold(string comparison, string states)
    {
        var seen = new List<string?>();
        foreach (var value in new[] { 4, 5, 6 })
        {
            var metric = new MetricStat("AWS/RDS", $"is{value}", [new("DBClusterIdentifier", "demo")], 60, "Maximum", null);
            _sandbox.Account.Metrics.Record(Noon, [(metric.Key("us-east-1")!, value)]);
            seen.Add(AlarmEvaluation.Evaluate(new MetricAlarm("us-east-1", "a", comparison, 5, 1, Noon) { Metric = metric }, _sandbox.Account.Metrics, Noon.AddMinutes(1))?.Value);
        }

        Assert.Equal(states, string.Join(' ', seen));
    }

    [Fact]
    public async Task An_alarm_goes_through_its_states_by_the_samples_and_says_why()
    {
        await PutAsync("cpu", a =>
        {
            (a["EvaluationPeriods"], a["DatapointsToAlarm"], a["AlarmDescription"]) = (3, 2, "a & b");
            a["AlarmActions"] = new JsonArray("arn:aws:sns:us-east-1:000000000000:ops");
            a["Tags"] = new JsonArray(new JsonObject { ["Key"] = "team", ["Value"] = "x" });
        });
        Assert.Equal("INSUFFICIENT_DATA", (await AlarmAsync("cpu"))["StateValue"]!.ToString());
        foreach (var (minute, value) in new[] { (0, 1.0), (1, 9.0), (2, 8.5) }) Record(Noon.AddMinutes(minute), value);
        MoveTo(Noon.AddMinutes(1).AddSeconds(1));
        await UntilAsync("cpu", "OK");
        MoveTo(Noon.AddMinutes(3).AddSeconds(1));
        var alarm = await UntilAsync("cpu", "ALARM");
        var day = Noon.ToString("dd/MM/yy");
        Assert.Equal($"Threshold Crossed: 2 out of the last 3 datapoints [8.5 ({day} 12:02:00), 9.0 ({day} 12:01:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).", alarm["StateReason"]!.ToString());
        var data = JsonNode.Parse(alarm["StateReasonData"]!.ToString())!;
        Assert.Equal("[1.0,9.0,8.5]", data["recentDatapoints"]!.ToJsonString());
        Assert.Equal($"{Noon:yyyy-MM-dd}T12:02:00.000+0000", data["evaluatedDatapoints"]![0]!["timestamp"]!.ToString());
        Assert.InRange(alarm["StateUpdatedTimestamp"]!.GetValue<double>(), Noon.AddMinutes(3).ToUnixTimeSeconds(), Noon.AddMinutes(4).ToUnixTimeSeconds());
        Assert.Equal(("a & b", "arn:aws:cloudwatch:us-east-1:000000000000:alarm:cpu", "arn:aws:sns:us-east-1:000000000000:ops"), (alarm["AlarmDescription"]!.ToString(), alarm["AlarmArn"]!.ToString(), alarm["AlarmActions"]![0]!.ToString()));

        // Neither the metric nor the clock says more: the points have left the range.
        MoveTo(Noon.AddMinutes(30));
        await UntilAsync("cpu", "INSUFFICIENT_DATA");
        var history = (await CallAsync("DescribeAlarmHistory", new() { ["AlarmName"] = "cpu", ["ScanBy"] = "TimestampAscending" })).Ok().Json["AlarmHistoryItems"]!.AsArray();
        Assert.Equal(
            ["Alarm \"cpu\" created", "Alarm updated from INSUFFICIENT_DATA to OK", "Alarm updated from OK to ALARM", "Alarm updated from ALARM to INSUFFICIENT_DATA"],
            history.Select(h => h!["HistorySummary"]!.ToString()));
        Assert.Equal("x", (await CallAsync("ListTagsForResource", new() { ["ResourceARN"] = alarm["AlarmArn"]!.ToString() })).Ok().Json["Tags"]![0]!["Value"]!.ToString());
    }

    [Fact]
    public async Task An_alarm_on_an_expression_watches_its_one_result()
    {
        await PutAsync("rate", a =>
        {
            foreach (var single in new[] { "MetricName", "Namespace", "Dimensions", "Period", "Statistic" }) a.Remove(single);
            a["Threshold"] = 50;
            a["Metrics"] = new JsonArray(
                new JsonObject { ["Id"] = "rate", ["Expression"] = "100 * bad / FILL(all, 1)", ["Label"] = "failures" },
                Metric("bad", "IamDbAuthConnectionFailure"), Metric("all", "IamDbAuthConnectionRequests"));
        });
        MoveTo(Noon);
        foreach (var outcome in new[] { LoginOutcome.Success, LoginOutcome.InvalidToken, LoginOutcome.NotAuthorized })
            _sandbox.Account.RecordLogin(new DatabaseRoute("us-east-1", "demo", "cluster-X", "demo-instance-1", 1, [], []), "app_user", outcome, null);
        MoveTo(Noon.AddMinutes(1));
        var alarm = await UntilAsync("rate", "ALARM");
        Assert.StartsWith("Threshold Crossed: 1 datapoint [66.6666", alarm["StateReason"]!.ToString());
        Assert.Equal(["rate", "bad", "all"], alarm["Metrics"]!.AsArray().Select(m => m!["Id"]!.ToString()));

        static JsonObject Metric(string id, string name) => new()
        {
            ["Id"] = id,
            ["ReturnData"] = false,
            ["MetricStat"] = new JsonObject
            {
                ["Metric"] = new JsonObject { ["Namespace"] = "AWS/RDS", ["MetricName"] = name, ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "DBClusterIdentifier", ["Value"] = "demo" }) },
                ["Period"] = 60,
                ["Stat"] = "Sum",
            },
        };
    }

    [Fact]
    public async Task Long_periods_end_with_the_current_minute()
    {
        await PutAsync("five", a => (a["Period"], a["Statistic"], a["Threshold"]) = (300, "Sum", 10));
        for (var minute = 2; minute < 7; minute++) Record(Noon.AddMinutes(minute), 3);
        MoveTo(Noon.AddMinutes(7).AddSeconds(5));
        Assert.Contains($"[15.0 ({Noon:dd/MM/yy} 12:02:00)]", (await UntilAsync("five", "ALARM"))["StateReason"]!.ToString());
    }

    [Fact]
    public async Task Alarms_and_their_state_survive_a_restart()
    {
        await PutAsync("kept", a => a["TreatMissingData"] = "ignore");
        Record(Noon, 9);
        MoveTo(Noon.AddMinutes(1));
        var before = await UntilAsync("kept", "ALARM");
        await _sandbox.RestartAsync();
        Assert.Equal(before.ToJsonString(), (await AlarmAsync("kept")).ToJsonString());
        Assert.Equal(2, (await CallAsync("DescribeAlarmHistory", [])).Ok().Json["AlarmHistoryItems"]!.AsArray().Count);

        // And they are watched again.
        Record(Noon.AddMinutes(20), 1);
        MoveTo(Noon.AddMinutes(21));
        await UntilAsync("kept", "OK");
    }

    [Fact]
    public async Task A_state_set_by_hand_holds_until_the_next_evaluation()
    {
        await PutAsync("drill", a => a["TreatMissingData"] = "notBreaching");
        await UntilAsync("drill", "OK");
        (await CallAsync("SetAlarmState", new() { ["AlarmName"] = "drill", ["StateValue"] = "ALARM", ["StateReason"] = "a drill", ["StateReasonData"] = "{\"by\":\"hand\"}" })).Ok();
        var history = (await CallAsync("DescribeAlarmHistory", new() { ["AlarmName"] = "drill", ["HistoryItemType"] = "StateUpdate", ["MaxRecords"] = 100 })).Ok().Json["AlarmHistoryItems"]!.AsArray();
        Assert.Contains(history, h => h!["HistorySummary"]!.ToString() == "Alarm updated from OK to ALARM" && h["HistoryData"]!.ToString().Contains("a drill"));
        MoveTo(Noon);
        await UntilAsync("drill", "OK");

        Assert.Equal("ResourceNotFound", (await CallAsync("SetAlarmState", new() { ["AlarmName"] = "nobody", ["StateValue"] = "OK", ["StateReason"] = "x" })).Code);
        Assert.Equal("InvalidFormatFault", (await CallAsync("SetAlarmState", new() { ["AlarmName"] = "drill", ["StateValue"] = "OK", ["StateReason"] = "x", ["StateReasonData"] = "{" })).Code);
    }

    [Fact]
    public async Task Alarms_are_found_by_name_prefix_state_action_metric_and_page()
    {
        for (var i = 0; i < 5; i++) await PutAsync($"a{i}", a => a["OKActions"] = i == 3 ? new JsonArray("arn:aws:sns:us-east-1:000000000000:three") : null);
        await PutAsync("b", a => (a["MetricName"], a["TreatMissingData"]) = ("DatabaseConnections", "notBreaching"));
        await UntilAsync("b", "OK");
        (await _sandbox.SendAsync(_sandbox.CloudWatch("PutMetricAlarm", Request("elsewhere").ToJsonString()) with { Region = "eu-west-1" })).Ok();

        Assert.Equal("a0 a1 a2 a3 a4 b", await NamesAsync([]));
        Assert.Equal("a1 b", await NamesAsync(new() { ["AlarmNames"] = new JsonArray("b", "a1", "none") }));
        Assert.Equal("a0 a1 a2 a3 a4", await NamesAsync(new() { ["AlarmNamePrefix"] = "a" }));
        Assert.Equal("b", await NamesAsync(new() { ["StateValue"] = "OK" }));
        Assert.Equal("a3", await NamesAsync(new() { ["ActionPrefix"] = "arn:aws:sns:us-east-1:000000000000:th" }));
        Assert.Equal("", await NamesAsync(new() { ["AlarmTypes"] = new JsonArray("CompositeAlarm") }));
        Assert.Equal("a0 a1 | a2 a3 | a4 b", await NamesAsync(new() { ["MaxRecords"] = 2 }));
        var ofMetric = (await CallAsync("DescribeAlarmsForMetric", new() { ["Namespace"] = "AWS/RDS", ["MetricName"] = "DatabaseConnections", ["Dimensions"] = Demo() })).Ok().Json["MetricAlarms"]!.AsArray();
        Assert.Equal("b", Assert.Single(ofMetric)!["AlarmName"]!.ToString());

        (await CallAsync("DisableAlarmActions", new() { ["AlarmNames"] = new JsonArray("a0", "none") })).Ok();
        Assert.False((await AlarmAsync("a0"))["ActionsEnabled"]!.GetValue<bool>());
        (await CallAsync("EnableAlarmActions", new() { ["AlarmNames"] = new JsonArray("a0") })).Ok();
        Assert.True((await AlarmAsync("a0"))["ActionsEnabled"]!.GetValue<bool>());
        (await CallAsync("DeleteAlarms", new() { ["AlarmNames"] = new JsonArray("a0", "a1", "none") })).Ok();
        Assert.Equal("a2 a3 a4 b", await NamesAsync([]));
    }

    [Theory]
    [InlineData("\"AlarmName\":\"\"", "'alarmName' failed to satisfy constraint")]
    [InlineData("\"AlarmName\":\"a\\nb\"", "control characters")]
    [InlineData("\"EvaluationPeriods\":0", "EvaluationPeriods must be greater")]
    [InlineData("\"DatapointsToAlarm\":2", "DatapointsToAlarm must be less than or equal to EvaluationPeriods")]
    [InlineData("\"Period\":61", "Period must be 10, 20, 30 or a multiple of 60")]
    [InlineData("\"EvaluationPeriods\":1441", "across more than a day")]
    [InlineData("\"Threshold\":null", "Threshold must not be null")]
    [InlineData("\"MetricName\":null", "MetricName must not be null")]
    [InlineData("\"Statistic\":\"p99\"", "not supported by the sandbox: SampleCount")]
    [InlineData("\"ExtendedStatistic\":\"p99\"", "p99 for parameter ExtendedStatistic is not supported")]
    [InlineData("\"ComparisonOperator\":\"GreaterThanUpperThreshold\"", "no anomaly detection")]
    [InlineData("\"ComparisonOperator\":\"Above\"", "failed to satisfy constraint: Member must satisfy enum value set")]
    [InlineData("\"ThresholdMetricId\":\"m1\"", "ThresholdMetricId is not supported")]
    [InlineData("\"TreatMissingData\":\"zero\"", "failed to satisfy constraint")]
    [InlineData("\"Unit\":\"Apples\"", "failed to satisfy constraint")]
    [InlineData("\"AlarmActions\":[\"mail me\"]", "Invalid arn syntax: mail me")]
    [InlineData("\"OKActions\":[\"arn:1\",\"arn:2\",\"arn:3\",\"arn:4\",\"arn:5\",\"arn:6\"]", "less than or equal to 5")]
    [InlineData("\"Metrics\":[{\"Id\":\"e\",\"Expression\":\"m1\"}]", "should not be set if list of Metrics is set")]
    public async Task What_CloudWatch_refuses_is_refused_and_nothing_is_kept(string change, string sentence)
    {
        var request = Request("refused");
        foreach (var (name, value) in JsonNode.Parse($"{{{change}}}")!.AsObject()) request[name] = value?.DeepClone();
        var refused = await CallAsync("PutMetricAlarm", request);
        Assert.Equal((400, "ValidationException"), (refused.Status, refused.Code));
        Assert.Contains(sentence, refused.Message);
        Assert.Equal("", await NamesAsync([]));
    }

    [Fact]
    public async Task An_alarm_on_a_list_of_metrics_needs_one_result_that_can_be_evaluated()
    {
        const string Stat = "\"MetricStat\":{\"Metric\":{\"Namespace\":\"AWS/RDS\",\"MetricName\":\"x\"},\"Period\":60,\"Stat\":\"Sum\"}";
        await RefusedAsync($"[{{\"Id\":\"a\",{Stat}}},{{\"Id\":\"b\",{Stat}}}]", "Exactly one element of the metrics list should return data.");
        await RefusedAsync("[{\"Id\":\"a\",\"Expression\":\"1+1\"}]", "between 1 and 10 metrics");
        await RefusedAsync($"[{{\"Id\":\"a\",\"Expression\":\"SUM(m)\"}},{{\"Id\":\"m\",\"ReturnData\":false,{Stat}}}]", "single number");
        await RefusedAsync($"[{{\"Id\":\"a\",\"Expression\":\"m + n\"}},{{\"Id\":\"m\",\"ReturnData\":false,{Stat}}},{{\"Id\":\"n\",\"ReturnData\":false,{Stat.Replace("60", "300")}}}]", "must be the same");

        async Task RefusedAsync(string metrics, string sentence)
        {
            var request = Request("refused");
            foreach (var single in new[] { "MetricName", "Namespace", "Dimensions", "Period", "Statistic" }) request.Remove(single);
            request["Metrics"] = JsonNode.Parse(metrics);
            Assert.Contains(sentence, (await CallAsync("PutMetricAlarm", request)).Message);
        }
    }

    [Fact]
    public async Task Query_says_the_same_as_JSON()
    {
        (await QueryAsync("PutMetricAlarm",
            ("AlarmName", "by query"), ("ComparisonOperator", "GreaterThanThreshold"), ("EvaluationPeriods", "2"), ("Threshold", "1.5"), ("MetricName", "CPUUtilization"), ("Namespace", "AWS/RDS"), ("Period", "60"),
            ("Statistic", "Average"), ("Dimensions.member.1.Name", "DBClusterIdentifier"), ("Dimensions.member.1.Value", "demo"), ("AlarmActions.member.1", "arn:aws:sns:us-east-1:000000000000:ops"), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v"))).Ok();
        var answer = (await QueryAsync("DescribeAlarms", ("AlarmNames.member.1", "by query"))).Ok();
        Assert.Equal(("by query", "1.5", "DBClusterIdentifier", "arn:aws:sns:us-east-1:000000000000:ops"), (answer.One("AlarmName"), answer.One("Threshold"), answer.One("Name"), answer.Xml("AlarmActions").Single()));
        Assert.Equal("ResourceNotFound", (await QueryAsync("SetAlarmState", ("AlarmName", "none"), ("StateValue", "OK"), ("StateReason", "x"))).Code);
        (await QueryAsync("DeleteAlarms", ("AlarmNames.member.1", "by query"))).Ok();
        Assert.Empty((await QueryAsync("DescribeAlarms")).Ok().Xml("AlarmName"));

        Task<AwsAnswer> QueryAsync(string action, params (string, string)[] parameters) => _sandbox.SendAsync(_sandbox.Query("monitoring", "2010-08-01", action, parameters));
    }

    [Fact]
    public async Task IAM_is_asked_about_the_alarms_own_ARN()
    {
        await PutAsync("mine");
        var refused = await _sandbox.SendAsync(_sandbox.CloudWatch("DeleteAlarms", "{\"AlarmNames\":[\"mine\"]}") with { Key = "SANDBOXAPP" });
        Assert.Contains("cloudwatch:DeleteAlarms on resource: arn:aws:cloudwatch:us-east-1:000000000000:alarm:mine ", refused.Message);
        Assert.Equal("mine", await NamesAsync([]));
    }

    private void Record(DateTimeOffset time, double value) => _sandbox.Account.Metrics.Record(time, [(new MetricKey("us-east-1", "CPUUtilization", "DBClusterIdentifier", "demo"), value)]);

    private void MoveTo(DateTimeOffset time) => _sandbox.Clock.Offset = time - DateTimeOffset.UtcNow;

    private async Task PutAsync(string name, Action<JsonObject>? change = null)
    {
        var request = Request(name);
        change?.Invoke(request);
        (await CallAsync("PutMetricAlarm", request)).Ok();
    }

    private static JsonObject Request(string name) => new()
    {
        ["AlarmName"] = name,
        ["ComparisonOperator"] = "GreaterThanThreshold",
        ["Threshold"] = 5,
        ["EvaluationPeriods"] = 1,
        ["Namespace"] = "AWS/RDS",
        ["MetricName"] = "CPUUtilization",
        ["Dimensions"] = Demo(),
        ["Period"] = 60,
        ["Statistic"] = "Maximum",
    };

    private static JsonArray Demo() => new(new JsonObject { ["Name"] = "DBClusterIdentifier", ["Value"] = "demo" });

    private Task<AwsAnswer> CallAsync(string operation, JsonObject input) => _sandbox.SendAsync(_sandbox.CloudWatch(operation, input.ToJsonString()));

    private async Task<JsonNode> AlarmAsync(string name) =>
        Assert.Single((await CallAsync("DescribeAlarms", new() { ["AlarmNames"] = new JsonArray(name) })).Ok().Json["MetricAlarms"]!.AsArray())!;

    private Task<JsonNode> UntilAsync(string name, string state) => UntilAsync(name, a => a["StateValue"]!.ToString() == state);

    private async Task<JsonNode> UntilAsync(string name, Func<JsonNode, bool> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var alarm = await AlarmAsync(name);
            if (done(alarm)) return alarm;
            await Task.Delay(50, limit.Token);
        }
    }

    // Names in order; | between pages.
    private async Task<string> NamesAsync(JsonObject request)
    {
        var pages = new List<string>();
        do
        {
            var answer = (await CallAsync("DescribeAlarms", request)).Ok().Json;
            pages.Add(string.Join(' ', answer["MetricAlarms"]!.AsArray().Select(a => a!["AlarmName"]!.ToString())));
            request["NextToken"] = answer["NextToken"]?.ToString();
        }
        while (request["NextToken"] is not null);
        return string.Join(" | ", pages);
    }
}
