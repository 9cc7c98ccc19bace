using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Amazon CloudWatch, API version 2010-08-01, by Query, JSON 1.0 and rpc-v2-CBOR.</summary>
internal static partial class CloudWatchService
{
    private const int MostQueries = 500;
    private const int MostDatapoints = 100_800;

    public static ApiService Create(SandboxAccount account) => new(
        "monitoring", "cloudwatch", "2010-08-01", "http://monitoring.amazonaws.com/doc/2010-08-01/", "GraniteServiceVersion20100801",
        new Dictionary<string, ApiOperation>
        {
            ["GetMetricData"] = new(call => GetMetricData(account, call), _ => "*"),
            ["ListMetrics"] = new(call => ListMetrics(account, call), _ => "*"),
            ["PutMetricAlarm"] = new(call => PutMetricAlarm(account, call), AlarmArn),
            ["DescribeAlarms"] = new(call => DescribeAlarms(account, call), AlarmArns),
            ["DescribeAlarmsForMetric"] = new(call => DescribeAlarmsForMetric(account, call), AlarmArns),
            ["DescribeAlarmHistory"] = new(call => DescribeAlarmHistory(account, call), AlarmArns),
            ["SetAlarmState"] = new(call => SetAlarmState(account, call), AlarmArn),
            ["EnableAlarmActions"] = new(call => SwitchAlarmActions(account, call, true), AlarmArns),
            ["DisableAlarmActions"] = new(call => SwitchAlarmActions(account, call, false), AlarmArns),
            ["DeleteAlarms"] = new(call => DeleteAlarms(account, call), AlarmArns),
            ["ListTagsForResource"] = new(call => ListTags(account, call), call => call.Input.Required("ResourceARN")),
        });

    private static ApiObject ListMetrics(SandboxAccount account, ApiCall call)
    {
        const int PageSize = 500;
        const int MostFilters = 10;
        var input = call.Input;
        var (name, space) = (input.Text("MetricName"), input.Text("Namespace"));
        var wanted = input.Items("Dimensions").Select(d => (Name: d.Required("Name"), Value: d.Text("Value"))).ToList();
        if (wanted.Count > MostFilters)
            throw new AwsRefusalException("InvalidParameterValue", $"The collection Dimensions must not have a size greater than {MostFilters}.");
        var recent = input.Text("RecentlyActive") switch
        {
            null => (TimeSpan?)null,
            "PT3H" => TimeSpan.FromHours(3),
            _ => throw new AwsRefusalException("InvalidParameterValue", "The parameter RecentlyActive must be PT3H."),
        };
        var after = input.Text("NextToken") is { Length: > 0 } token ? Paging.Decode(token) ?? throw BadToken() : "";
        var oldest = account.Clock.GetUtcNow() - (recent ?? TimeSpan.FromDays(14));
        var found = account.Metrics.List(call.Region)
            .Where(m => space is null or MetricKey.Namespace
                && (name is null || m.Key.Name == name)
                && wanted.All(w => w.Name == m.Key.Dimension && (w.Value is null || w.Value == m.Key.Value))
                && m.Last >= oldest)
            .Select(m => (m.Key, Place: $"{m.Key.Name}\t{m.Key.Dimension}\t{m.Key.Value}"))
            .OrderBy(m => m.Place, StringComparer.Ordinal)
            .Where(m => string.CompareOrdinal(m.Place, after) > 0)
            .Take(PageSize + 1).ToList();
        return new ApiObject
        {
            { "Metrics", new ApiList("member", found.Take(PageSize).Select(m => Metric(m.Key))) },
            { "NextToken", found.Count > PageSize ? Paging.Encode(found[PageSize - 1].Place) : null },
        };
    }

    private static ApiObject Metric(MetricKey key) => new()
    {
        { "Namespace", MetricKey.Namespace },
        { "MetricName", key.Name },
        { "Dimensions", Dimensions([new MetricDimension(key.Dimension, key.Value)]) },
    };

    private static ApiList Dimensions(IEnumerable<MetricDimension> dimensions) =>
        new("member", dimensions.Select(d => new ApiObject { { "Name", d.Name }, { "Value", d.Value } }));

    private static (long First, long Second) Place(string? token) => string.IsNullOrEmpty(token) ? (0, 0)
        : Paging.DecodePair(token) is { First: >= 0, Second: >= 0 } place ? place
        : throw BadToken();

    private static AwsRefusalException BadToken() => new("InvalidNextToken", "The next token specified is invalid.");

    private static AwsRefusalException Missing(string parameter) => new("MissingParameter", $"The parameter {parameter} is required.");

    private static AwsRefusalException Invalid(string message) => new("ValidationError", message);
}
