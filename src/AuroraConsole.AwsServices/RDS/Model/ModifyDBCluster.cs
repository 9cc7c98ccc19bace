using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Request of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html"/></summary>
public class ModifyDBClusterRequest : AmazonRDSRequest
{
    public string? DBClusterIdentifier { get; set; }
    public string? NewDBClusterIdentifier { get; set; }
    public bool? ApplyImmediately { get; set; }
    public int? BackupRetentionPeriod { get; set; }
    public string? DBClusterParameterGroupName { get; set; }
    [ItemName("VpcSecurityGroupId")] public List<string>? VpcSecurityGroupIds { get; set; }
    public int? Port { get; set; }
    public string? MasterUserPassword { get; set; }
    public string? OptionGroupName { get; set; }
    public string? PreferredBackupWindow { get; set; }
    public string? PreferredMaintenanceWindow { get; set; }
    public bool? EnableIAMDatabaseAuthentication { get; set; }
    public long? BacktrackWindow { get; set; }
    public CloudwatchLogsExportConfiguration? CloudwatchLogsExportConfiguration { get; set; }
    public string? EngineVersion { get; set; }
    public bool? AllowMajorVersionUpgrade { get; set; }
    public string? DBInstanceParameterGroupName { get; set; }
    public string? Domain { get; set; }
    public string? DomainIAMRoleName { get; set; }
    public ScalingConfiguration? ScalingConfiguration { get; set; }
    public bool? DeletionProtection { get; set; }
    public bool? EnableHttpEndpoint { get; set; }
    public bool? CopyTagsToSnapshot { get; set; }
    public bool? EnableGlobalWriteForwarding { get; set; }
    public string? DBClusterInstanceClass { get; set; }
    public int? AllocatedStorage { get; set; }
    public string? StorageType { get; set; }
    public int? Iops { get; set; }
    public bool? AutoMinorVersionUpgrade { get; set; }
    public string? NetworkType { get; set; }
    public ServerlessV2ScalingConfiguration? ServerlessV2ScalingConfiguration { get; set; }
    public int? MonitoringInterval { get; set; }
    public string? MonitoringRoleArn { get; set; }
    public DatabaseInsightsMode? DatabaseInsightsMode { get; set; }
    public bool? EnablePerformanceInsights { get; set; }
    public string? PerformanceInsightsKMSKeyId { get; set; }
    public int? PerformanceInsightsRetentionPeriod { get; set; }
    public bool? ManageMasterUserPassword { get; set; }
    public bool? RotateMasterUserPassword { get; set; }
    public bool? EnableLocalWriteForwarding { get; set; }
    public string? MasterUserSecretKmsKeyId { get; set; }
    public string? EngineMode { get; set; }
    public bool? AllowEngineModeChange { get; set; }
    public string? AwsBackupRecoveryPointArn { get; set; }
    public bool? EnableLimitlessDatabase { get; set; }
    public string? CACertificateIdentifier { get; set; }
    public MasterUserAuthenticationType? MasterUserAuthenticationType { get; set; }
    public string? EngineLifecycleSupport { get; set; }
}

/// <summary>Answer of <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html"/></summary>
public class ModifyDBClusterResponse : AmazonWebServiceResponse
{
    public DBCluster? DBCluster { get; set; }
}
