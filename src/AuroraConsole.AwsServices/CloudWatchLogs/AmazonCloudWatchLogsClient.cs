using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.CloudWatchLogs;

/// <summary>Client of Amazon.CloudWatchLogs; thread-safe, made to be kept. Constructors without credentials take those of the default chain.</summary>
public class AmazonCloudWatchLogsClient : ServiceClient, IAmazonCloudWatchLogs
{
    public AmazonCloudWatchLogsClient() : this(new AmazonCloudWatchLogsConfig()) { }
    public AmazonCloudWatchLogsClient(RegionEndpoint region) : this(new AmazonCloudWatchLogsConfig { RegionEndpoint = region }) { }
    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config) : base(config) { }
    public AmazonCloudWatchLogsClient(AWSCredentials credentials) : this(credentials, new AmazonCloudWatchLogsConfig()) { }
    public AmazonCloudWatchLogsClient(AWSCredentials credentials, RegionEndpoint region) : this(credentials, new AmazonCloudWatchLogsConfig { RegionEndpoint = region }) { }
    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig) : base(credentials, clientConfig) { }
    public AmazonCloudWatchLogsClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonCloudWatchLogsConfig clientConfig) : this(new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey), clientConfig) { }
    public AmazonCloudWatchLogsClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonCloudWatchLogsConfig clientConfig) : this(new SessionAWSCredentials(awsAccessKeyId, awsSecretAccessKey, awsSessionToken), clientConfig) { }

    private protected override ServiceModel Service => AmazonCloudWatchLogsConfig.Service;

    /// <inheritdoc/>
    public virtual Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeLogGroupsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<FilterLogEventsResponse>(request, cancellationToken);
}
