using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class CloudWatchService
{
    private static readonly Dictionary<string, Func<MetricPeriod, double>> Statistics = new()
    {
        ["Sum"] = p => p.Sum,
        ["Average"] = p => p.Sum / p.Count,
        ["Minimum"] = p => p.Minimum,
        ["Maximum"] = p => p.Maximum,
        ["SampleCount"] = p => p.Count,
    };

    private static ApiObject GetMetricData(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var start = input.Time("StartTime") ?? throw Missing("StartTime");
        var end = input.Time("EndTime") ?? throw Missing("EndTime");
        if (start >= end)
            throw Invalid("The parameter StartTime must be less than the parameter EndTime.");
        var size = input.Int("MaxDatapoints") ?? MostDatapoints;
        if (size is < 1 or > MostDatapoints)
            throw Invalid($"The parameter MaxDatapoints must be between 1 and {MostDatapoints}.");
        var descending = input.Text("ScanBy") switch
        {
            null or "TimestampDescending" => true,
            "TimestampAscending" => false,
            var other => throw Invalid($"Value '{other}' at 'scanBy' failed to satisfy constraint: Member must satisfy enum value set: [TimestampDescending, TimestampAscending]"),
        };
        var queries = Queries(input);
        var (fromQuery, fromPoint) = Place(input.Text("NextToken"));

        // Datapoints are counted off query by query; the token says where the page ended.
        var results = new List<ApiObject>();
        string? next = null;
        for (var q = (int)fromQuery; q < queries.Count && next is null; q++)
        {
            var points = Read(account, call.Region, queries[q], start, end);
            if (descending)
                points = [.. points.Reverse()];
            var from = q == fromQuery ? (int)fromPoint : 0;
            var page = points.Skip(from).Take(size).ToList();
            size -= page.Count;
            var complete = from + page.Count >= points.Count;
            if (!complete || (size == 0 && q + 1 < queries.Count))
                next = complete ? Paging.Encode(q + 1, 0) : Paging.Encode(q, from + page.Count);
            if (queries[q].Flag("ReturnData") != false)
                results.Add(Result(queries[q], page, complete));
        }

        return new ApiObject
        {
            { "MetricDataResults", new ApiList("member", results) },
            { "NextToken", next },
            { "Messages", new ApiList("member", []) },
        };
    }

    private static IReadOnlyList<ApiInput> Queries(ApiInput input)
    {
        var queries = input.Items("MetricDataQueries");
        if (queries.Count == 0)
            throw Missing("MetricDataQueries");
        if (queries.Count > MostQueries)
            throw Invalid($"The collection MetricDataQueries must not have a size greater than {MostQueries}.");
        foreach (var query in queries)
        {
            if (!QueryId().IsMatch(query.Required("Id")))
                throw Invalid($"The value {query.Text("Id")} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
            if (query.Text("Expression") is not null)
                throw Invalid("The sandbox does not evaluate Expression yet; ask for MetricStat.");
            if (query.Object("MetricStat") is null)
                throw Invalid("The parameter MetricDataQueries must contain either MetricStat or Expression.");
        }

        return queries.Select(q => q.Text("Id")).Distinct().Count() == queries.Count
            ? queries
            : throw Invalid("The values for parameter id in MetricDataQueries are not unique.");
    }

    private static IReadOnlyList<(DateTimeOffset Time, double Value)> Read(SandboxAccount account, string region, ApiInput query, DateTimeOffset start, DateTimeOffset end)
    {
        var stat = query.Object("MetricStat")!;
        var metric = stat.Object("Metric") ?? throw Missing("MetricDataQueries.member.MetricStat.Metric");
        var period = stat.Int("Period") ?? throw Missing("MetricDataQueries.member.MetricStat.Period");
        if (period < 1 || (period % 60 != 0 && period is not (1 or 5 or 10 or 30)))
            throw Invalid($"The parameter Period {period} must be 1, 5, 10, 30 or a multiple of 60.");
        var statistic = Statistics.GetValueOrDefault(stat.Required("Stat"))
            ?? throw Invalid($"The value {stat.Text("Stat")} for parameter Stat is not supported by the sandbox: {string.Join(", ", Statistics.Keys)}.");

        // A metric is namespace, name and exactly its dimensions.
        if (metric.Text("Namespace") != Namespace || metric.Items("Dimensions") is not [var dimension])
            return [];
        var key = new MetricKey(region, metric.Required("MetricName"), dimension.Required("Name"), dimension.Required("Value"));
        return [.. account.Metrics.Read(key, start, end, Math.Max(period, 60)).Select(p => (p.Start, statistic(p)))];
    }

    private static ApiObject Result(ApiInput query, IReadOnlyList<(DateTimeOffset Time, double Value)> points, bool complete) => new()
    {
        { "Id", query.Text("Id") },
        { "Label", query.Text("Label") ?? query.Object("MetricStat")!.Object("Metric")!.Text("MetricName") },
        { "Timestamps", new ApiList("member", points.Select(p => (object)p.Time)) },
        { "Values", new ApiList("member", points.Select(p => (object)p.Value)) },
        { "StatusCode", complete ? "Complete" : "PartialData" },
    };

    private static AwsRefusalException Missing(string parameter) => new("MissingParameter", $"The parameter {parameter} is required.");

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]{0,254}$")]
    private static partial Regex QueryId();
}
