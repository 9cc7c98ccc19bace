using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>A metric alarm (CloudWatch API, <c>MetricAlarm</c>).</summary>
/// <param name="Region">Its region; names are unique there.</param>
/// <param name="Name"><c>AlarmName</c>.</param>
/// <param name="ComparisonOperator">How a point breaches: one of <see cref="AlarmEvaluation.Comparisons"/>.</param>
/// <param name="Threshold">What points are compared with.</param>
/// <param name="EvaluationPeriods">N: how many points are looked at.</param>
/// <param name="ConfiguredAt">When it was last put.</param>
public sealed record MetricAlarm(string Region, string Name, string ComparisonOperator, double Threshold, int EvaluationPeriods, DateTimeOffset ConfiguredAt)
{
    /// <summary>The metric of an alarm on one; <c>null</c> when <see cref="Metrics"/> has it.</summary>
    public MetricStat? Metric { get; init; }

    /// <summary>Metrics and expressions, of which one returns data.</summary>
    public IReadOnlyList<MetricQuery> Metrics { get; init; } = [];

    /// <summary>M: how many of the N must breach. <c>null</c>: all.</summary>
    public int? DatapointsToAlarm { get; init; }

    /// <summary><c>missing</c>, <c>ignore</c>, <c>breaching</c> or <c>notBreaching</c>. <c>null</c>: <c>missing</c>.</summary>
    public string? TreatMissingData { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Kept and shown; nothing is ever sent.</summary>
    public bool ActionsEnabled { get; init; } = true;

    /// <summary>ARNs, at most five.</summary>
    public IReadOnlyList<string> OkActions { get; init; } = [];

    /// <summary>ARNs, at most five.</summary>
    public IReadOnlyList<string> AlarmActions { get; init; } = [];

    /// <summary>ARNs, at most five.</summary>
    public IReadOnlyList<string> InsufficientDataActions { get; init; } = [];

    /// <summary>Tags given when it was made.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public AlarmState State { get; init; } = new(AlarmState.InsufficientData, "Unchecked: Initial alarm creation", null, ConfiguredAt);

    /// <summary><c>arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME</c>.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:cloudwatch:{Region}:{SandboxOptions.AccountId}:alarm:{Name}";

    /// <summary>All that is read to evaluate it.</summary>
    [JsonIgnore]
    public IReadOnlyList<MetricQuery> Queries => Metric is null ? Metrics : [new MetricQuery("metric", Metric, null, null, true)];

    /// <summary>Seconds of one point.</summary>
    [JsonIgnore]
    public int Period => Queries.First(q => q.Stat is not null).Stat!.Period;
}

/// <summary>What an alarm found.</summary>
/// <param name="Value">One of the three states.</param>
/// <param name="Reason">CloudWatch's sentence.</param>
/// <param name="ReasonData">The points it judged by, JSON.</param>
/// <param name="UpdatedAt">When it came into this state.</param>
public sealed record AlarmState(string Value, string Reason, string? ReasonData, DateTimeOffset UpdatedAt)
{
    /// <summary>Within the threshold.</summary>
    public const string Ok = "OK";

    /// <summary>Outside it.</summary>
    public const string Alarm = "ALARM";

    /// <summary>Just made, or too few points.</summary>
    public const string InsufficientData = "INSUFFICIENT_DATA";

    /// <summary>The three.</summary>
    public static IReadOnlyList<string> Values { get; } = [Ok, Alarm, InsufficientData];
}

/// <summary>One row of <c>DescribeAlarmHistory</c>; kept 14 days.</summary>
/// <param name="Region">Of the alarm.</param>
/// <param name="AlarmName">Of which; rows outlive it.</param>
/// <param name="Time">When.</param>
/// <param name="Type"><c>ConfigurationUpdate</c> or <c>StateUpdate</c>.</param>
/// <param name="Summary">CloudWatch's sentence.</param>
/// <param name="Data">Details, JSON.</param>
public sealed record AlarmHistoryItem(string Region, string AlarmName, DateTimeOffset Time, string Type, string Summary, string Data);
