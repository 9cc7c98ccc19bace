using AuroraConsole.AwsServices;

namespace Amazon.RDS.Model;

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AdditionalStorageVolume.html"/></summary>
public class AdditionalStorageVolume
{
    public string? VolumeName { get; set; }
    public int? AllocatedStorage { get; set; }
    public int? IOPS { get; set; }
    public int? MaxAllocatedStorage { get; set; }
    public int? StorageThroughput { get; set; }
    public string? StorageType { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AdditionalStorageVolumeOutput.html"/></summary>
public class AdditionalStorageVolumeOutput
{
    public string? VolumeName { get; set; }
    public string? StorageVolumeStatus { get; set; }
    public string? StorageOperationStatus { get; set; }
    public int? StorageOperationPercentProgress { get; set; }
    public int? AllocatedStorage { get; set; }
    public int? IOPS { get; set; }
    public int? MaxAllocatedStorage { get; set; }
    public int? StorageThroughput { get; set; }
    public string? StorageType { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AvailabilityZone.html"/></summary>
public class AvailabilityZone
{
    public string? Name { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CertificateDetails.html"/></summary>
public class CertificateDetails
{
    public string? CAIdentifier { get; set; }
    public DateTime? ValidTill { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CloudwatchLogsExportConfiguration.html"/></summary>
public class CloudwatchLogsExportConfiguration
{
    public List<string>? EnableLogTypes { get; set; }
    public List<string>? DisableLogTypes { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ClusterPendingModifiedValues.html"/></summary>
public class ClusterPendingModifiedValues
{
    public PendingCloudwatchLogsExports? PendingCloudwatchLogsExports { get; set; }
    public string? DBClusterIdentifier { get; set; }
    public string? MasterUserPassword { get; set; }
    public bool? IAMDatabaseAuthenticationEnabled { get; set; }
    public string? EngineVersion { get; set; }
    public int? BackupRetentionPeriod { get; set; }
    public string? StorageType { get; set; }
    public int? AllocatedStorage { get; set; }
    public RdsCustomClusterConfiguration? RdsCustomClusterConfiguration { get; set; }
    public int? Iops { get; set; }
    public CertificateDetails? CertificateDetails { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterAssociatedRole.html"/></summary>
public class DBClusterAssociatedRole
{
    public string? RoleArn { get; set; }
    public string? FeatureName { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterMember.html"/></summary>
public class DBClusterMember
{
    public string? DBInstanceIdentifier { get; set; }
    public bool? IsClusterWriter { get; set; }
    public string? DBClusterParameterGroupStatus { get; set; }
    public int? PromotionTier { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterOptionGroupStatus.html"/></summary>
public class DBClusterOptionGroupStatus
{
    public string? DBClusterOptionGroupName { get; set; }
    public string? Status { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterRole.html"/></summary>
public class DBClusterRole
{
    public string? RoleArn { get; set; }
    public string? Status { get; set; }
    public string? FeatureName { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterStatusInfo.html"/></summary>
public class DBClusterStatusInfo
{
    public string? StatusType { get; set; }
    public bool? Normal { get; set; }
    public string? Status { get; set; }
    public string? Message { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstanceAutomatedBackupsReplication.html"/></summary>
public class DBInstanceAutomatedBackupsReplication
{
    public string? DBInstanceAutomatedBackupsArn { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstanceRole.html"/></summary>
public class DBInstanceRole
{
    public string? RoleArn { get; set; }
    public string? FeatureName { get; set; }
    public string? Status { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstanceStatusInfo.html"/></summary>
public class DBInstanceStatusInfo
{
    public string? StatusType { get; set; }
    public bool? Normal { get; set; }
    public string? Status { get; set; }
    public string? Message { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html"/></summary>
public class DBParameterGroupStatus
{
    public string? DBParameterGroupName { get; set; }
    public string? ParameterApplyStatus { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSecurityGroupMembership.html"/></summary>
public class DBSecurityGroupMembership
{
    public string? DBSecurityGroupName { get; set; }
    public string? Status { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSubnetGroup.html"/></summary>
public class DBSubnetGroup
{
    public string? DBSubnetGroupName { get; set; }
    public string? DBSubnetGroupDescription { get; set; }
    public string? VpcId { get; set; }
    public string? SubnetGroupStatus { get; set; }
    [ItemName("Subnet")] public List<Subnet>? Subnets { get; set; }
    public string? DBSubnetGroupArn { get; set; }
    public List<string>? SupportedNetworkTypes { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DomainMembership.html"/></summary>
public class DomainMembership
{
    public string? Domain { get; set; }
    public string? Status { get; set; }
    public string? FQDN { get; set; }
    public string? IAMRoleName { get; set; }
    public string? OU { get; set; }
    public string? AuthSecretArn { get; set; }
    public List<string>? DnsIps { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Endpoint.html"/></summary>
public class Endpoint
{
    public string? Address { get; set; }
    public int? Port { get; set; }
    public string? HostedZoneId { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Event.html"/></summary>
public class Event
{
    public string? SourceIdentifier { get; set; }
    public SourceType? SourceType { get; set; }
    public string? Message { get; set; }
    [ItemName("EventCategory")] public List<string>? EventCategories { get; set; }
    public DateTime? Date { get; set; }
    public string? SourceArn { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Filter.html"/></summary>
public class Filter
{
    public string? Name { get; set; }
    [ItemName("Value")] public List<string>? Values { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_LimitlessDatabase.html"/></summary>
public class LimitlessDatabase
{
    public LimitlessDatabaseStatus? Status { get; set; }
    public double? MinRequiredACU { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_MasterUserSecret.html"/></summary>
public class MasterUserSecret
{
    public string? SecretArn { get; set; }
    public string? SecretStatus { get; set; }
    public string? KmsKeyId { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_OptionGroupMembership.html"/></summary>
public class OptionGroupMembership
{
    public string? OptionGroupName { get; set; }
    public string? Status { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Outpost.html"/></summary>
public class Outpost
{
    public string? Arn { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PendingCloudwatchLogsExports.html"/></summary>
public class PendingCloudwatchLogsExports
{
    public List<string>? LogTypesToEnable { get; set; }
    public List<string>? LogTypesToDisable { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PendingModifiedValues.html"/></summary>
public class PendingModifiedValues
{
    public string? DBInstanceClass { get; set; }
    public int? AllocatedStorage { get; set; }
    public string? MasterUserPassword { get; set; }
    public int? Port { get; set; }
    public int? BackupRetentionPeriod { get; set; }
    public bool? MultiAZ { get; set; }
    public string? EngineVersion { get; set; }
    public string? LicenseModel { get; set; }
    public int? Iops { get; set; }
    public int? StorageThroughput { get; set; }
    public string? DBInstanceIdentifier { get; set; }
    public string? StorageType { get; set; }
    public string? CACertificateIdentifier { get; set; }
    public string? DBSubnetGroupName { get; set; }
    public PendingCloudwatchLogsExports? PendingCloudwatchLogsExports { get; set; }
    [ItemName("ProcessorFeature")] public List<ProcessorFeature>? ProcessorFeatures { get; set; }
    public AutomationMode? AutomationMode { get; set; }
    public DateTime? ResumeFullAutomationModeTime { get; set; }
    public bool? MultiTenant { get; set; }
    public bool? IAMDatabaseAuthenticationEnabled { get; set; }
    public bool? DedicatedLogVolume { get; set; }
    public string? Engine { get; set; }
    public List<AdditionalStorageVolume>? AdditionalStorageVolumes { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ProcessorFeature.html"/></summary>
public class ProcessorFeature
{
    public string? Name { get; set; }
    public string? Value { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RdsCustomClusterConfiguration.html"/></summary>
public class RdsCustomClusterConfiguration
{
    public string? InterconnectSubnetId { get; set; }
    public string? TransitGatewayMulticastDomainId { get; set; }
    public ReplicaMode? ReplicaMode { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ScalingConfiguration.html"/></summary>
public class ScalingConfiguration
{
    public int? MinCapacity { get; set; }
    public int? MaxCapacity { get; set; }
    public bool? AutoPause { get; set; }
    public int? SecondsUntilAutoPause { get; set; }
    public string? TimeoutAction { get; set; }
    public int? SecondsBeforeTimeout { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ScalingConfigurationInfo.html"/></summary>
public class ScalingConfigurationInfo
{
    public int? MinCapacity { get; set; }
    public int? MaxCapacity { get; set; }
    public bool? AutoPause { get; set; }
    public int? SecondsUntilAutoPause { get; set; }
    public string? TimeoutAction { get; set; }
    public int? SecondsBeforeTimeout { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfiguration.html"/></summary>
public class ServerlessV2ScalingConfiguration
{
    public double? MinCapacity { get; set; }
    public double? MaxCapacity { get; set; }
    public int? SecondsUntilAutoPause { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfigurationInfo.html"/></summary>
public class ServerlessV2ScalingConfigurationInfo
{
    public double? MinCapacity { get; set; }
    public double? MaxCapacity { get; set; }
    public int? SecondsUntilAutoPause { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Subnet.html"/></summary>
public class Subnet
{
    public string? SubnetIdentifier { get; set; }
    public AvailabilityZone? SubnetAvailabilityZone { get; set; }
    public Outpost? SubnetOutpost { get; set; }
    public string? SubnetStatus { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html"/></summary>
public class Tag
{
    public string? Key { get; set; }
    public string? Value { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_TagSpecification.html"/></summary>
public class TagSpecification
{
    public string? ResourceType { get; set; }
    [ItemName("Tag")] public List<Tag>? Tags { get; set; }
}

/// <summary>Structure <see href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_VpcSecurityGroupMembership.html"/></summary>
public class VpcSecurityGroupMembership
{
    public string? VpcSecurityGroupId { get; set; }
    public string? Status { get; set; }
}
