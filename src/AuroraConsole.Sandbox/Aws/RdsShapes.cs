using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Clusters, instances, snapshots and events as RDS answers them (API version 2014-10-31).</summary>
internal static class RdsShapes
{
    private const string Engine = "aurora-postgresql";
    private static readonly TimeSpan BackupLag = TimeSpan.FromMinutes(5);

    /// <param name="cluster">Which.</param>
    /// <param name="now">Backups follow it.</param>
    public static ApiObject Cluster(Cluster cluster, DateTimeOffset now)
    {
        // An endpoint is told once there is something behind it (API reference: absent while creating).
        var served = cluster.Status != ResourceStatus.Creating;
        return new ApiObject
        {
            { "AllocatedStorage", 1 },
            { "AvailabilityZones", new ApiList("AvailabilityZone", [cluster.Region + "a", cluster.Region + "b", cluster.Region + "c"]) },
            { "BackupRetentionPeriod", cluster.BackupRetentionPeriod },
            { "DBClusterIdentifier", cluster.Id },
            { "DBClusterParameterGroup", ParameterGroup(cluster) },
            { "DBSubnetGroup", cluster.Express ? null : "default" },
            { "Status", cluster.Status },
            { "EarliestRestorableTime", served ? Later(cluster.CreatedAt, now.AddDays(-cluster.BackupRetentionPeriod)) : null },
            { "Endpoint", served ? "localhost" : null },
            { "ReaderEndpoint", served ? RouteTable.ReaderHost(cluster) : null },
            { "MultiAZ", cluster.Instances.Count > 1 },
            { "Engine", Engine },
            { "EngineVersion", cluster.EngineVersion },
            { "LatestRestorableTime", served ? Later(cluster.CreatedAt, now.AddTicks(-(now.Ticks % BackupLag.Ticks))) : null },
            { "Port", cluster.Port },
            { "MasterUsername", cluster.MasterUsername },
            { "PreferredBackupWindow", cluster.BackupWindow },
            { "PreferredMaintenanceWindow", cluster.MaintenanceWindow },
            { "ReadReplicaIdentifiers", new ApiList("ReadReplicaIdentifier", []) },
            { "DBClusterMembers", new ApiList("DBClusterMember", cluster.Instances.Select(i => Member(cluster, i))) },
            { "VpcSecurityGroups", new ApiList("VpcSecurityGroupMembership", []) },
            { "HostedZoneId", "Z2R2ITUGPM61AM" },
            { "StorageEncrypted", false },
            { "StorageEncryptionType", "sse-rds" },
            { "DbClusterResourceId", cluster.ResourceId },
            { "DBClusterArn", cluster.Arn },
            { "AssociatedRoles", new ApiList("DBClusterRole", []) },
            { "IAMDatabaseAuthenticationEnabled", cluster.IamAuthentication },
            { "ClusterCreateTime", cluster.CreatedAt },
            { "EnabledCloudwatchLogsExports", cluster.LogExports.Count == 0 ? null : new ApiList("member", cluster.LogExports) },
            { "EngineMode", "provisioned" },
            { "DeletionProtection", cluster.DeletionProtection },
            { "HttpEndpointEnabled", false },
            { "ActivityStreamStatus", "stopped" },
            { "CopyTagsToSnapshot", cluster.CopyTagsToSnapshot },
            { "CrossAccountClone", false },
            { "DomainMemberships", new ApiList("DomainMembership", []) },
            { "TagList", TagList(cluster.Tags) },
            { "AutoMinorVersionUpgrade", cluster.AutoMinorVersionUpgrade },
            { "NetworkType", cluster.Express ? null : "IPV4" },
            { "ServerlessV2ScalingConfiguration", cluster.MaxCapacity is null ? null : new ApiObject
                {
                    { "MinCapacity", cluster.MinCapacity },
                    { "MaxCapacity", cluster.MaxCapacity },
                    { "SecondsUntilAutoPause", cluster.SecondsUntilAutoPause },
                }
            },
            { "DatabaseInsightsMode", "standard" },
            { "PerformanceInsightsEnabled", false },
            { "EngineLifecycleSupport", "open-source-rds-extended-support" },
            { "VPCNetworkingEnabled", !cluster.Express },
            { "InternetAccessGatewayEnabled", cluster.Express },
        };
    }

    public static ApiObject Instance(Cluster cluster, Instance instance)
    {
        var served = instance.Status != ResourceStatus.Creating;
        return new ApiObject
        {
            { "DBInstanceIdentifier", instance.Id },
            { "DBInstanceClass", instance.Class },
            { "Engine", Engine },
            { "DBInstanceStatus", instance.Status },
            { "MasterUsername", cluster.MasterUsername },
            { "Endpoint", !served ? null : new ApiObject { { "Address", "localhost" }, { "Port", instance.Port }, { "HostedZoneId", "Z2R2ITUGPM61AM" } } },
            { "AllocatedStorage", 1 },
            { "InstanceCreateTime", served ? instance.CreatedAt : null },
            { "PreferredBackupWindow", cluster.BackupWindow },
            { "BackupRetentionPeriod", cluster.BackupRetentionPeriod },
            { "DBSecurityGroups", new ApiList("DBSecurityGroup", []) },
            { "VpcSecurityGroups", new ApiList("VpcSecurityGroupMembership", []) },
            { "DBParameterGroups", new ApiList("DBParameterGroup",
                [new ApiObject { { "DBParameterGroupName", ParameterGroup(cluster) }, { "ParameterApplyStatus", "in-sync" } }]) },
            { "AvailabilityZone", served ? cluster.Region + "a" : null },
            { "PreferredMaintenanceWindow", cluster.MaintenanceWindow },
            { "MultiAZ", false },
            { "EngineVersion", cluster.EngineVersion },
            { "AutoMinorVersionUpgrade", cluster.AutoMinorVersionUpgrade },
            { "ReadReplicaDBInstanceIdentifiers", new ApiList("ReadReplicaDBInstanceIdentifier", []) },
            { "LicenseModel", "postgresql-license" },
            { "PubliclyAccessible", false },
            { "StorageType", "aurora" },
            { "DbInstancePort", 0 },
            { "DBClusterIdentifier", cluster.Id },
            { "StorageEncrypted", false },
            { "DbiResourceId", instance.ResourceId },
            { "CACertificateIdentifier", "rds-ca-rsa2048-g1" },
            { "CopyTagsToSnapshot", cluster.CopyTagsToSnapshot },
            { "MonitoringInterval", 0 },
            { "PromotionTier", instance.PromotionTier },
            { "DBInstanceArn", InstanceArn(cluster, instance) },
            { "IAMDatabaseAuthenticationEnabled", cluster.IamAuthentication },
            { "DatabaseInsightsMode", "standard" },
            { "PerformanceInsightsEnabled", false },
            { "EnabledCloudwatchLogsExports", cluster.LogExports.Count == 0 ? null : new ApiList("member", cluster.LogExports) },
            { "DeletionProtection", false },
            { "TagList", TagList(instance.Tags) },
        };
    }

    public static ApiObject Snapshot(ClusterSnapshot snapshot)
    {
        var source = snapshot.Source;
        return new ApiObject
        {
            { "AvailabilityZones", new ApiList("AvailabilityZone", [source.Region + "a", source.Region + "b", source.Region + "c"]) },
            { "DBClusterSnapshotIdentifier", snapshot.Id },
            { "DBClusterIdentifier", source.Id },
            { "SnapshotCreateTime", snapshot.CreatedAt },
            { "Engine", Engine },
            { "EngineMode", "provisioned" },
            { "AllocatedStorage", 1 },
            { "Status", snapshot.Status },
            { "Port", 0 },
            { "ClusterCreateTime", source.CreatedAt },
            { "MasterUsername", source.MasterUsername },
            { "EngineVersion", source.EngineVersion },
            { "LicenseModel", "postgresql-license" },
            { "SnapshotType", "manual" },
            { "PercentProgress", snapshot.Status == ResourceStatus.Available ? 100 : 0 },
            { "StorageEncrypted", false },
            { "StorageEncryptionType", "sse-rds" },
            { "DBClusterSnapshotArn", SnapshotArn(snapshot) },
            { "IAMDatabaseAuthenticationEnabled", source.IamAuthentication },
            { "TagList", TagList(snapshot.Tags) },
            { "DbClusterResourceId", source.ResourceId },
        };
    }

    public static ApiObject Event(AccountEvent happened) => new()
    {
        { "SourceIdentifier", happened.SourceId },
        { "SourceType", happened.SourceType },
        { "Message", happened.Message },
        { "EventCategories", new ApiList("EventCategory", [happened.Category]) },
        { "Date", happened.Date },
        { "SourceArn", $"arn:aws:rds:{happened.Region}:{SandboxOptions.AccountId}:{ArnPart(happened.SourceType)}:{happened.SourceId}" },
    };

    public static ApiList TagList(IReadOnlyList<Tag> tags) =>
        new("Tag", tags.Select(t => new ApiObject { { "Key", t.Key }, { "Value", t.Value } }));

    public static string InstanceArn(Cluster cluster, Instance instance) =>
        $"arn:aws:rds:{cluster.Region}:{SandboxOptions.AccountId}:db:{instance.Id}";

    public static string SnapshotArn(ClusterSnapshot snapshot) =>
        $"arn:aws:rds:{snapshot.Source.Region}:{SandboxOptions.AccountId}:cluster-snapshot:{snapshot.Id}";

    private static string ParameterGroup(Cluster cluster) => $"default.aurora-postgresql{cluster.EngineVersion.Split('.')[0]}";

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string ArnPart(string sourceType) => sourceType switch
    {
        "db-cluster" => "cluster",
        "db-instance" => "db",
        _ => "cluster-snapshot",
    };

    // Nobody writes before the cluster is made (API reference: the member of a create's answer has IsClusterWriter=false).
    private static ApiObject Member(Cluster cluster, Instance instance) => new()
    {
        { "DBInstanceIdentifier", instance.Id },
        { "IsClusterWriter", cluster.Status != ResourceStatus.Creating && cluster.Writer?.Id == instance.Id },
        { "DBClusterParameterGroupStatus", "in-sync" },
        { "PromotionTier", instance.PromotionTier },
    };
}
