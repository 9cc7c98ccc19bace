using Amazon.RDS.Model;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS;

/// <summary>Client of Amazon.RDS; thread-safe, made to be kept. Constructors without credentials take those of the default chain.</summary>
public class AmazonRDSClient : ServiceClient, IAmazonRDS
{
    public AmazonRDSClient() : this(new AmazonRDSConfig()) { }
    public AmazonRDSClient(RegionEndpoint region) : this(new AmazonRDSConfig { RegionEndpoint = region }) { }
    public AmazonRDSClient(AmazonRDSConfig config) : base(config) { }
    public AmazonRDSClient(AWSCredentials credentials) : this(credentials, new AmazonRDSConfig()) { }
    public AmazonRDSClient(AWSCredentials credentials, RegionEndpoint region) : this(credentials, new AmazonRDSConfig { RegionEndpoint = region }) { }
    public AmazonRDSClient(AWSCredentials credentials, AmazonRDSConfig clientConfig) : base(credentials, clientConfig) { }
    public AmazonRDSClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonRDSConfig clientConfig) : this(new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey), clientConfig) { }
    public AmazonRDSClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonRDSConfig clientConfig) : this(new SessionAWSCredentials(awsAccessKeyId, awsSecretAccessKey, awsSessionToken), clientConfig) { }

    private protected override ServiceModel Service => AmazonRDSConfig.Service;

    /// <inheritdoc/>
    public virtual Task<DescribeDBClustersResponse> DescribeDBClustersAsync(DescribeDBClustersRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeDBClustersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeDBInstancesResponse> DescribeDBInstancesAsync(DescribeDBInstancesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeDBInstancesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateDBClusterResponse> CreateDBClusterAsync(CreateDBClusterRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<CreateDBClusterResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ModifyDBClusterResponse> ModifyDBClusterAsync(ModifyDBClusterRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<ModifyDBClusterResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteDBClusterResponse> DeleteDBClusterAsync(DeleteDBClusterRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DeleteDBClusterResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteDBInstanceResponse> DeleteDBInstanceAsync(DeleteDBInstanceRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DeleteDBInstanceResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeDBClusterSnapshotsResponse> DescribeDBClusterSnapshotsAsync(DescribeDBClusterSnapshotsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeDBClusterSnapshotsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeEventsResponse> DescribeEventsAsync(DescribeEventsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeEventsResponse>(request, cancellationToken);
}
