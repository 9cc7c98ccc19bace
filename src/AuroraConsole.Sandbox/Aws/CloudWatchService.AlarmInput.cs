using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class CloudWatchService
{
    private const int MostActions = 5;
    private static readonly string[] OfOneMetric = ["MetricName", "Namespace", "Dimensions", "Period", "Statistic", "ExtendedStatistic", "Unit"];
    private static readonly string[] NotHere = ["ThresholdMetricId", "EvaluationWindow", "EvaluationCriteria", "EvaluationInterval"];

    private static MetricAlarm Alarm(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        if (NotHere.FirstOrDefault(input.Names.Contains) is { } absent)
            throw Invalid($"The sandbox has alarms with a fixed threshold only: {absent} is not supported.");
        var name = input.Text("AlarmName") ?? throw Invalid("AlarmName must not be null");
        if (name.Length is < 1 or > 255)
            throw TooLong("alarmName", 255);
        if (name.Any(char.IsControl))
            throw Invalid("AlarmName must not contain ASCII control characters");
        if (input.Text("AlarmDescription")?.Length > 1024)
            throw TooLong("alarmDescription", 1024);
        var comparison = input.Text("ComparisonOperator") ?? throw Invalid("ComparisonOperator must not be null");
        if (comparison is "LessThanLowerOrGreaterThanUpperThreshold" or "LessThanLowerThreshold" or "GreaterThanUpperThreshold")
            throw Invalid($"The sandbox has no anomaly detection: the ComparisonOperator {comparison} is not supported.");
        OneOf(input, "ComparisonOperator", [.. AlarmEvaluation.Comparisons.Keys]);
        if (input.Text("EvaluateLowSampleCountPercentile") is not null)
            throw Invalid("EvaluateLowSampleCountPercentile can only be set for percentile statistics, which the sandbox does not have.");

        var alarm = new MetricAlarm(
            call.Region, name, comparison, input.Number("Threshold") ?? throw Invalid("Threshold must not be null"), input.Int("EvaluationPeriods") ?? throw Invalid("EvaluationPeriods must not be null"), account.Clock.GetUtcNow())
        {
            Metric = input.Items("Metrics").Count == 0 ? SingleMetric(input) : null,
            Metrics = input.Items("Metrics").Count == 0 ? [] : AlarmMetrics(input),
            DatapointsToAlarm = input.Int("DatapointsToAlarm"),
            TreatMissingData = OneOf(input, "TreatMissingData", "breaching", "notBreaching", "ignore", "missing"),
            Description = input.Text("AlarmDescription"),
            ActionsEnabled = input.Flag("ActionsEnabled") != false,
            OkActions = Actions(input, "OKActions"),
            AlarmActions = Actions(input, "AlarmActions"),
            InsufficientDataActions = Actions(input, "InsufficientDataActions"),
            Tags = Tagging.Merge([], [.. input.Items("Tags").Select(t => new Tag(t.Required("Key"), t.Text("Value") ?? ""))]),
        };
        return Counted(alarm);
    }

    private static MetricAlarm Counted(MetricAlarm alarm)
    {
        if (alarm.EvaluationPeriods < 1)
            throw Invalid("EvaluationPeriods must be greater than or equal to 1");
        if (alarm.DatapointsToAlarm < 1)
            throw Invalid("DatapointsToAlarm must be greater than or equal to 1");
        if (alarm.DatapointsToAlarm > alarm.EvaluationPeriods)
            throw Invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
        var (most, words) = alarm.Period >= 3600 ? (604_800L, "seven days") : (86_400L, "a day");
        return (long)alarm.EvaluationPeriods * alarm.Period <= most ? alarm
            : throw Invalid($"Metrics cannot be checked across more than {words} (EvaluationPeriods * Period must be <= {most}).");
    }

    private static MetricStat SingleMetric(ApiInput input)
    {
        if (input.Text("ExtendedStatistic") is { } percentile)
            throw Invalid($"The value {percentile} for parameter ExtendedStatistic is not supported by the sandbox: {string.Join(", ", MetricPeriod.Statistics)}.");
        return new MetricStat(
            input.Text("Namespace") ?? throw Invalid("Namespace must not be null"),
            input.Text("MetricName") ?? throw Invalid("MetricName must not be null"),
            Dimensions(input),
            AlarmPeriod(input.Int("Period") ?? throw Invalid("Period must not be null")),
            Statistic(input.Text("Statistic") ?? throw Invalid("Statistic must not be null"), "Statistic"),
            Unit(input));
    }

    private static List<MetricQuery> AlarmMetrics(ApiInput input)
    {
        const int MostMetrics = 10;
        if (OfOneMetric.FirstOrDefault(input.Names.Contains) is { } single)
            throw Invalid($"{single} should not be set if list of Metrics is set.");
        var queries = Queries(input.Items("Metrics"), "Metrics");
        if (queries.Count(q => q.ReturnData) != 1)
            throw Invalid("Exactly one element of the metrics list should return data.");
        var metrics = queries.Select(q => q.Stat).OfType<MetricStat>().ToList();
        if (metrics.Count is 0 or > MostMetrics)
            throw Invalid($"An alarm on an expression has between 1 and {MostMetrics} metrics.");
        if (metrics.Select(m => AlarmPeriod(m.Period)).Distinct().Count() > 1)
            throw Invalid("Period must be the same for all metrics of an alarm.");
        return queries;
    }

    private static int AlarmPeriod(int seconds) => seconds is 10 or 20 or 30 || (seconds >= 60 && seconds % 60 == 0)
        ? seconds
        : throw Invalid("Period must be 10, 20, 30 or a multiple of 60");

    private static IReadOnlyList<string> Actions(ApiInput input, string parameter)
    {
        var arns = input.Texts(parameter);
        if (arns.Count > MostActions)
            throw Invalid($"1 validation error detected: Value at '{char.ToLowerInvariant(parameter[0])}{parameter[1..]}' failed to satisfy constraint: Member must have length less than or equal to {MostActions}");
        return arns.FirstOrDefault(a => !a.StartsWith("arn:", StringComparison.Ordinal) || a.Length > 1024) is { } other ? throw Invalid($"Invalid arn syntax: {other}") : arns;
    }

    private static AwsRefusalException TooLong(string member, int most) =>
        Invalid($"1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must have length less than or equal to {most} and greater than or equal to 1");
}
