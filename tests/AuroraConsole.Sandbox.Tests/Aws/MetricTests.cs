using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Aws;

public sealed class MetricTests : IAsyncLifetime
{
    // Noon of yesterday, so that minutes and periods are where the test says.
    private static readonly DateTimeOffset Noon = new(DateTime.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        await _sandbox.UntilAsync("demo", "available");
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Theory]
    [InlineData(LoginOutcome.Success, "IamDbAuthConnectionSuccess")]
    [InlineData(LoginOutcome.InvalidToken, "IamDbAuthConnectionFailure IamDbAuthConnectionFailureInvalidToken")]
    [InlineData(LoginOutcome.ExpiredToken, "IamDbAuthConnectionFailure IamDbAuthConnectionFailureInvalidToken")]
    [InlineData(LoginOutcome.NotAuthorized, "IamDbAuthConnectionFailure IamDbAuthConnectionFailureInsufficientPermissions")]
    [InlineData(LoginOutcome.Throttled, "IamDbAuthConnectionFailure IamDbAuthConnectionFailureThrottling")]
    [InlineData(LoginOutcome.InternalError, "IamDbAuthConnectionFailure IamDbAuthConnectionFailureServerError")]
    public async Task A_login_is_one_request_and_its_outcome_under_both_dimensions(LoginOutcome outcome, string metrics)
    {
        LogIn(outcome, Noon);
        var listed = (await _sandbox.SendAsync(_sandbox.CloudWatch("ListMetrics", "{\"Namespace\":\"AWS/RDS\"}"))).Ok().Json["Metrics"]!.AsArray();
        var expected = metrics.Split(' ').Append("IamDbAuthConnectionRequests").SelectMany(m => new[] { $"{m} DBClusterIdentifier=demo", $"{m} DBInstanceIdentifier=demo-instance-1" }).Order();
        Assert.Equal(expected, listed.Select(m => $"{m!["MetricName"]} {m["Dimensions"]![0]!["Name"]}={m["Dimensions"]![0]!["Value"]}").Order());
        foreach (var metric in listed)
            Assert.Equal("1", Points(await DataAsync(Noon, Noon.AddMinutes(1), 60, metric!["MetricName"]!.ToString())));
    }

    [Fact]
    public async Task A_window_includes_its_start_and_excludes_its_end_and_a_missing_minute_is_missing()
    {
        foreach (var minute in new[] { 0, 0, 0, 1, 3, 5 }) LogIn(LoginOutcome.Success, Noon.AddMinutes(minute).AddSeconds(30));
        Assert.Equal("3,1,1", Points(await DataAsync(Noon, Noon.AddMinutes(5), 60)));
        Assert.Equal("0,1,3", Minutes(await DataAsync(Noon, Noon.AddMinutes(5), 60)));
        Assert.Equal("3,1,1,1", Points(await DataAsync(Noon.AddSeconds(59), Noon.AddMinutes(6), 60)));
        Assert.Equal("1,1", Points(await DataAsync(Noon.AddMinutes(1), Noon.AddMinutes(5), 60)));
        Assert.Equal("", Points(await DataAsync(Noon.AddMinutes(2), Noon.AddMinutes(3), 60)));
        Assert.Equal("5,1", Points(await DataAsync(Noon, Noon.AddMinutes(10), 300)));
        Assert.Equal("0,5", Minutes(await DataAsync(Noon, Noon.AddMinutes(10), 300)));
        Assert.Equal("5,3,1,0", Minutes(await DataAsync(Noon, Noon.AddMinutes(10), 60, scan: "TimestampDescending")));
    }

    [Theory]
    [InlineData("Sum", "3")]
    [InlineData("SampleCount", "3")]
    [InlineData("Average", "1")]
    [InlineData("Maximum", "1")]
    [InlineData("Minimum", "1")]
    public async Task Statistics_are_of_the_logins_of_the_minute(string statistic, string value)
    {
        for (var i = 0; i < 3; i++) LogIn(LoginOutcome.Success, Noon);
        Assert.Equal(value, Points(await DataAsync(Noon, Noon.AddMinutes(1), 60, statistic: statistic)));
    }

    [Fact]
    public async Task Pages_carry_every_datapoint_once()
    {
        for (var minute = 0; minute < 7; minute++) LogIn(LoginOutcome.Success, Noon.AddMinutes(minute));
        var minutes = new List<string>();
        string? token = null;
        var pages = 0;
        do
        {
            var request = Request(Noon, Noon.AddHours(1), 60, "IamDbAuthConnectionRequests", "Sum", "TimestampAscending");
            request["MaxDatapoints"] = 3;
            if (token is not null) request["NextToken"] = token;
            var answer = (await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", request.ToJsonString()))).Ok().Json;
            minutes.AddRange(Minutes(answer).Split(',', StringSplitOptions.RemoveEmptyEntries));
            token = answer["NextToken"]?.ToString();
            Assert.Equal(token is null ? "Complete" : "PartialData", answer["MetricDataResults"]![0]!["StatusCode"]!.ToString());
            pages++;
        }
        while (token is not null);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], minutes);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Query_and_JSON_say_the_same()
    {
        LogIn(LoginOutcome.Success, Noon);
        var answer = (await _sandbox.SendAsync(_sandbox.Query("monitoring", "2010-08-01", "GetMetricData",
            ("StartTime", Noon.ToString("O")), ("EndTime", Noon.AddMinutes(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")),
            ("MetricDataQueries.member.1.Id", "a"),
            ("MetricDataQueries.member.1.MetricStat.Metric.Namespace", "AWS/RDS"),
            ("MetricDataQueries.member.1.MetricStat.Metric.MetricName", "IamDbAuthConnectionSuccess"),
            ("MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name", "DBClusterIdentifier"),
            ("MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value", "demo"),
            ("MetricDataQueries.member.1.MetricStat.Period", "60"),
            ("MetricDataQueries.member.1.MetricStat.Stat", "Sum")))).Ok();
        Assert.Equal(("1.0", Noon.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), "Complete"), (answer.One("Values"), answer.One("Timestamps"), answer.One("StatusCode")));
    }

    [Fact]
    public async Task Requests_that_CloudWatch_refuses_are_refused()
    {
        await RefusedAsync("must be less than the parameter EndTime", r => r["EndTime"] = r["StartTime"]!.GetValue<double>());
        await RefusedAsync("must be 1, 5, 10, 30 or a multiple of 60", r => r["MetricDataQueries"]![0]!["MetricStat"]!["Period"] = 61);
        await RefusedAsync("parameter Stat is not supported", r => r["MetricDataQueries"]![0]!["MetricStat"]!["Stat"] = "p99");
        await RefusedAsync("expected pattern", r => r["MetricDataQueries"]![0]!["Id"] = "Upper");
        await RefusedAsync("are not unique", r => r["MetricDataQueries"]!.AsArray().Add(r["MetricDataQueries"]![0]!.DeepClone()));
        await RefusedAsync("The next token specified is invalid.", r => r["NextToken"] = "bm9uc2Vuc2U=");
    }

    [Fact]
    public async Task Metrics_and_lines_survive_a_restart_and_a_line_cut_short_by_a_kill()
    {
        for (var i = 0; i < 3; i++) LogIn(LoginOutcome.InvalidToken, Noon);
        await _sandbox.Host.DisposeAsync();
        var path = _sandbox.Host.Options.DataPath;
        await File.AppendAllTextAsync(Path.Combine(path, "metrics.tsv"), "29920617\tus-east-1\tIamDb");
        await File.AppendAllTextAsync(Directory.GetFiles(Path.Combine(path, "logs", "us-east-1")).Single(), "{\"Timestamp\":12");
        await _sandbox.RestartAsync();
        LogIn(LoginOutcome.InvalidToken, Noon);
        Assert.Equal("4", Points(await DataAsync(Noon, Noon.AddMinutes(1), 60, "IamDbAuthConnectionFailureInvalidToken")));
        var events = (await _sandbox.SendAsync(_sandbox.Logs("FilterLogEvents", "{\"logGroupName\":\"/aws/rds/cluster/demo/iam-db-auth-error\"}"))).Ok().Json["events"]!.AsArray();
        Assert.Equal(4, events.Count);
    }

    private void LogIn(LoginOutcome outcome, DateTimeOffset at)
    {
        _sandbox.Clock.Offset = at - DateTimeOffset.UtcNow;
        _sandbox.Account.RecordLogin(_sandbox.RouteOf("demo"), "app_user", outcome, "arn:aws:iam::000000000000:user/SANDBOXDENIED");
        _sandbox.Clock.Offset = TimeSpan.Zero;
    }

    private async Task<JsonNode> DataAsync(DateTimeOffset start, DateTimeOffset end, int period, string metric = "IamDbAuthConnectionRequests", string statistic = "Sum", string scan = "TimestampAscending") =>
        (await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", Request(start, end, period, metric, statistic, scan).ToJsonString()))).Ok().Json;

    private static JsonObject Request(DateTimeOffset start, DateTimeOffset end, int period, string metric, string statistic, string scan) => new()
    {
        ["StartTime"] = start.ToUnixTimeMilliseconds() / 1000.0,
        ["EndTime"] = end.ToUnixTimeMilliseconds() / 1000.0,
        ["ScanBy"] = scan,
        ["MetricDataQueries"] = new JsonArray(new JsonObject
        {
            ["Id"] = "a",
            ["MetricStat"] = new JsonObject
            {
                ["Metric"] = new JsonObject { ["Namespace"] = "AWS/RDS", ["MetricName"] = metric, ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "DBClusterIdentifier", ["Value"] = "demo" }) },
                ["Period"] = period,
                ["Stat"] = statistic,
            },
        }),
    };

    private async Task RefusedAsync(string message, Action<JsonObject> change)
    {
        var request = Request(Noon, Noon.AddMinutes(1), 60, "IamDbAuthConnectionRequests", "Sum", "TimestampAscending");
        change(request);
        var answer = await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", request.ToJsonString()));
        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Message);
    }

    private static string Points(JsonNode answer) => string.Join(',', answer["MetricDataResults"]![0]!["Values"]!.AsArray());

    private static string Minutes(JsonNode answer) => string.Join(',', answer["MetricDataResults"]![0]!["Timestamps"]!.AsArray()
        .Select(t => (DateTimeOffset.FromUnixTimeMilliseconds((long)(t!.GetValue<double>() * 1000)) - Noon).TotalMinutes));
}
