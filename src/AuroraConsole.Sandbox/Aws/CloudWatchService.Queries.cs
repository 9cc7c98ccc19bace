using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class CloudWatchService
{
    private static readonly string[] Units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count",
        "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
    ];

    private static List<MetricQuery> Queries(IReadOnlyList<ApiInput> input, string list)
    {
        if (input.Count == 0)
            throw Missing(list);
        if (input.Count > MostQueries)
            throw Invalid($"The collection {list} must not have a size greater than {MostQueries}.");
        var queries = input.Select(q => Query(q, list)).ToList();
        return queries.Select(q => q.Id).Distinct().Count() == queries.Count
            ? queries
            : throw Invalid($"The values for parameter id in {list} are not unique.");
    }

    private static MetricQuery Query(ApiInput query, string list)
    {
        var id = query.Required("Id");
        if (!QueryId().IsMatch(id))
            throw Invalid($"The value {id} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
        var (stat, expression) = (query.Object("MetricStat"), query.Text("Expression"));
        if (stat is null == expression is null)
            throw Invalid($"The parameter {list} must contain either MetricStat or Expression.");
        if (expression?.Length is 0 or > 2048)
            throw Invalid($"The length of parameter Expression of {id} must be between 1 and 2048.");
        return new MetricQuery(id, stat is null ? null : Stat(stat, list), expression, query.Text("Label"), query.Flag("ReturnData") != false);
    }

    private static MetricStat Stat(ApiInput stat, string list)
    {
        var metric = stat.Object("Metric") ?? throw Missing($"{list}.member.MetricStat.Metric");
        return new MetricStat(
            metric.Text("Namespace") ?? "",
            metric.Required("MetricName"),
            Dimensions(metric),
            Period(stat.Int("Period") ?? throw Missing($"{list}.member.MetricStat.Period")),
            Statistic(stat.Required("Stat"), "Stat"),
            Unit(stat));
    }

    private static IReadOnlyList<MetricDimension> Dimensions(ApiInput input) =>
        [.. input.Items("Dimensions").Select(d => new MetricDimension(d.Required("Name"), d.Required("Value")))];

    private static int Period(int seconds) => seconds >= 1 && (seconds % 60 == 0 || seconds is 1 or 5 or 10 or 20 or 30)
        ? seconds
        : throw Invalid($"The parameter Period {seconds} must be 1, 5, 10, 20, 30 or a multiple of 60.");

    private static string Statistic(string name, string parameter) => MetricPeriod.Statistics.Contains(name)
        ? name
        : throw Invalid($"The value {name} for parameter {parameter} is not supported by the sandbox: {string.Join(", ", MetricPeriod.Statistics)}.");

    private static string? Unit(ApiInput input) => OneOf(input, "Unit", Units);

    // As the service's own validation says it; null when absent.
    private static string? OneOf(ApiInput input, string parameter, params string[] values) => input.Text(parameter) is not { } value || values.Contains(value)
        ? input.Text(parameter)
        : throw Invalid($"1 validation error detected: Value '{value}' at '{char.ToLowerInvariant(parameter[0])}{parameter[1..]}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", values)}]");

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]{0,254}$")]
    private static partial Regex QueryId();
}
