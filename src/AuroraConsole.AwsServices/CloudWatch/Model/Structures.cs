namespace Amazon.CloudWatch.Model;

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmPromQLCriteria.html"/></summary>
public class AlarmPromQLCriteria
{
    public string? Query { get; set; }
    public int? PendingPeriod { get; set; }
    public int? RecoveryPeriod { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html"/></summary>
public class CompositeAlarm
{
    public bool? ActionsEnabled { get; set; }
    public List<string>? AlarmActions { get; set; }
    public string? AlarmArn { get; set; }
    public DateTime? AlarmConfigurationUpdatedTimestamp { get; set; }
    public string? AlarmDescription { get; set; }
    public string? AlarmName { get; set; }
    public string? AlarmRule { get; set; }
    public List<string>? InsufficientDataActions { get; set; }
    public List<string>? OKActions { get; set; }
    public string? StateReason { get; set; }
    public string? StateReasonData { get; set; }
    public DateTime? StateUpdatedTimestamp { get; set; }
    public StateValue? StateValue { get; set; }
    public DateTime? StateTransitionedTimestamp { get; set; }
    public ActionsSuppressedBy? ActionsSuppressedBy { get; set; }
    public string? ActionsSuppressedReason { get; set; }
    public string? ActionsSuppressor { get; set; }
    public int? ActionsSuppressorWaitPeriod { get; set; }
    public int? ActionsSuppressorExtensionPeriod { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html"/></summary>
public class Dimension
{
    public string? Name { get; set; }
    public string? Value { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DimensionFilter.html"/></summary>
public class DimensionFilter
{
    public string? Name { get; set; }
    public string? Value { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EvaluationCriteria.html"/></summary>
public class EvaluationCriteria
{
    public AlarmPromQLCriteria? PromQLCriteria { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EvaluationWindow.html"/></summary>
public class EvaluationWindow
{
    public WallClockWindow? WallClockWindow { get; set; }
    public SlidingWindow? SlidingWindow { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_LabelOptions.html"/></summary>
public class LabelOptions
{
    public string? Timezone { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_LogAlarm.html"/></summary>
public class LogAlarm
{
    public string? AlarmName { get; set; }
    public string? AlarmArn { get; set; }
    public string? AlarmDescription { get; set; }
    public DateTime? AlarmConfigurationUpdatedTimestamp { get; set; }
    public bool? ActionsEnabled { get; set; }
    public List<string>? OKActions { get; set; }
    public List<string>? AlarmActions { get; set; }
    public List<string>? InsufficientDataActions { get; set; }
    public StateValue? StateValue { get; set; }
    public string? StateReason { get; set; }
    public string? StateReasonData { get; set; }
    public DateTime? StateUpdatedTimestamp { get; set; }
    public ScheduledQueryConfiguration? ScheduledQueryConfiguration { get; set; }
    public int? QueryResultsToEvaluate { get; set; }
    public int? QueryResultsToAlarm { get; set; }
    public double? Threshold { get; set; }
    public ComparisonOperator? ComparisonOperator { get; set; }
    public string? TreatMissingData { get; set; }
    public DateTime? StateTransitionedTimestamp { get; set; }
    public EvaluationState? EvaluationState { get; set; }
    public int? ActionLogLineCount { get; set; }
    public string? ActionLogLineRoleArn { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MessageData.html"/></summary>
public class MessageData
{
    public string? Code { get; set; }
    public string? Value { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html"/></summary>
public class Metric
{
    public string? Namespace { get; set; }
    public string? MetricName { get; set; }
    public List<Dimension>? Dimensions { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html"/></summary>
public class MetricDataQuery
{
    public string? Id { get; set; }
    public MetricStat? MetricStat { get; set; }
    public string? Expression { get; set; }
    public string? Label { get; set; }
    public bool? ReturnData { get; set; }
    public int? Period { get; set; }
    public string? AccountId { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html"/></summary>
public class MetricDataResult
{
    public string? Id { get; set; }
    public string? Label { get; set; }
    public List<DateTime>? Timestamps { get; set; }
    public List<double>? Values { get; set; }
    public StatusCode? StatusCode { get; set; }
    public List<MessageData>? Messages { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html"/></summary>
public class MetricStat
{
    public Metric? Metric { get; set; }
    public int? Period { get; set; }
    public string? Stat { get; set; }
    public StandardUnit? Unit { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ScheduleConfiguration.html"/></summary>
public class ScheduleConfiguration
{
    public string? ScheduleExpression { get; set; }
    public long? StartTimeOffset { get; set; }
    public long? EndTimeOffset { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ScheduledQueryConfiguration.html"/></summary>
public class ScheduledQueryConfiguration
{
    public string? QueryString { get; set; }
    public List<string>? LogGroupIdentifiers { get; set; }
    public string? QueryARN { get; set; }
    public string? ScheduledQueryRoleARN { get; set; }
    public ScheduleConfiguration? ScheduleConfiguration { get; set; }
    public string? AggregationExpression { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SlidingWindow.html"/></summary>
public class SlidingWindow;

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html"/></summary>
public class Tag
{
    public string? Key { get; set; }
    public string? Value { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_WallClockWindow.html"/></summary>
public class WallClockWindow
{
    public string? Timezone { get; set; }
}
