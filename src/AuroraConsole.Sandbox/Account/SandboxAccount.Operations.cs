namespace AuroraConsole.Sandbox.Account;

/// <summary>Failover, stop and start, snapshots and what is restored from them.</summary>
public sealed partial class SandboxAccount
{
    /// <summary>A snapshot was deleted; the argument is the name of the folder with its data.</summary>
    internal event Action<string>? SnapshotDeleted;

    /// <summary>Makes a reader the writer; clients are turned away meanwhile.</summary>
    /// <param name="region">The cluster's region.</param>
    /// <param name="clusterId">Its name.</param>
    /// <param name="targetId">The reader; <c>null</c>: the one of the lowest promotion tier.</param>
    /// <exception cref="AwsRefusalException">No such cluster or reader, or none that is available.</exception>
    public Cluster Failover(string region, string clusterId, string? targetId) => ChangeAvailable(region, clusterId, "failover", (state, cluster) =>
    {
        var readers = cluster.Instances.Where(i => i.Id != cluster.Writer?.Id).ToList();
        if (targetId is not null && readers.All(i => i.Id != targetId))
            throw new AwsRefusalException("InvalidDBInstanceState", $"Instance {targetId} is not a reader of DB cluster {cluster.Id}.");
        var target = readers.Where(i => i.Status == ResourceStatus.Available && (targetId ?? i.Id) == i.Id).MinBy(i => i.PromotionTier)
            ?? throw new AwsRefusalException("InvalidDBClusterStateFault", $"DB cluster {cluster.Id} has no reader in available state to fail over to.");
        var changed = cluster with
        {
            Status = ResourceStatus.FailingOver,
            Due = DueIn(_options.ModifySeconds),
            Instances = [target, .. cluster.Instances.Where(i => i.Id != target.Id)],
        };
        return (WithEvent(state, region, "db-cluster", cluster.Id, "failover", $"Started cross AZ failover to DB instance: {target.Id}"), changed);
    });

    /// <summary>Stops a cluster with its instances; it is billed for storage only, and started again by <see cref="StartCluster"/>.</summary>
    /// <exception cref="AwsRefusalException">No such cluster, or not available.</exception>
    public Cluster StopCluster(string region, string clusterId) => ChangeAvailable(region, clusterId, "stop", (state, cluster) =>
    {
        if (cluster.Instances.Any(i => i.Status != ResourceStatus.Available))
            throw new AwsRefusalException("InvalidDBInstanceState", $"An instance of DB cluster {cluster.Id} is not in available state.");
        return (state, Together(cluster, ResourceStatus.Stopping));
    });

    /// <summary>Starts a stopped cluster.</summary>
    /// <exception cref="AwsRefusalException">No such cluster, or not stopped.</exception>
    public Cluster StartCluster(string region, string clusterId) => Change(region, clusterId, (state, cluster) => cluster.Status == ResourceStatus.Stopped
        ? (state, Together(cluster, ResourceStatus.Starting))
        : throw new AwsRefusalException("InvalidDBClusterStateFault", $"DbCluster {cluster.Id} is in {cluster.Status} state but expected it to be one of stopped."));

    /// <summary>Asks for a copy of a cluster's data.</summary>
    /// <exception cref="AwsRefusalException">No such cluster, not available, name taken or invalid.</exception>
    public ClusterSnapshot CreateSnapshot(string region, string clusterId, string snapshotId, IReadOnlyList<Tag> tags)
    {
        var id = ResourceRules.Identifier("DBClusterSnapshotIdentifier", snapshotId, 255);
        ChangeAvailable(region, clusterId, "snapshot", (state, cluster) => (WithSnapshot(state, cluster, id, tags), cluster));
        return RequireSnapshot(_state, region, id);
    }

    /// <summary>Deletes a snapshot with its data.</summary>
    /// <exception cref="AwsRefusalException">No such snapshot, or still being made.</exception>
    public ClusterSnapshot DeleteSnapshot(string region, string snapshotId)
    {
        var deleted = RequireSnapshot(_state, region, snapshotId);
        Update(state =>
        {
            deleted = RequireSnapshot(state, region, snapshotId);
            if (deleted.Status == ResourceStatus.Creating || state.Clusters.Any(c => !c.HasData && c.Source?.Snapshot == deleted.DataName))
                throw new AwsRefusalException("InvalidDBClusterSnapshotStateFault", $"The snapshot {deleted.Id} is in use or not in available state.");
            return WithEvent(
                state with { Snapshots = [.. state.Snapshots.Where(s => s != deleted)] },
                region, "db-cluster-snapshot", deleted.Id, "deletion", "Deleted manual cluster snapshot");
        });
        SnapshotDeleted?.Invoke(deleted.DataName);
        return deleted;
    }

    internal static ClusterSnapshot RequireSnapshot(AccountState state, string region, string snapshotId) =>
        state.Snapshots.FirstOrDefault(s => s.Source.Region == region && s.Id.Equals(snapshotId, StringComparison.OrdinalIgnoreCase))
        ?? throw new AwsRefusalException("DBClusterSnapshotNotFoundFault", $"DBClusterSnapshot {snapshotId} not found.", 404);

    private Cluster ChangeAvailable(string region, string clusterId, string what, Func<AccountState, Cluster, (AccountState, Cluster)> change) =>
        Change(region, clusterId, (state, cluster) => cluster.Status == ResourceStatus.Available
            ? change(state, cluster)
            : throw new AwsRefusalException("InvalidDBClusterStateFault", $"DB cluster {cluster.Id} is not available for {what} with status {cluster.Status}"));

    private Cluster Change(string region, string clusterId, Func<AccountState, Cluster, (AccountState State, Cluster Cluster)> change)
    {
        var changed = Require(_state, region, clusterId);
        Update(state =>
        {
            (state, changed) = change(state, Require(state, region, clusterId));
            return state.With(changed.ResourceId, changed);
        });
        Notify(changed.ResourceId);
        return changed;
    }

    private Cluster Together(Cluster cluster, string status)
    {
        var due = DueIn(_options.ModifySeconds);
        return cluster with { Status = status, Due = due, Instances = [.. cluster.Instances.Select(i => i with { Status = status, Due = due })] };
    }
}
