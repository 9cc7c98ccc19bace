using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class CloudWatchService
{
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
        var descending = OneOf(input, "ScanBy", "TimestampDescending", "TimestampAscending") != "TimestampAscending";
        var queries = Queries(input.Items("MetricDataQueries"), "MetricDataQueries");
        var (fromSeries, lastSecond) = Place(input.Text("NextToken"));

        var reading = new MetricReading(account.Metrics, call.Region, queries, start, end);
        var series = queries.Where(q => q.ReturnData).SelectMany(q => reading.Read(q).Select(s => (q.Id, Series: s))).ToList();

        // Datapoints are counted off series by series; the token says after which time of which the page ended,
        // so that a minute that comes in between moves nothing.
        var results = new List<ApiObject>();
        string? next = null;
        for (var i = (int)Math.Min(fromSeries, series.Count); i < series.Count && next is null; i++)
        {
            var points = (descending ? series[i].Series.Points.Reverse() : series[i].Series.Points)
                .Where(p => i > fromSeries || lastSecond == 0 || (descending ? p.Time.ToUnixTimeSeconds() < lastSecond : p.Time.ToUnixTimeSeconds() > lastSecond)).ToList();
            var page = points.Take(size).ToList();
            size -= page.Count;
            var complete = page.Count == points.Count;
            if (!complete)
                next = Paging.Encode(i, page.Count > 0 ? page[^1].Time.ToUnixTimeSeconds() : 0);
            else if (size == 0 && i + 1 < series.Count)
                next = Paging.Encode(i + 1, 0);
            results.Add(Result(series[i].Id, series[i].Series, page, complete));
        }

        return new ApiObject
        {
            { "MetricDataResults", new ApiList("member", results) },
            { "NextToken", next },
            { "Messages", new ApiList("member", []) },
        };
    }

    private static ApiObject Result(string id, MetricSeries series, IReadOnlyList<MetricPoint> points, bool complete) => new()
    {
        { "Id", id },
        { "Label", series.Label },
        { "Timestamps", new ApiList("member", points.Select(p => (object)p.Time)) },
        { "Values", new ApiList("member", points.Select(p => (object)p.Value)) },
        { "StatusCode", complete ? "Complete" : "PartialData" },
        { "Messages", series.Dropped ? new ApiList("member", [Dropped()]) : null },
    };

    private static ApiObject Dropped() => new()
    {
        { "Code", "ArithmeticError" },
        { "Value", "One or more data-points have been dropped due to non-numeric values (NaN, -Infinite, +Infinite)" },
    };
}
