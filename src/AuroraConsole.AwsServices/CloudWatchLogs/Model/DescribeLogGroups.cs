using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html"/></summary>
public class DescribeLogGroupsRequest : AmazonCloudWatchLogsRequest
{
    public List<string>? AccountIdentifiers { get; set; }
    public string? LogGroupNamePrefix { get; set; }
    public string? LogGroupNamePattern { get; set; }
    public string? NextToken { get; set; }
    public int? Limit { get; set; }
    public bool? IncludeLinkedAccounts { get; set; }
    public LogGroupClass? LogGroupClass { get; set; }
    public List<string>? LogGroupIdentifiers { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html"/></summary>
public class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    public List<LogGroup>? LogGroups { get; set; }
    public string? NextToken { get; set; }
}
