using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddTagsToResource.html"/></summary>
public class AddTagsToResourceRequest : AmazonRDSRequest
{
    public string? ResourceName { get; set; }
    [ItemName("Tag")] public List<Tag>? Tags { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddTagsToResource.html"/></summary>
public class AddTagsToResourceResponse : AmazonWebServiceResponse;
