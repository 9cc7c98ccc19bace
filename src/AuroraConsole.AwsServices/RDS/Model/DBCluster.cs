using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html"/></summary>
public class DBCluster
{
    public int? AllocatedStorage { get; set; }
    [ItemName("AvailabilityZone")] public List<string>? AvailabilityZones { get; set; }
    public int? BackupRetentionPeriod { get; set; }
    public string? CharacterSetName { get; set; }
    public string? DatabaseName { get; set; }
    public string? DBClusterIdentifier { get; set; }
    public string? DBClusterParameterGroup { get; set; }
    public string? DBSubnetGroup { get; set; }
    public string? Status { get; set; }
    public string? PercentProgress { get; set; }
    public DateTime? EarliestRestorableTime { get; set; }
    public string? Endpoint { get; set; }
    public string? ReaderEndpoint { get; set; }
    public List<string>? CustomEndpoints { get; set; }
    public bool? MultiAZ { get; set; }
    public string? Engine { get; set; }
    public string? EngineVersion { get; set; }
    public DateTime? LatestRestorableTime { get; set; }
    public int? Port { get; set; }
    public string? MasterUsername { get; set; }
    [ItemName("DBClusterOptionGroup")] public List<DBClusterOptionGroupStatus>? DBClusterOptionGroupMemberships { get; set; }
    public string? PreferredBackupWindow { get; set; }
    public string? PreferredMaintenanceWindow { get; set; }
    public UpgradeRolloutOrder? UpgradeRolloutOrder { get; set; }
    public string? ReplicationSourceIdentifier { get; set; }
    [ItemName("ReadReplicaIdentifier")] public List<string>? ReadReplicaIdentifiers { get; set; }
    [ItemName("DBClusterStatusInfo")] public List<DBClusterStatusInfo>? StatusInfos { get; set; }
    [ItemName("DBClusterMember")] public List<DBClusterMember>? DBClusterMembers { get; set; }
    [ItemName("VpcSecurityGroupMembership")] public List<VpcSecurityGroupMembership>? VpcSecurityGroups { get; set; }
    public string? HostedZoneId { get; set; }
    public bool? StorageEncrypted { get; set; }
    public StorageEncryptionType? StorageEncryptionType { get; set; }
    public string? KmsKeyId { get; set; }
    public string? DbClusterResourceId { get; set; }
    public string? DBClusterArn { get; set; }
    [ItemName("DBClusterRole")] public List<DBClusterRole>? AssociatedRoles { get; set; }
    public bool? IAMDatabaseAuthenticationEnabled { get; set; }
    public string? CloneGroupId { get; set; }
    public DateTime? ClusterCreateTime { get; set; }
    public DateTime? EarliestBacktrackTime { get; set; }
    public long? BacktrackWindow { get; set; }
    public long? BacktrackConsumedChangeRecords { get; set; }
    public List<string>? EnabledCloudwatchLogsExports { get; set; }
    public int? Capacity { get; set; }
    public ClusterPendingModifiedValues? PendingModifiedValues { get; set; }
    public string? EngineMode { get; set; }
    public ScalingConfigurationInfo? ScalingConfigurationInfo { get; set; }
    public RdsCustomClusterConfiguration? RdsCustomClusterConfiguration { get; set; }
    public string? DBClusterInstanceClass { get; set; }
    public string? StorageType { get; set; }
    public int? Iops { get; set; }
    public int? StorageThroughput { get; set; }
    public DateTime? IOOptimizedNextAllowedModificationTime { get; set; }
    public bool? PubliclyAccessible { get; set; }
    public bool? AutoMinorVersionUpgrade { get; set; }
    public bool? DeletionProtection { get; set; }
    public bool? HttpEndpointEnabled { get; set; }
    public ActivityStreamMode? ActivityStreamMode { get; set; }
    public ActivityStreamStatus? ActivityStreamStatus { get; set; }
    public string? ActivityStreamKmsKeyId { get; set; }
    public string? ActivityStreamKinesisStreamName { get; set; }
    public bool? CopyTagsToSnapshot { get; set; }
    public bool? CrossAccountClone { get; set; }
    [ItemName("DomainMembership")] public List<DomainMembership>? DomainMemberships { get; set; }
    [ItemName("Tag")] public List<Tag>? TagList { get; set; }
    public string? GlobalClusterIdentifier { get; set; }
    public WriteForwardingStatus? GlobalWriteForwardingStatus { get; set; }
    public bool? GlobalWriteForwardingRequested { get; set; }
    public string? NetworkType { get; set; }
    public DateTime? AutomaticRestartTime { get; set; }
    public ServerlessV2ScalingConfigurationInfo? ServerlessV2ScalingConfiguration { get; set; }
    public string? ServerlessV2PlatformVersion { get; set; }
    public int? MonitoringInterval { get; set; }
    public string? MonitoringRoleArn { get; set; }
    public DatabaseInsightsMode? DatabaseInsightsMode { get; set; }
    public bool? PerformanceInsightsEnabled { get; set; }
    public string? PerformanceInsightsKMSKeyId { get; set; }
    public int? PerformanceInsightsRetentionPeriod { get; set; }
    public string? DBSystemId { get; set; }
    public MasterUserSecret? MasterUserSecret { get; set; }
    public LocalWriteForwardingStatus? LocalWriteForwardingStatus { get; set; }
    public string? AwsBackupRecoveryPointArn { get; set; }
    public LimitlessDatabase? LimitlessDatabase { get; set; }
    public ClusterScalabilityType? ClusterScalabilityType { get; set; }
    public CertificateDetails? CertificateDetails { get; set; }
    public string? EngineLifecycleSupport { get; set; }
    public bool? VPCNetworkingEnabled { get; set; }
    public bool? InternetAccessGatewayEnabled { get; set; }
}
