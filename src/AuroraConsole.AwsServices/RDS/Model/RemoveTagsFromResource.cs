using Amazon.Runtime;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveTagsFromResource.html"/></summary>
public class RemoveTagsFromResourceRequest : AmazonRDSRequest
{
    public string? ResourceName { get; set; }
    public List<string>? TagKeys { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveTagsFromResource.html"/></summary>
public class RemoveTagsFromResourceResponse : AmazonWebServiceResponse;
