using Amazon.CloudWatch.Model;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>An alarm as one wants it.</summary>
/// <param name="Cluster">Whose logins.</param>
/// <param name="Name"><c>AlarmName</c>, at most 255 characters.</param>
/// <param name="Target">What it watches.</param>
/// <param name="Rule">When it fires.</param>
/// <param name="Topics">ARNs told when it fires; may be none.</param>
/// <param name="TellOk">Whether they are told, too, when it is OK again.</param>
/// <param name="Before">The alarm that is changed; <c>null</c> for a new one.</param>
public sealed record AlarmOrder(Cluster Cluster, string Name, AlarmTarget Target, AlarmRule Rule, IReadOnlyList<string> Topics, bool TellOk, LoginAlarm? Before)
{
    private const int LongestName = 255;
    private const string Signature = "Made by AuroraConsole.";

    /// <summary>The alarm one would begin with.</summary>
    public static AlarmOrder Usual(Cluster cluster, LoginMetric metric, LoginDimensions dimensions, IReadOnlyList<string> topics) =>
        new(cluster, NameOf(cluster, metric), AlarmTarget.Of(cluster, dimensions), AlarmRule.Usual(metric), topics, TellOk: false, null);

    /// <summary><c>aurora-console/CLUSTER/CAUSE</c>.</summary>
    public static string NameOf(Cluster cluster, LoginMetric metric) => $"{LoginAlarm.Prefix}{cluster.Id}/{metric.Slug()}";

    /// <summary>What is wrong with it, with the field; <c>null</c> when CloudWatch may be asked.</summary>
    public Problem? Check()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName || Name.Any(char.IsControl))
            return new Problem($"An alarm's name has 1 to {LongestName} characters, none of them a control character.", "BadName", Field: "name");
        return Rule.Check() ?? AlarmTopics.Check(Topics, Cluster, [.. Before?.Actions ?? [], .. Before?.OkActions ?? []]);
    }

    /// <summary>The request. PutMetricAlarm replaces all there was, so what is not changed here is carried over.</summary>
    public PutMetricAlarmRequest ToRequest(MetricAlarm? there)
    {
        var request = new PutMetricAlarmRequest
        {
            AlarmName = Name,
            AlarmDescription = there is null || there.AlarmDescription?.EndsWith(Signature, StringComparison.Ordinal) == true ? $"{Rule.Metric.Cause()} at {Cluster.Id}: {Rule.Words}. {Signature}" : there.AlarmDescription,
            ActionsEnabled = there?.ActionsEnabled,
            AlarmActions = [.. Topics],
            OKActions = !TellOk ? [] : Before is { OkActions.Count: > 0 } && Topics.SequenceEqual(Before.Actions) ? [.. Before.OkActions] : [.. Topics],
            InsufficientDataActions = there?.InsufficientDataActions,
            Unit = there?.Unit,
            ComparisonOperator = Rule.Comparison.AwsName(),
            Threshold = Rule.Threshold,
            EvaluationPeriods = Rule.Periods,
            DatapointsToAlarm = Rule.Datapoints,
            TreatMissingData = Rule.Missing.AwsName(),
        };
        Target.Fill(request, Rule.Metric, Rule.Period);
        return request;
    }
}
