using AuroraConsole.AwsServices;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html"/></summary>
public class FilteredLogEvent
{
    public string? LogStreamName { get; set; }
    public long? Timestamp { get; set; }
    public string? Message { get; set; }
    public long? IngestionTime { get; set; }
    public string? EventId { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html"/></summary>
public class LogGroup
{
    public string? LogGroupName { get; set; }
    [EpochMilliseconds] public DateTime? CreationTime { get; set; }
    public int? RetentionInDays { get; set; }
    public int? MetricFilterCount { get; set; }
    public string? Arn { get; set; }
    public long? StoredBytes { get; set; }
    public string? KmsKeyId { get; set; }
    public DataProtectionStatus? DataProtectionStatus { get; set; }
    public List<string>? InheritedProperties { get; set; }
    public LogGroupClass? LogGroupClass { get; set; }
    public string? LogGroupArn { get; set; }
    public bool? DeletionProtectionEnabled { get; set; }
    public bool? BearerTokenAuthenticationEnabled { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_SearchedLogStream.html"/></summary>
public class SearchedLogStream
{
    public string? LogStreamName { get; set; }
    public bool? SearchedCompletely { get; set; }
}
