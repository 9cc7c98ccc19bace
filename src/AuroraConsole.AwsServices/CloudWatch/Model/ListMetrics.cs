using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html"/></summary>
public class ListMetricsRequest : AmazonCloudWatchRequest
{
    public string? Namespace { get; set; }
    public string? MetricName { get; set; }
    public List<DimensionFilter>? Dimensions { get; set; }
    public string? NextToken { get; set; }
    public RecentlyActive? RecentlyActive { get; set; }
    public bool? IncludeLinkedAccounts { get; set; }
    public string? OwningAccount { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html"/></summary>
public class ListMetricsResponse : AmazonWebServiceResponse
{
    public List<Metric>? Metrics { get; set; }
    public string? NextToken { get; set; }
    public List<string>? OwningAccounts { get; set; }
}
