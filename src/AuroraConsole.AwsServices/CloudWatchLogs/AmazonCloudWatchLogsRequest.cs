using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonCloudWatchLogsRequest : AmazonWebServiceRequest;
