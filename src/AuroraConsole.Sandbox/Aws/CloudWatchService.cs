using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Amazon CloudWatch, API version 2010-08-01, by Query, JSON 1.0 and rpc-v2-CBOR.</summary>
internal static partial class CloudWatchService
{
    private const string Namespace = "AWS/RDS";
    private const int MostQueries = 500;
    private const int MostDatapoints = 100_800;

    public static ApiService Create(SandboxAccount account) => new(
        "monitoring", "cloudwatch", "2010-08-01", "http://monitoring.amazonaws.com/doc/2010-08-01/", "GraniteServiceVersion20100801",
        new Dictionary<string, ApiOperation>
        {
            ["GetMetricData"] = new(call => GetMetricData(account, call), _ => "*"),
            ["ListMetrics"] = new(call => ListMetrics(account, call), _ => "*"),
        });

    private static ApiObject ListMetrics(SandboxAccount account, ApiCall call)
    {
        const int PageSize = 500;
        var input = call.Input;
        var (name, space) = (input.Text("MetricName"), input.Text("Namespace"));
        var wanted = input.Items("Dimensions").Select(d => (Name: d.Required("Name"), Value: d.Text("Value"))).ToList();
        var recent = input.Text("RecentlyActive") switch
        {
            null => (TimeSpan?)null,
            "PT3H" => TimeSpan.FromHours(3),
            _ => throw Invalid("RecentlyActive must be PT3H."),
        };
        var oldest = account.Clock.GetUtcNow() - (recent ?? TimeSpan.FromDays(14));
        var found = account.Metrics.List(call.Region).Where(m => space is null or Namespace
                && (name is null || m.Key.Name == name)
                && wanted.All(w => w.Name == m.Key.Dimension && (w.Value is null || w.Value == m.Key.Value))
                && m.Last >= oldest)
            .Select(m => m.Key).ToList();

        var from = Place(input.Text("NextToken")).First;
        var page = found.Skip((int)from).Take(PageSize).ToList();
        return new ApiObject
        {
            { "Metrics", new ApiList("member", page.Select(Metric)) },
            { "NextToken", from + page.Count < found.Count ? Paging.Encode(from + page.Count, 0) : null },
        };
    }

    private static ApiObject Metric(MetricKey key) => new()
    {
        { "Namespace", Namespace },
        { "MetricName", key.Name },
        { "Dimensions", new ApiList("member", [new ApiObject { { "Name", key.Dimension }, { "Value", key.Value } }]) },
    };

    private static (long First, long Second) Place(string? token) => string.IsNullOrEmpty(token) ? (0, 0)
        : Paging.DecodePair(token) is { First: >= 0, Second: >= 0 } place ? place
        : throw new AwsRefusalException("InvalidNextToken", "The next token specified is invalid.");

    private static AwsRefusalException Invalid(string message) => new("ValidationError", message);
}
