using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>
/// Clusters that had the name before, by what they left: snapshots keep the resource id of their source (RDS API,
/// DescribeDBClusterSnapshots), and so does the trail of minted tokens.
/// </summary>
public sealed class EarlierClusters(AwsClients clients, MintRecords mints)
{
    /// <summary>Newest first, each resource id once; empty when nothing speaks of one.</summary>
    /// <exception cref="ProblemException">AWS or the trail refused.</exception>
    public async Task<IReadOnlyList<EarlierCluster>> FindAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken)
    {
        var known = new List<EarlierCluster>();
        try
        {
            var request = new DescribeDBClusterSnapshotsRequest { DBClusterIdentifier = cluster.Id, MaxRecords = 100 };
            do
            {
                var page = await clients.Rds(cluster.Region).DescribeDBClusterSnapshotsAsync(request, cancellationToken);
                known.AddRange((page.DBClusterSnapshots ?? []).Select(snapshot => new EarlierCluster(
                    snapshot.DbClusterResourceId ?? "",
                    snapshot.SnapshotCreateTime is { } made ? new DateTimeOffset(made.ToUniversalTime()) : DateTimeOffset.MinValue,
                    $"snapshot {snapshot.DBClusterSnapshotIdentifier}")));
                request.Marker = page.Marker;
            }
            while (!string.IsNullOrEmpty(request.Marker));
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }

        known.AddRange((await mints.ReadAsync(actor, cancellationToken)).Where(mint => mint.ClusterKey == cluster.Key && mint.ResourceId is not null).Select(mint => new EarlierCluster(mint.ResourceId!, mint.At, "a token minted here")));
        return
        [
            .. known.Where(earlier => earlier.ResourceId.Length > 0 && earlier.ResourceId != cluster.ResourceId)
                .GroupBy(earlier => earlier.ResourceId).Select(same => same.MaxBy(earlier => earlier.At)!).OrderByDescending(earlier => earlier.At),
        ];
    }
}

/// <summary>A cluster that had the name before.</summary>
/// <param name="ResourceId">Its <c>cluster-…</c>.</param>
/// <param name="At">UTC of the newest trace of it.</param>
/// <param name="Trace">What that is.</param>
public sealed record EarlierCluster(string ResourceId, DateTimeOffset At, string Trace);
