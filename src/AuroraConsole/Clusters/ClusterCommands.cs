using Amazon.RDS.Model;

namespace AuroraConsole.Clusters;

/// <summary>The same acts as commands of the AWS CLI, for scripts and for the curious.</summary>
public static class ClusterCommands
{
    /// <summary>Creates what is ordered; one line a command, with continuations.</summary>
    public static string Create(ClusterOrder order)
    {
        var scaling = ScalingRange.ToRequest(order.MinAcu, order.MaxAcu, order.SecondsUntilAutoPause);
        List<string> lines =
        [
            $"aws rds create-db-cluster --region {order.Region}",
            $"--db-cluster-identifier {(order.Id.Length == 0 ? "NAME" : Quote(order.Id))}",
            "--engine aurora-postgresql --with-express-configuration",
            "--master-user-authentication-type iam-db-auth",
            $"--serverless-v2-scaling-configuration {Scaling(scaling)}",
            order.DeletionProtection ? "--deletion-protection" : "--no-deletion-protection",
        ];
        if (order.Tags is { Count: > 0 } tags)
            lines.Add("--tags " + string.Join(' ', tags.Select(tag => Quote($"Key={tag.Key},Value={tag.Value}"))));
        var command = string.Join(" \\\n  ", lines);
        var wanted = (order.ExportAuthLog ? " \\\n  --cloudwatch-logs-export-configuration EnableLogTypes=iam-db-auth-error" : "")
            + (order.BackupDays != 1 ? $" \\\n  --backup-retention-period {order.BackupDays}" : "");
        if (wanted.Length == 0)
            return command;
        var cluster = $"--region {order.Region} --db-cluster-identifier {(order.Id.Length == 0 ? "NAME" : Quote(order.Id))}";
        return $"{command}\naws rds wait db-cluster-available {cluster}\naws rds modify-db-cluster {cluster} --apply-immediately{wanted}";
    }

    /// <summary>Brings a deleted cluster back from its final snapshot.</summary>
    public static string Restore(string region, string id, string snapshot)
    {
        var cluster = $"--region {region} --db-cluster-identifier {Quote(id)}";
        return string.Join("\n",
            $"aws rds restore-db-cluster-from-snapshot {cluster} \\\n  --snapshot-identifier {Quote(snapshot)} --engine aurora-postgresql --enable-iam-database-authentication \\\n  --enable-internet-access-gateway --no-enable-vpc-networking \\\n  --serverless-v2-scaling-configuration MinCapacity=0,MaxCapacity=16",
            $"aws rds wait db-cluster-available {cluster}",
            $"aws rds create-db-instance --region {region} --db-cluster-identifier {Quote(id)} \\\n  --db-instance-identifier {Quote(id + "-instance-1")} --engine aurora-postgresql --db-instance-class db.serverless",
            $"aws rds modify-db-cluster {cluster} --master-user-authentication-type iam-db-auth --apply-immediately");
    }

    private static string Scaling(ServerlessV2ScalingConfiguration scaling) =>
        $"MinCapacity={scaling.MinCapacity},MaxCapacity={scaling.MaxCapacity}{(scaling.SecondsUntilAutoPause is { } seconds ? $",SecondsUntilAutoPause={seconds}" : "")}";

    // A POSIX shell's single quotes: nothing inside is special but the quote itself.
    private static string Quote(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_.:/=,@+".Contains(letter)) ? text : $"'{text.Replace("'", "'\\''")}'";
}
