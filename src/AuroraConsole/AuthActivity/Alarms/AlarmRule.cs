using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>When an alarm fires: a sum over a period, compared with a threshold, M times in N periods.</summary>
/// <param name="Metric">What is counted; the statistic is always Sum.</param>
/// <param name="Comparison">How a period breaches.</param>
/// <param name="Threshold">Logins in a period.</param>
/// <param name="Period">Seconds; a multiple of 60, at most <see cref="LongestPeriod"/>.</param>
/// <param name="Periods">N: how many periods are looked at (<c>EvaluationPeriods</c>).</param>
/// <param name="Datapoints">M: how many of them must breach (<c>DatapointsToAlarm</c>).</param>
/// <param name="Missing">What a period without samples counts as.</param>
public sealed record AlarmRule(LoginMetric Metric, AlarmComparison Comparison, double Threshold, int Period, int Periods, int Datapoints, MissingSamples Missing)
{
    /// <summary>Seconds. Longer ones are left to whoever made them.</summary>
    public const int LongestPeriod = 3600;

    /// <summary>Seconds that N periods may span, as CloudWatch has it for periods under an hour.</summary>
    public const int LongestSpan = 86_400;

    /// <summary>What one would begin with, by cause. Missing samples are within: nobody logging in is no failure.</summary>
    public static AlarmRule Usual(LoginMetric metric)
    {
        var (threshold, period) = metric switch
        {
            LoginMetric.InsufficientPermissions => (1, 300),
            LoginMetric.InvalidToken => (5, 300),
            LoginMetric.Throttling => (1, 60),
            LoginMetric.ServerError => (3, 300),
            _ => (10, 300),
        };
        return new AlarmRule(metric, AlarmComparison.AtLeast, threshold, period, 1, 1, MissingSamples.NotBreaching);
    }

    /// <summary>Such as "3 or more failures in 5 minutes, 1 of 1".</summary>
    public string Words => $"{string.Format(Comparison.Words(), $"{Threshold:0.##}")} {Metric.Counted()} in {Length}, {Datapoints} of {Periods}";

    private string Length => (Period / 60) switch { 1 => "1 minute", 60 => "1 hour", var minutes => $"{minutes} minutes" };

    /// <summary>What is wrong with it, with the field; <c>null</c> when CloudWatch may be asked.</summary>
    public Problem? Check()
    {
        if (!double.IsFinite(Threshold) || Threshold < 0)
            return Wrong("The threshold is a number of logins, 0 or more.", "threshold");
        if (Period < 60 || Period % 60 != 0 || Period > LongestPeriod)
            return Wrong("A period is 1 to 60 whole minutes.", "period");
        if (Periods < 1)
            return Wrong("At least 1 period is looked at.", "periods");
        if ((long)Periods * Period > LongestSpan)
            return Wrong("CloudWatch looks back a day at most: choose fewer or shorter periods.", "periods");
        if (Datapoints < 1 || Datapoints > Periods)
            return Wrong(Periods == 1 ? "With 1 period, 1 must breach." : $"Of {Periods} periods, 1 to {Periods} must breach.", "datapoints");
        return Comparison is AlarmComparison.AtLeast or AlarmComparison.Below && Threshold == 0
            ? Wrong(Comparison == AlarmComparison.AtLeast ? "There are always 0 or more: this would never be OK." : "There are never fewer than 0: this would never fire.", "threshold")
            : null;
    }

    private static Problem Wrong(string sentence, string field) => new(sentence, "BadAlarm", Field: field);
}

/// <summary>How a period's sum is compared with the threshold.</summary>
public enum AlarmComparison
{
    /// <summary><c>GreaterThanOrEqualToThreshold</c>.</summary>
    AtLeast,

    /// <summary><c>GreaterThanThreshold</c>.</summary>
    Above,

    /// <summary><c>LessThanThreshold</c>.</summary>
    Below,

    /// <summary><c>LessThanOrEqualToThreshold</c>.</summary>
    AtMost,
}

/// <summary>What a period without samples counts as (CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data").</summary>
public enum MissingSamples
{
    /// <summary>Within the threshold.</summary>
    NotBreaching,

    /// <summary>Outside it.</summary>
    Breaching,

    /// <summary>The alarm stays as it is.</summary>
    Ignore,

    /// <summary>Unknown; all missing is no data.</summary>
    Missing,
}

/// <summary>CloudWatch's words and the page's.</summary>
public static class AlarmWords
{
    /// <summary>CloudWatch's <c>ComparisonOperator</c>.</summary>
    public static string AwsName(this AlarmComparison comparison) => comparison switch
    {
        AlarmComparison.AtLeast => "GreaterThanOrEqualToThreshold",
        AlarmComparison.Above => "GreaterThanThreshold",
        AlarmComparison.Below => "LessThanThreshold",
        _ => "LessThanOrEqualToThreshold",
    };

    /// <summary>CloudWatch's <c>TreatMissingData</c>.</summary>
    public static string AwsName(this MissingSamples missing) => missing switch
    {
        MissingSamples.NotBreaching => "notBreaching",
        MissingSamples.Breaching => "breaching",
        MissingSamples.Ignore => "ignore",
        _ => "missing",
    };

    /// <summary>With <c>{0}</c> for the threshold.</summary>
    public static string Words(this AlarmComparison comparison) => comparison switch
    {
        AlarmComparison.AtLeast => "{0} or more",
        AlarmComparison.Above => "more than {0}",
        AlarmComparison.Below => "fewer than {0}",
        _ => "{0} or fewer",
    };

    /// <summary>What the metric counts, in the plural.</summary>
    public static string Counted(this LoginMetric metric) => metric switch
    {
        LoginMetric.Requests => "logins",
        LoginMetric.Success => "successful logins",
        _ => "failures",
    };

    /// <summary>What an alarm on the metric is about.</summary>
    public static string Cause(this LoginMetric metric) => metric switch
    {
        LoginMetric.Failure => "All failures",
        LoginMetric.InvalidToken => "Invalid token",
        _ => metric.Title(),
    };

    /// <summary>The last part of the name that is proposed.</summary>
    public static string Slug(this LoginMetric metric) => metric switch
    {
        LoginMetric.InsufficientPermissions => "not-authorized",
        LoginMetric.InvalidToken => "invalid-token",
        LoginMetric.Throttling => "throttled",
        LoginMetric.ServerError => "aws-error",
        LoginMetric.Failure => "failures",
        _ => metric.ToString().ToLowerInvariant(),
    };
}
