using System.Globalization;
using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>Expressions over m1 = [2, 4, -, 8], m2 = [1, 0, 3, -] and m5, whose one period of five minutes holds m1.</summary>
public sealed class MetricMathTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(DateTime.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        Record("m1", (0, 2), (1, 4), (3, 8));
        Record("m2", (0, 1), (1, 0), (2, 3));
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Theory]
    [InlineData("m1", "2 4 - 8")]
    [InlineData("m1 + 1", "3 5 - 9")]
    [InlineData("10 - m1 * 2", "6 2 - -6")]
    [InlineData("-m1", "-2 -4 - -8")]
    [InlineData("--m1", "2 4 - 8")]
    [InlineData("-m1 ^ 2", "-4 -16 - -64")]
    [InlineData("2 ^ 3 ^ 0 * m1", "4 8 - 16")]
    [InlineData("(m1 + 2) * 3 / 2 - .5", "5.5 8.5 - 14.5")]
    [InlineData("m1 + m2", "3 4 3 8")]
    [InlineData("m1 - m2", "1 4 -3 8")]
    [InlineData("m1 / m2", "2 - 0 -", "ArithmeticError")]
    [InlineData("m2 / m1", "0.5 0 - 0", "ArithmeticError")]
    [InlineData("m1 / 0", "- - - -", "ArithmeticError")]
    [InlineData("SUM([m1, m2])", "3 4 3 8")]
    [InlineData("AVG([m1, m2])", "1.5 2 1.5 4")]
    [InlineData("MIN([m1, m2])", "1 0 3 8")]
    [InlineData("MAX([m1, m2])", "2 4 3 8")]
    [InlineData("m1 / SUM(m1) * 14", "2 4 - 8")]
    [InlineData("m1 - AVG(m2)", "0.66666667 2.66666667 - 6.66666667")]
    [InlineData("m1 * MAX(m2) - MIN(m1)", "4 10 - 22")]
    [InlineData("SUM(METRICS(\"2\"))", "1 0 3 -")]
    [InlineData("SUM([METRICS('m1'), m2])", "3 4 3 8")]
    [InlineData("ABS(m1 - 4)", "2 0 - 4")]
    [InlineData("CEIL(m1 / 4)", "1 1 - 2")]
    [InlineData("FLOOR(m1 / 4)", "0 1 - 2")]
    [InlineData("FILL(m1, 0)", "2 4 0 8")]
    [InlineData("FILL(m1, REPEAT)", "2 4 4 8")]
    [InlineData("FILL(m1, LINEAR)", "2 4 6 8")]
    [InlineData("FILL(m2, LINEAR)", "1 0 3 -")]
    [InlineData("FILL(m2, REPEAT)", "1 0 3 3")]
    [InlineData("FILL(m1, m2)", "2 4 3 8")]
    [InlineData("FILL(m1, MIN(m1))", "2 4 2 8")]
    [InlineData("DIFF(m1)", "- 2 - 4")]
    [InlineData("RATE(m1) * 60", "- 2 - 2")]
    [InlineData("m1 / PERIOD(m1) * 60", "2 4 - 8")]
    [InlineData("m1 / PERIOD(m5) * 300", "2 4 - 8")]
    [InlineData("m1 / METRIC_COUNT(METRICS())", "0.66666667 1.33333333 - 2.66666667")]
    [InlineData("m1 < m2", "0 0 1 0")]
    [InlineData("m1 >= 4", "0 1 - 1")]
    [InlineData("m1 != 4", "1 0 - 1")]
    [InlineData("m1 == 2 + 2", "0 1 - 0")]
    [InlineData("m1 > 3 AND m2 > 0 OR m1 <= 2", "1 0 0 0")]
    [InlineData("m1 > 3 && m2 < 1 || m2 == 3", "0 1 1 0")]
    [InlineData("m1 * (3 > 2)", "2 4 - 8")]
    [InlineData("IF(m1 > 3, m1)", "- 4 - 8")]
    [InlineData("IF(m1 > 3, 10, 2)", "2 10 - 10")]
    [InlineData("IF(m1 > 3, m2, m1)", "2 0 - 0")]
    [InlineData("IF(m2, 5, m1)", "5 4 5 -")]
    [InlineData("IF(1 > 2, m2, m1)", "2 4 - 8")]
    [InlineData("IF(0, m1)", "- - - -")]
    [InlineData("SUM(100/[m1, m2])", "150 25 33.33333333 12.5", "ArithmeticError")]
    public async Task Expressions_are_evaluated_as_CloudWatch_documents(string expression, string points, string? message = null)
    {
        var result = Assert.Single((await AskAsync(("e", expression))).Ok().Json["MetricDataResults"]!.AsArray())!;
        Assert.Equal(points, Points(result));
        Assert.Equal((expression, "e", message), (expression, result["Label"]!.ToString(), result["Messages"]?[0]!["Code"]!.ToString()));
    }

    [Fact]
    public async Task Ids_refer_to_each_other_in_any_order_and_inputs_are_kept_back()
    {
        var results = (await AskAsync(("percent", "ratio * 100"), ("ratio", "FILL(m2, 0) / total"), ("total", "FILL(m1, REPEAT)"))).Ok().Json["MetricDataResults"]!.AsArray();
        Assert.Equal(["percent 50 0 75 0", "ratio 0.5 0 0.75 0", "total 2 4 4 8"], results.Select(r => $"{r!["Id"]} {Points(r)}"));
    }

    [Fact]
    public async Task An_array_is_a_result_a_series()
    {
        var results = (await AskAsync(("e", "[m1, m2] * 2"))).Ok().Json["MetricDataResults"]!.AsArray();
        Assert.Equal(["e m1 4 8 - 16", "e m2 2 0 6 -"], results.Select(r => $"{r!["Label"]} {Points(r)}"));
    }

    [Theory]
    [InlineData("m1 +", "it ends too early")]
    [InlineData("m1 m2", "unexpected 'm' at character 4")]
    [InlineData("m1 & m2", "unexpected '&' at character 4")]
    [InlineData("(m1", "it ends too early")]
    [InlineData("m1 + 1.2.3", "'1.2.3' is not a number")]
    [InlineData("m9", "there is no query with the id 'm9'")]
    [InlineData("e + 1", "it refers to itself")]
    [InlineData("f + 1", "it refers to itself")]
    [InlineData("1 + 1", "its result is a single number")]
    [InlineData("SUM(m1)", "its result is a single number")]
    [InlineData("SUM(5)", "a time series is needed")]
    [InlineData("[m1, m2] + [m2, m1]", "two arrays cannot be combined")]
    [InlineData("\"m1\"", "a text stands where")]
    [InlineData("SEARCH('{AWS/RDS} x', 'Sum', 60)", "does not have the function SEARCH")]
    [InlineData("IF([m1, m2], 1, 0)", "IF takes a single time series")]
    [InlineData("m1 = 4", "unexpected '=' at character 4")]
    [InlineData("ANOMALY_DETECTION_BAND(m1)", "does not have the function ANOMALY_DETECTION_BAND")]
    [InlineData("sum([m1, m2])", "does not have the function sum")]
    [InlineData("FILL(m1)", "FILL does not take 1 such arguments")]
    [InlineData("ABS()", "ABS does not take 0 such arguments")]
    public async Task What_cannot_be_evaluated_is_refused_with_its_id_and_a_sentence(string expression, string sentence)
    {
        var refused = await AskAsync(("e", expression), ("f", "e * 2"));
        Assert.Equal((400, "ValidationException"), (refused.Status, refused.Code));
        Assert.Contains(sentence, refused.Message);
        Assert.Matches("^Error in expression '[ef]': ", refused.Message);
    }

    [Fact]
    public async Task A_hundred_thousand_brackets_are_refused_not_fatal()
    {
        var refused = await AskAsync(("e", new string('(', 1000) + "m1" + new string(')', 1000)));
        Assert.Contains("nested too deep", refused.Message);
        Assert.Contains("nested too deep", (await AskAsync(("e", string.Join('^', Enumerable.Repeat("m1", 600))))).Message);
        Assert.Contains("between 1 and 2048", (await AskAsync(("e", new string('(', 100_000)))).Message);
        var chain = Enumerable.Range(0, 490).Select(i => ($"e{i}", i == 489 ? "m1" : $"e{i + 1} + 1")).ToArray();
        Assert.Contains("one through another", (await AskAsync(chain)).Message);
    }

    [Fact]
    public async Task A_fill_stops_at_what_is_kept_and_at_now()
    {
        var now = DateTimeOffset.UtcNow;
        var result = (await AskAsync(now.AddYears(-50), now.AddYears(50), ("e", "FILL(m1, 0)"))).Ok().Json["MetricDataResults"]![0]!;
        Assert.InRange(result["Values"]!.AsArray().Count, 15 * 1440, (15 * 1440) + 2);
    }

    [Fact]
    public async Task A_unit_that_is_not_the_metrics_own_finds_nothing()
    {
        Assert.Equal("2 4 - 8", await WithUnitAsync("Count"));
        Assert.Equal("- - - -", await WithUnitAsync("Bytes"));

        async Task<string> WithUnitAsync(string unit)
        {
            var request = Request(Noon, Noon.AddMinutes(4), []);
            request["MetricDataQueries"]![0]!["ReturnData"] = true;
            request["MetricDataQueries"]![0]!["MetricStat"]!["Unit"] = unit;
            return Points((await _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", request.ToJsonString()))).Ok().Json["MetricDataResults"]![0]!);
        }
    }

    private void Record(string metric, params (int Minute, double Value)[] points)
    {
        foreach (var (minute, value) in points)
            _sandbox.Account.Metrics.Record(Noon.AddMinutes(minute), [(new MetricKey("us-east-1", metric, "DBClusterIdentifier", "demo"), value)]);
    }

    private Task<AwsAnswer> AskAsync(params (string Id, string Expression)[] expressions) => AskAsync(Noon, Noon.AddMinutes(4), expressions);

    private Task<AwsAnswer> AskAsync(DateTimeOffset start, DateTimeOffset end, params (string Id, string Expression)[] expressions) =>
        _sandbox.SendAsync(_sandbox.CloudWatch("GetMetricData", Request(start, end, expressions).ToJsonString()));

    private static JsonObject Request(DateTimeOffset start, DateTimeOffset end, (string Id, string Expression)[] expressions) => new()
    {
        ["StartTime"] = start.ToUnixTimeSeconds(),
        ["EndTime"] = end.ToUnixTimeSeconds(),
        ["ScanBy"] = "TimestampAscending",
        ["MetricDataQueries"] = new JsonArray(
        [
            Metric("m1", "m1", 60), Metric("m2", "m2", 60), Metric("m5", "m1", 300),
            .. expressions.Select(e => new JsonObject { ["Id"] = e.Id, ["Expression"] = e.Expression }),
        ]),
    };

    private static JsonObject Metric(string id, string name, int period) => new()
    {
        ["Id"] = id,
        ["ReturnData"] = false,
        ["MetricStat"] = new JsonObject
        {
            ["Metric"] = new JsonObject { ["Namespace"] = "AWS/RDS", ["MetricName"] = name, ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "DBClusterIdentifier", ["Value"] = "demo" }) },
            ["Period"] = period,
            ["Stat"] = "Sum",
        },
    };

    // The four minutes from noon; - where there is no point.
    private static string Points(JsonNode result)
    {
        var values = result["Timestamps"]!.AsArray().Zip(result["Values"]!.AsArray()).ToDictionary(p => (int)((p.First!.GetValue<double>() - Noon.ToUnixTimeSeconds()) / 60), p => p.Second!.GetValue<double>());
        return string.Join(' ', Enumerable.Range(0, 4).Select(m => values.TryGetValue(m, out var v) ? Math.Round(v, 8).ToString(CultureInfo.InvariantCulture) : "-"));
    }
}
