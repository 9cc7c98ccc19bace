using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"/></summary>
public class CreateDBClusterRequest : AmazonRDSRequest
{
    [ItemName("AvailabilityZone")] public List<string>? AvailabilityZones { get; set; }
    public int? BackupRetentionPeriod { get; set; }
    public string? CharacterSetName { get; set; }
    public string? DatabaseName { get; set; }
    public string? DBClusterIdentifier { get; set; }
    public string? DBClusterParameterGroupName { get; set; }
    [ItemName("VpcSecurityGroupId")] public List<string>? VpcSecurityGroupIds { get; set; }
    public string? DBSubnetGroupName { get; set; }
    public string? Engine { get; set; }
    public string? EngineVersion { get; set; }
    public int? Port { get; set; }
    public string? MasterUsername { get; set; }
    public string? MasterUserPassword { get; set; }
    public string? OptionGroupName { get; set; }
    public string? PreferredBackupWindow { get; set; }
    public string? PreferredMaintenanceWindow { get; set; }
    public string? ReplicationSourceIdentifier { get; set; }
    [ItemName("Tag")] public List<Tag>? Tags { get; set; }
    public bool? StorageEncrypted { get; set; }
    public string? KmsKeyId { get; set; }
    public string? PreSignedUrl { get; set; }
    public bool? EnableIAMDatabaseAuthentication { get; set; }
    public long? BacktrackWindow { get; set; }
    public List<string>? EnableCloudwatchLogsExports { get; set; }
    public string? EngineMode { get; set; }
    public ScalingConfiguration? ScalingConfiguration { get; set; }
    public RdsCustomClusterConfiguration? RdsCustomClusterConfiguration { get; set; }
    public string? DBClusterInstanceClass { get; set; }
    public int? AllocatedStorage { get; set; }
    public string? StorageType { get; set; }
    public int? Iops { get; set; }
    public bool? PubliclyAccessible { get; set; }
    public bool? AutoMinorVersionUpgrade { get; set; }
    public bool? DeletionProtection { get; set; }
    public string? GlobalClusterIdentifier { get; set; }
    public bool? EnableHttpEndpoint { get; set; }
    public bool? CopyTagsToSnapshot { get; set; }
    public string? Domain { get; set; }
    public string? DomainIAMRoleName { get; set; }
    public bool? EnableGlobalWriteForwarding { get; set; }
    public string? NetworkType { get; set; }
    public ServerlessV2ScalingConfiguration? ServerlessV2ScalingConfiguration { get; set; }
    public int? MonitoringInterval { get; set; }
    public string? MonitoringRoleArn { get; set; }
    public DatabaseInsightsMode? DatabaseInsightsMode { get; set; }
    public bool? EnablePerformanceInsights { get; set; }
    public string? PerformanceInsightsKMSKeyId { get; set; }
    public int? PerformanceInsightsRetentionPeriod { get; set; }
    public bool? EnableLimitlessDatabase { get; set; }
    public ClusterScalabilityType? ClusterScalabilityType { get; set; }
    public string? DBSystemId { get; set; }
    public bool? ManageMasterUserPassword { get; set; }
    public bool? EnableLocalWriteForwarding { get; set; }
    public string? MasterUserSecretKmsKeyId { get; set; }
    public string? CACertificateIdentifier { get; set; }
    public string? EngineLifecycleSupport { get; set; }
    [ItemName("item")] public List<TagSpecification>? TagSpecifications { get; set; }
    public MasterUserAuthenticationType? MasterUserAuthenticationType { get; set; }
    public bool? WithExpressConfiguration { get; set; }
    [ItemName("DBClusterAssociatedRole")] public List<DBClusterAssociatedRole>? AssociatedRoles { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"/></summary>
public class CreateDBClusterResponse : AmazonWebServiceResponse
{
    public DBCluster? DBCluster { get; set; }
}
