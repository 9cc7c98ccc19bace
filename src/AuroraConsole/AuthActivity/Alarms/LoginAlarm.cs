using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>A CloudWatch alarm on one or more of the login metrics, as DescribeAlarms gives it. Immutable.</summary>
/// <param name="Region">Its region; names are unique there.</param>
/// <param name="Name"><c>AlarmName</c>.</param>
/// <param name="Arn"><c>AlarmArn</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">UTC, when it came into this state.</param>
/// <param name="Reason">CloudWatch's sentence.</param>
/// <param name="Metrics">The login metrics it looks at.</param>
/// <param name="ClusterKey"><c>region/id</c>; <c>null</c> when none of the listed clusters has what it watches.</param>
/// <param name="Target">What it watches; <c>null</c> when not understood.</param>
/// <param name="Rule">When it fires; <c>null</c>: made elsewhere in a way that is not understood here, and left alone.</param>
/// <param name="Actions">ARNs told when it fires.</param>
/// <param name="OkActions">ARNs told when it is OK again.</param>
/// <param name="ActionsEnabled">Whether any of them is told.</param>
/// <param name="ConfiguredAt">UTC, when it was last put.</param>
public sealed record LoginAlarm(
    string Region, string Name, string Arn, AlarmState State, DateTimeOffset Since, string Reason, IReadOnlyList<LoginMetric> Metrics, string? ClusterKey,
    AlarmTarget? Target, AlarmRule? Rule, IReadOnlyList<string> Actions, IReadOnlyList<string> OkActions, bool ActionsEnabled, DateTimeOffset? ConfiguredAt)
{
    /// <summary>What names proposed here begin with.</summary>
    public const string Prefix = "aurora-console/";

    /// <summary>Its name says that it was made here.</summary>
    public bool IsOurs => Name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What it is about.</summary>
    public string Cause => string.Join(", ", Metrics.Select(metric => metric.Cause()));

    /// <summary>For a line of the fleet, such as "Alarm: not authorized" and "since 14:02".</summary>
    public AlarmBrief Brief(DateTimeOffset now) => new(
        $"Alarm: {(Metrics[0] == LoginMetric.ServerError ? Cause : char.ToLowerInvariant(Cause[0]) + Cause[1..])}",
        $"since {Since.UtcDateTime.ToString(now - Since < TimeSpan.FromHours(20) ? "HH:mm" : "d MMM HH:mm")}");

    /// <summary>The alarm as listed; <c>null</c> when it looks at none of the login metrics.</summary>
    /// <param name="region">Where it was listed.</param>
    /// <param name="alarm">As listed.</param>
    /// <param name="clusterOf">The key of the cluster that a dimension with a value belongs to.</param>
    public static LoginAlarm? Read(string region, MetricAlarm alarm, Func<Dimension, string?> clusterOf)
    {
        MetricStat[] stats = alarm.MetricName is not null
            ? [new MetricStat { Metric = new Metric { Namespace = alarm.Namespace, MetricName = alarm.MetricName, Dimensions = alarm.Dimensions }, Period = alarm.Period, Stat = alarm.Statistic?.Value, Unit = alarm.Unit }]
            : [.. (alarm.Metrics ?? []).Select(query => query.MetricStat).OfType<MetricStat>()];
        LoginMetric[] metrics = [.. stats.Select(MetricOf).OfType<LoginMetric>().Distinct()];
        if (metrics.Length == 0)
            return null;
        var target = AlarmTarget.Of(alarm, stats);
        return new LoginAlarm(
            region, alarm.AlarmName ?? "", alarm.AlarmArn ?? "", StateOf(alarm.StateValue), Utc(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp) ?? default, alarm.StateReason ?? "", metrics,
            stats.SelectMany(stat => stat.Metric?.Dimensions ?? []).Select(clusterOf).FirstOrDefault(key => key is not null),
            target, target is null ? null : RuleOf(alarm, metrics, stats[0]), alarm.AlarmActions ?? [], alarm.OKActions ?? [], alarm.ActionsEnabled != false, Utc(alarm.AlarmConfigurationUpdatedTimestamp));
    }

    private static LoginMetric? MetricOf(MetricStat stat) =>
        stat.Metric?.Namespace == LoginMetrics.Namespace && LoginMetrics.All.Where(metric => metric.AwsName() == stat.Metric.MetricName).ToArray() is [var found] ? found : null;

    private static AlarmRule? RuleOf(MetricAlarm alarm, LoginMetric[] metrics, MetricStat stat)
    {
        if (metrics is not [var metric] || alarm is not { Threshold: { } threshold, EvaluationPeriods: { } periods, ThresholdMetricId: null, EvaluationWindow: null, EvaluationCriteria: null, EvaluationInterval: null })
            return null;
        if (Enum.GetValues<AlarmComparison>().Where(comparison => comparison.AwsName() == alarm.ComparisonOperator?.Value).ToArray() is not [var compared])
            return null;
        if (Enum.GetValues<MissingSamples>().Where(missing => missing.AwsName() == (alarm.TreatMissingData ?? "missing")).ToArray() is not [var treated])
            return null;
        var rule = new AlarmRule(metric, compared, threshold, stat.Period ?? 0, periods, alarm.DatapointsToAlarm ?? periods, treated);
        return rule.Check() is null ? rule : null;
    }

    private static AlarmState StateOf(StateValue? state) => state?.Value switch { "OK" => AlarmState.Ok, "ALARM" => AlarmState.Alarm, _ => AlarmState.NoData };

    private static DateTimeOffset? Utc(DateTime? at) => at is { } moment ? new DateTimeOffset(moment.ToUniversalTime()) : null;
}

/// <summary>An alarm that fires, in few words.</summary>
/// <param name="Word">What for.</param>
/// <param name="Since">UTC, how long.</param>
public sealed record AlarmBrief(string Word, string Since);

/// <summary>CloudWatch's three states.</summary>
public enum AlarmState
{
    /// <summary><c>OK</c>.</summary>
    Ok,

    /// <summary><c>ALARM</c>.</summary>
    Alarm,

    /// <summary><c>INSUFFICIENT_DATA</c>.</summary>
    NoData,
}
