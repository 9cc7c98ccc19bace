using Amazon.RDS.Model;

namespace AuroraConsole.Fleet;

/// <summary>Reads the SDK's answer into <see cref="Cluster"/>.</summary>
internal static class ClusterReader
{
    public static Cluster Read(string region, DBCluster cluster) => new(
        region,
        cluster.DBClusterIdentifier ?? "",
        cluster.DbClusterResourceId ?? "",
        cluster.DBClusterArn ?? "",
        cluster.Status ?? "unknown",
        cluster.InternetAccessGatewayEnabled == true && cluster.VPCNetworkingEnabled != true,
        string.IsNullOrEmpty(cluster.Endpoint) ? null : cluster.Endpoint,
        string.IsNullOrEmpty(cluster.ReaderEndpoint) ? null : cluster.ReaderEndpoint,
        cluster.Port ?? 5432,
        cluster.EngineVersion ?? "",
        cluster.ServerlessV2ScalingConfiguration?.MinCapacity,
        cluster.ServerlessV2ScalingConfiguration?.MaxCapacity,
        cluster.ServerlessV2ScalingConfiguration?.SecondsUntilAutoPause,
        cluster.DeletionProtection ?? false,
        cluster.BackupRetentionPeriod ?? 0,
        cluster.IAMDatabaseAuthenticationEnabled ?? false,
        cluster.EnabledCloudwatchLogsExports ?? [],
        cluster.MasterUsername ?? "postgres",
        cluster.ClusterCreateTime is { } created ? new DateTimeOffset(created.ToUniversalTime()) : default,
        [.. (cluster.DBClusterMembers ?? []).OrderByDescending(member => member.IsClusterWriter == true).Select(member => new ClusterMember(member.DBInstanceIdentifier ?? "", member.IsClusterWriter ?? false))],
        (cluster.TagList ?? []).ToDictionary(tag => tag.Key ?? "", tag => tag.Value ?? ""));

    /// <summary>Equal in content; a record's own equality compares its lists by reference.</summary>
    public static bool Same(Cluster one, Cluster other) =>
        one with { LogExports = other.LogExports, Members = other.Members, Tags = other.Tags } == other
        && one.LogExports.SequenceEqual(other.LogExports)
        && one.Members.SequenceEqual(other.Members)
        && one.Tags.Count == other.Tags.Count && !one.Tags.Except(other.Tags).Any();
}
