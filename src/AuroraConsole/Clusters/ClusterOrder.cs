using Amazon.RDS;
using Amazon.RDS.Model;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>What one orders when creating an express cluster: only what AWS accepts together with the express configuration.</summary>
/// <param name="Region">One of the watched regions.</param>
/// <param name="Id">The name; lower-cased, as AWS would.</param>
/// <param name="MinAcu">ACU in halves. 0: the cluster sleeps when nobody is connected.</param>
/// <param name="MaxAcu">ACU in halves, at least 1.</param>
/// <param name="DeletionProtection">On unless switched off; AWS leaves it off for express clusters.</param>
/// <param name="SecondsUntilAutoPause">Seconds without a user's connection until it sleeps, 300 to 86,400; means nothing unless <paramref name="MinAcu"/> is 0.</param>
/// <param name="Tags">Key and value.</param>
/// <param name="ExportAuthLog">Whether to export <c>iam-db-auth-error</c> afterwards; without it failures show no cause.</param>
/// <param name="BackupDays">Days that backups are kept, 1 to 35; AWS's own default for express is 1.</param>
public sealed record ClusterOrder(
    string Region,
    string Id,
    double MinAcu,
    double MaxAcu,
    bool DeletionProtection = true,
    int SecondsUntilAutoPause = 300,
    IReadOnlyDictionary<string, string>? Tags = null,
    bool ExportAuthLog = true,
    int BackupDays = 7)
{
    /// <summary><c>region/id</c>.</summary>
    public string Key => $"{Region}/{Id}";

    /// <summary>What is wrong with it, the first thing; <c>null</c> when AWS may be asked. <paramref name="regions"/> are the watched ones.</summary>
    public Problem? Check(IReadOnlyList<string> regions)
    {
        if (string.IsNullOrEmpty(Region))
            return new("Name the region to create the cluster in.", "MissingRegion", Field: "region");
        if (!regions.Contains(Region))
            return new($"The console does not watch {Region}. Choose {string.Join(", ", regions)}, or add the region to Aws:Regions.", "UnknownRegion", Field: "region");
        if (ClusterNames.Check(Id) is { } name)
            return new(name, "InvalidParameterValue", Field: "id");
        return ScalingRange.Check(MinAcu, MaxAcu, SecondsUntilAutoPause) ?? CheckBackups(BackupDays) ?? ClusterTags.Check(Tags);
    }

    /// <summary>The request for AWS: one call makes the cluster and its writer.</summary>
    public CreateDBClusterRequest ToRequest() => new()
    {
        DBClusterIdentifier = Id,
        Engine = "aurora-postgresql",
        WithExpressConfiguration = true,
        MasterUserAuthenticationType = MasterUserAuthenticationType.IamDbAuth,
        ServerlessV2ScalingConfiguration = ScalingRange.ToRequest(MinAcu, MaxAcu, SecondsUntilAutoPause),
        DeletionProtection = DeletionProtection,
        Tags = Tags is { Count: > 0 } ? [.. Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })] : null,
    };

    /// <summary>What is wrong with a backup retention; <c>null</c> when nothing is.</summary>
    public static Problem? CheckBackups(int days) =>
        days is < 1 or > 35 ? new($"Backups can be kept 1 to 35 days, not {days}.", "InvalidParameterValue", Field: "backupDays") : null;
}
