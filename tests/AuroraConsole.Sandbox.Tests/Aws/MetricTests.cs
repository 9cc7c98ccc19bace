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
    public async Task Any_page_size_gives_in_sum_the_unpaged_answer_of_metrics_and_expressions()
    {
        for (var minute = 0; minute < 7; minute++) LogIn(minute % 2 == 0 ? LoginOutcome.Success : LoginOutcome.InvalidToken, Noon.AddMinutes(minute));
        foreach (var scan in new[] { "TimestampAscending", "TimestampDescending" })
        {
            var request = Request(Noon, Noon.AddHours(1), 60, "IamDbAuthConnectionRequests", "Sum", scan);
            var queries = request["MetricDataQueries"]!.AsArray();
            var bad = queries[0]!.DeepClone();
            (bad["Id"], bad["ReturnData"], bad["MetricStat"]!["Metric"]!["MetricName"]) = ("bad", false, "IamDbAuthConnectionFailure");
            queries.Add(bad);
            queries.Add(new JsonObject { ["Id"] = "rate", ["Expression"] = "100 * bad / a" });
            queries.Add(new JsonObject { ["Id"] = "filled", ["Expression"] = "FILL([a, bad], 0)" });
            var whole = await PagedAsync(request);
            Assert.Equal((7 * 2) + 60 + 60, whole.Count);
            foreach (var size in new[] { 1, 5, 7, 14, 200 })
            {
                request["MaxDatapoints"] = size;
                Assert.Equal(whole, await PagedAsync(request));
            }
        }
    }

    [Fact]
    public async Task A_minute_that_comes_in_between_two_pages_moves_nothing()
    {
        for (var minute = 0; minute < 3; minute++) LogIn(LoginOutcome.Success, Noon.AddMinutes(minute));
        var request = Request(Noon, Noon.AddHours(1), 60, "IamDbAuthConnectionRequests", "Sum", "TimestampDescending");
        request["MaxDatapoints"] = 2;
        var first = (await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", request.ToJsonString()))).Ok().Json;
        LogIn(LoginOutcome.Success, Noon.AddMinutes(3));
        request["NextToken"] = first["NextToken"]!.ToString();
        var second = (await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", request.ToJsonString()))).Ok().Json;
        Assert.Equal("2,1 0", $"{Minutes(first)} {Minutes(second)}");
    }

    [Fact]
    public async Task Minutes_are_kept_15_days_five_minutes_63_and_hours_455()
    {
        for (var minute = 0; minute < 10; minute++) LogIn(LoginOutcome.Success, Noon.AddMinutes(minute));
        foreach (var (days, widths) in new[] { (0, "10 2 1"), (14, "10 2 1"), (16, "0 2 1"), (62, "0 2 1"), (64, "0 0 1"), (454, "0 0 1"), (456, "0 0 0") })
        {
            _sandbox.Clock.Offset = TimeSpan.FromDays(days - 1);
            var counts = new List<int>();
            foreach (var period in new[] { 60, 300, 3600 })
                counts.Add((await DataAsync(Noon, Noon.AddHours(1), period))["MetricDataResults"]![0]!["Values"]!.AsArray().Count);
            Assert.Equal((days, widths), (days, string.Join(' ', counts)));
        }

        _sandbox.Clock.Offset = TimeSpan.Zero;
        Assert.Equal("10", Points(await DataAsync(Noon, Noon.AddHours(1), 3600)));
    }

    [Fact]
    public void What_is_old_is_rolled_up_on_disk_and_what_is_too_old_goes()
    {
        var now = DateTimeOffset.UtcNow;
        var key = new MetricKey("us-east-1", "CPUUtilization", "DBClusterIdentifier", "old");
        var folder = Directory.CreateTempSubdirectory("metrics-").FullName;
        var hour = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        using (var store = new MetricStore(folder, TimeProvider.System))
        {
            foreach (var days in new[] { 1, 20, 100, 500 })
            {
                for (var minute = 0; minute < 60; minute++)
                    store.Record(hour.AddDays(-days).AddMinutes(minute), [(key, minute)]);
            }

            store.Sample(now, [(key, 7)]);
            store.Sample(now, [(key, 8)]);
        }

        using (new MetricStore(folder, TimeProvider.System))
        {
        }

        using var again = new MetricStore(folder, TimeProvider.System);
        Assert.Equal(60 + 12 + 1 + 1, File.ReadAllLines(Path.Combine(folder, "metrics.tsv")).Length);
        var old = Assert.Single(again.Read(key, hour.AddDays(-100), hour.AddDays(-99), 3600));
        Assert.Equal((60 * 59 / 2, 60, 0, 59), (old.Sum, old.Count, old.Minimum, old.Maximum));
        Assert.Equal(7.5, Assert.Single(again.Read(key, now, now.AddMinutes(1), 60)).Of("Average"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Metrics_are_listed_in_pages_and_while_they_are_recent()
    {
        var now = DateTimeOffset.UtcNow;
        _sandbox.Account.Metrics.Record(now, Enumerable.Range(0, 1100).Select(i => (new MetricKey("us-east-1", "CPUUtilization", "DBClusterIdentifier", $"c{i:D4}"), 1.0)));
        _sandbox.Account.Metrics.Record(now.AddHours(-4), [(new MetricKey("us-east-1", "CPUUtilization", "DBInstanceIdentifier", "hours"), 1.0)]);
        _sandbox.Account.Metrics.Record(now.AddDays(-14).AddMinutes(-2), [(new MetricKey("us-east-1", "CPUUtilization", "DBInstanceIdentifier", "gone"), 1.0)]);
        var seen = new List<string>();
        var pages = 0;
        string? token = null;
        do
        {
            var answer = (await _sandbox.SendAsync(_sandbox.CloudWatch("ListMetrics", new JsonObject { ["MetricName"] = "CPUUtilization", ["NextToken"] = token }.ToJsonString()))).Ok().Json;
            seen.AddRange(answer["Metrics"]!.AsArray().Select(m => m!["Dimensions"]![0]!["Value"]!.ToString()));
            token = answer["NextToken"]?.ToString();
            pages++;
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, 1100).Select(i => $"c{i:D4}").Append("hours"), seen);
        Assert.Equal(3, pages);

        Assert.Equal("[]", await ListAsync("{\"RecentlyActive\":\"PT3H\",\"Dimensions\":[{\"Name\":\"DBInstanceIdentifier\"}]}"));
        Assert.Equal("[\"hours\"]", await ListAsync("{\"Dimensions\":[{\"Name\":\"DBInstanceIdentifier\"}]}"));
        Assert.Equal("[]", await ListAsync("{\"Namespace\":\"AWS/EC2\"}"));

        async Task<string> ListAsync(string request) => new JsonArray([.. (await _sandbox.SendAsync(_sandbox.CloudWatch("ListMetrics", request))).Ok().Json["Metrics"]!.AsArray()
            .Select(m => m!["Dimensions"]![0]!["Value"]!.DeepClone())]).ToJsonString();
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
        await RefusedAsync("must be 1, 5, 10, 20, 30 or a multiple of 60", r => r["MetricDataQueries"]![0]!["MetricStat"]!["Period"] = 61);
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

    private async Task<List<string>> PagedAsync(JsonObject request)
    {
        var points = new List<string>();
        do
        {
            var answer = (await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", request.ToJsonString()))).Ok().Json;
            foreach (var result in answer["MetricDataResults"]!.AsArray())
                points.AddRange(result!["Timestamps"]!.AsArray().Zip(result["Values"]!.AsArray(), (t, v) => $"{result["Id"]} {result["Label"]} {t} {v}"));
            request["NextToken"] = answer["NextToken"]?.ToString();
        }
        while (request["NextToken"] is not null);
        return points;
    }

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
