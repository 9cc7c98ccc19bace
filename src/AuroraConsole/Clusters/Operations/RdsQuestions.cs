using Amazon.RDS;
using Amazon.RDS.Model;

namespace AuroraConsole.Clusters.Operations;

/// <summary>What operations ask RDS about, with "there is none" as an answer and not an error.</summary>
internal static class RdsQuestions
{
    /// <summary>The cluster, or <c>null</c>.</summary>
    public static async Task<DBCluster?> FindClusterAsync(IAmazonRDS rds, string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest { DBClusterIdentifier = id }, cancellationToken);
            return answer.DBClusters?.FirstOrDefault(cluster => cluster.DBClusterIdentifier == id);
        }
        catch (DBClusterNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The instances of a cluster.</summary>
    public static async Task<IReadOnlyList<DBInstance>> InstancesAsync(IAmazonRDS rds, string clusterId, CancellationToken cancellationToken)
    {
        var found = new List<DBInstance>();
        string? marker = null;
        do
        {
            var page = await rds.DescribeDBInstancesAsync(
                new DescribeDBInstancesRequest { Filters = [new Filter { Name = "db-cluster-id", Values = [clusterId] }], MaxRecords = 100, Marker = marker }, cancellationToken);
            found.AddRange(page.DBInstances ?? []);
            marker = page.Marker;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    /// <summary>One instance, or <c>null</c>.</summary>
    public static async Task<DBInstance?> FindInstanceAsync(IAmazonRDS rds, string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { DBInstanceIdentifier = id }, cancellationToken);
            return answer.DBInstances?.FirstOrDefault(instance => instance.DBInstanceIdentifier == id);
        }
        catch (DBInstanceNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The cluster snapshot, or <c>null</c>.</summary>
    public static async Task<DBClusterSnapshot?> FindSnapshotAsync(IAmazonRDS rds, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await rds.DescribeDBClusterSnapshotsAsync(new DescribeDBClusterSnapshotsRequest { DBClusterSnapshotIdentifier = name }, cancellationToken);
            return answer.DBClusterSnapshots?.FirstOrDefault(snapshot => string.Equals(snapshot.DBClusterSnapshotIdentifier, name, StringComparison.OrdinalIgnoreCase));
        }
        catch (DBClusterSnapshotNotFoundException)
        {
            return null;
        }
    }
}
