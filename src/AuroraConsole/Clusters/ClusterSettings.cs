using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>Changes to a cluster that AWS takes at once: protection, range, backups, log exports.</summary>
public sealed class ClusterSettings(RdsRegions regions, FleetWatch fleet, AccessControl access)
{
    /// <summary>Checks, records, then asks AWS; returns when AWS has accepted.</summary>
    /// <exception cref="ProblemException">403, or why AWS refused, with its code; nothing was changed.</exception>
    public async Task ApplyAsync(Actor actor, Cluster cluster, ClusterChange change, CancellationToken cancellationToken)
    {
        await access.Begin(actor, Act.ModifyCluster, cluster.Key, change.Details()).CarryOutAsync(async () =>
        {
            if (change.Check(cluster) is { } wrong)
                throw new ProblemException(wrong);
            await regions.Rds(cluster.Region).ModifyDBClusterAsync(change.ToRequest(cluster), cancellationToken);
        });
        await fleet.RefreshAsync(cancellationToken);
    }
}

/// <summary>What is to change; <c>null</c> stays as it is.</summary>
/// <param name="DeletionProtection">Whether the cluster refuses to be deleted.</param>
/// <param name="BackupDays">Days, 1 to 35.</param>
/// <param name="MinAcu">ACU in halves.</param>
/// <param name="MaxAcu">ACU in halves.</param>
/// <param name="SecondsUntilAutoPause">Seconds without a user's connection until it sleeps.</param>
/// <param name="LogExports">All log types that are to be exported.</param>
public sealed record ClusterChange(
    bool? DeletionProtection = null,
    int? BackupDays = null,
    double? MinAcu = null,
    double? MaxAcu = null,
    int? SecondsUntilAutoPause = null,
    IReadOnlyList<string>? LogExports = null)
{
    /// <summary>What is wrong with it; <c>null</c> when AWS may be asked.</summary>
    public Problem? Check(Cluster cluster)
    {
        if (BackupDays is { } days && ClusterOrder.CheckBackups(days) is { } wrong)
            return wrong;
        return MinAcu is null && MaxAcu is null && SecondsUntilAutoPause is null
            ? null
            : ScalingRange.Check(MinAcu ?? cluster.MinAcu ?? 0, MaxAcu ?? cluster.MaxAcu ?? 16, SecondsUntilAutoPause ?? cluster.SecondsUntilAutoPause ?? 300);
    }

    /// <summary>The request for AWS.</summary>
    public ModifyDBClusterRequest ToRequest(Cluster cluster) => new()
    {
        DBClusterIdentifier = cluster.Id,
        ApplyImmediately = true,
        DeletionProtection = DeletionProtection,
        BackupRetentionPeriod = BackupDays,
        ServerlessV2ScalingConfiguration = MinAcu is null && MaxAcu is null && SecondsUntilAutoPause is null
            ? null
            : ScalingRange.ToRequest(MinAcu ?? cluster.MinAcu ?? 0, MaxAcu ?? cluster.MaxAcu ?? 16, SecondsUntilAutoPause ?? cluster.SecondsUntilAutoPause ?? 300),
        CloudwatchLogsExportConfiguration = LogExports is null
            ? null
            : new CloudwatchLogsExportConfiguration { EnableLogTypes = Some(LogExports.Except(cluster.LogExports)), DisableLogTypes = Some(cluster.LogExports.Except(LogExports)) },
    };

    /// <summary>For the trail.</summary>
    public (string Name, string? Value)[] Details() =>
    [
        ("protection", DeletionProtection switch { true => "on", false => "off", null => null }),
        ("backups", BackupDays is { } days ? $"{days} days" : null),
        ("range", MinAcu is null && MaxAcu is null ? null : $"{MinAcu}-{MaxAcu} ACU"),
        ("sleep after", SecondsUntilAutoPause is { } seconds ? $"{seconds} s" : null),
        ("log exports", LogExports is null ? null : LogExports.Count == 0 ? "none" : string.Join(", ", LogExports)),
    ];

    private static List<string>? Some(IEnumerable<string> types) => types.ToList() is { Count: > 0 } some ? some : null;
}
