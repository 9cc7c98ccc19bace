using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html"/></summary>
public class DescribeEventsRequest : AmazonRDSRequest
{
    public string? SourceIdentifier { get; set; }
    public SourceType? SourceType { get; set; }
    public DateTime? StartTime { get; set; }
    public DateTime? EndTime { get; set; }
    public int? Duration { get; set; }
    [ItemName("EventCategory")] public List<string>? EventCategories { get; set; }
    [ItemName("Filter")] public List<Filter>? Filters { get; set; }
    public int? MaxRecords { get; set; }
    public string? Marker { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html"/></summary>
public class DescribeEventsResponse : AmazonWebServiceResponse
{
    public string? Marker { get; set; }
    [ItemName("Event")] public List<Event>? Events { get; set; }
}
