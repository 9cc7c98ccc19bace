using AuroraConsole.Fleet;

namespace AuroraConsole.Clusters;

/// <summary>A setting that one would regret; most are what AWS sets for express clusters by itself.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Why">What it may cost.</param>
public sealed record ClusterRisk(string Title, string Why)
{
    /// <summary>The risks of a cluster, the worst first.</summary>
    public static IReadOnlyList<ClusterRisk> Of(Cluster cluster)
    {
        var risks = new List<ClusterRisk>();
        if (!cluster.DeletionProtection)
            risks.Add(new("Deletion protection is off", "One call deletes it, with any tool."));
        if (cluster.BackupRetentionDays <= 1)
            risks.Add(new($"Backups are kept {cluster.BackupRetentionDays} day{(cluster.BackupRetentionDays == 1 ? "" : "s")}", "A mistake found on Monday is older than that."));
        if (cluster.IamAuthentication && !cluster.LogExports.Contains("iam-db-auth-error"))
            risks.Add(new("The auth error log is not exported", "Failed logins are counted, but show no cause."));
        if (cluster.Members.Count <= 1)
            risks.Add(new("No reader", "If the writer fails, AWS makes a new one, which takes minutes."));
        return risks;
    }
}
