using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.CloudWatch;

/// <summary>Client of Amazon.CloudWatch; thread-safe, made to be kept. Constructors without credentials take those of the default chain.</summary>
public class AmazonCloudWatchClient : ServiceClient, IAmazonCloudWatch
{
    public AmazonCloudWatchClient() : this(new AmazonCloudWatchConfig()) { }
    public AmazonCloudWatchClient(RegionEndpoint region) : this(new AmazonCloudWatchConfig { RegionEndpoint = region }) { }
    public AmazonCloudWatchClient(AmazonCloudWatchConfig config) : base(config) { }
    public AmazonCloudWatchClient(AWSCredentials credentials) : this(credentials, new AmazonCloudWatchConfig()) { }
    public AmazonCloudWatchClient(AWSCredentials credentials, RegionEndpoint region) : this(credentials, new AmazonCloudWatchConfig { RegionEndpoint = region }) { }
    public AmazonCloudWatchClient(AWSCredentials credentials, AmazonCloudWatchConfig clientConfig) : base(credentials, clientConfig) { }
    public AmazonCloudWatchClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonCloudWatchConfig clientConfig) : this(new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey), clientConfig) { }
    public AmazonCloudWatchClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonCloudWatchConfig clientConfig) : this(new SessionAWSCredentials(awsAccessKeyId, awsSecretAccessKey, awsSessionToken), clientConfig) { }

    private protected override ServiceModel Service => AmazonCloudWatchConfig.Service;

    /// <inheritdoc/>
    public virtual Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<GetMetricDataResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListMetricsResponse> ListMetricsAsync(ListMetricsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<ListMetricsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutMetricAlarmResponse> PutMetricAlarmAsync(PutMetricAlarmRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<PutMetricAlarmResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeAlarmsResponse> DescribeAlarmsAsync(DescribeAlarmsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeAlarmsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteAlarmsResponse> DeleteAlarmsAsync(DeleteAlarmsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DeleteAlarmsResponse>(request, cancellationToken);
}
