using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html"/></summary>
public class ListTagsForResourceRequest : AmazonRDSRequest
{
    public string? ResourceName { get; set; }
    [ItemName("Filter")] public List<Filter>? Filters { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html"/></summary>
public class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    [ItemName("Tag")] public List<Tag>? TagList { get; set; }
}
