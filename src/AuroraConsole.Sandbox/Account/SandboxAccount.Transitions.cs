namespace AuroraConsole.Sandbox.Account;

/// <summary>What the lifecycle tells the account: what has come to pass.</summary>
public sealed partial class SandboxAccount
{
    /// <summary>After a restart, what served does not until its PostgreSQL is up again.</summary>
    internal void BeginStarting() => Update(state => state.Clusters.Aggregate(state, (s, c) =>
        c.Status is ResourceStatus.Available or ResourceStatus.Failed && c.Writer is not null
            ? s.With(c.ResourceId, c with { Status = ResourceStatus.Starting })
            : s));

    /// <summary>Ends the transitions that are due, now that the cluster's PostgreSQL is as its status says.</summary>
    /// <param name="reconciled">The cluster as it was when its PostgreSQL was seen to.</param>
    /// <returns><c>false</c> when it was asked for something else meanwhile: nothing was ended, it has to be seen to again.</returns>
    internal bool FinishDue(Cluster reconciled)
    {
        var resourceId = reconciled.ResourceId;
        var now = _clock.GetUtcNow();
        var current = true;
        Update(state =>
        {
            if (state.Clusters.FirstOrDefault(c => c.ResourceId == resourceId) is not { } before)
                return state;
            if (!(current = WantsTheSame(before, reconciled)))
                return state;

            var cluster = before;
            foreach (var instance in cluster.Instances.Where(i => i.Due <= now || (i.Due is null && i.Status == ResourceStatus.Failed)))
            {
                var (status, category, message) = instance.Status switch
                {
                    ResourceStatus.Creating => (ResourceStatus.Available, "creation", "DB instance created"),
                    ResourceStatus.Deleting => ((string?)null, "deletion", "DB instance deleted"),
                    ResourceStatus.Stopping => (ResourceStatus.Stopped, "notification", "DB instance stopped"),
                    ResourceStatus.Starting => (ResourceStatus.Available, "notification", "DB instance started"),
                    ResourceStatus.Rebooting => (ResourceStatus.Available, "availability", "DB instance restarted"),
                    ResourceStatus.Modifying => (ResourceStatus.Available, "configuration change", "Finished applying modification to DB instance"),
                    _ => (ResourceStatus.Available, null, null),
                };
                cluster = cluster.With(instance.Id, i => status is null ? null : i with { Status = status, Due = null });
                if (message is not null)
                    state = WithEvent(state, cluster.Region, "db-instance", instance.Id, category!, message);
            }

            if (cluster.Status == ResourceStatus.Deleting)
            {
                if (cluster.Instances.Count > 0 || cluster.Due > now)
                    return state.With(resourceId, cluster);
                return WithEvent(state.With(resourceId, null), cluster.Region, "db-cluster", cluster.Id, "deletion", "DB cluster deleted");
            }

            if (cluster.Status is ResourceStatus.Starting or ResourceStatus.Failed && cluster.Due is null)
                return state.With(resourceId, cluster with { Status = ResourceStatus.Available });
            if (cluster.Due <= now)
            {
                var (status, category, message) = cluster.Status switch
                {
                    ResourceStatus.Creating => (ResourceStatus.Available, "creation", "DB cluster created"),
                    ResourceStatus.FailingOver => (ResourceStatus.Available, "failover", $"Completed failover to DB instance: {cluster.Writer?.Id}"),
                    ResourceStatus.Stopping => (ResourceStatus.Stopped, "notification", "DB cluster stopped"),
                    ResourceStatus.Starting => (ResourceStatus.Available, "notification", "DB cluster started"),
                    _ => (ResourceStatus.Available, "configuration change", "Finished applying modification to DB cluster"),
                };
                return WithEvent(state.With(resourceId, cluster with { Status = status, Due = null }), cluster.Region, "db-cluster", cluster.Id, category, message);
            }

            return ReferenceEquals(cluster, before) ? state : state.With(resourceId, cluster);
        });
        return current;
    }

    private static bool WantsTheSame(Cluster one, Cluster other) =>
        (one.Status, one.Port) == (other.Status, other.Port)
        && one.Instances.Select(i => (i.Id, i.Status, i.Port)).SequenceEqual(other.Instances.Select(i => (i.Id, i.Status, i.Port)));

    /// <summary>The final snapshot's copy is there, or (<paramref name="failed"/>) could not be made.</summary>
    internal void FinishSnapshot(Cluster cluster, string snapshotId, bool failed) => Update(state => WithEvent(
        state with
        {
            Snapshots = [.. state.Snapshots.Select(s => s.Id == snapshotId && s.Source.ResourceId == cluster.ResourceId
                ? s with { Status = failed ? ResourceStatus.Failed : ResourceStatus.Available }
                : s)],
        },
        cluster.Region, "db-cluster-snapshot", snapshotId, "backup", failed ? "Manual cluster snapshot failed" : "Manual cluster snapshot created"));

    /// <summary>The cluster's PostgreSQL could not be brought where its status says. A deletion stays one, and is tried again.</summary>
    internal void Fail(string resourceId, string reason) => Update(state =>
    {
        if (state.Clusters.FirstOrDefault(c => c.ResourceId == resourceId) is not { } cluster)
            return state;
        if (cluster.Status != ResourceStatus.Deleting)
        {
            state = state.With(resourceId, cluster with
            {
                Status = ResourceStatus.Failed,
                Due = null,
                Instances = [.. cluster.Instances.Select(i => i.Status == ResourceStatus.Deleting ? i : i with { Status = ResourceStatus.Failed, Due = null })],
            });
        }

        return state.Events.Any(e => e.SourceId == cluster.Id && e.Message == reason)
            ? state
            : WithEvent(state, cluster.Region, "db-cluster", cluster.Id, "failure", reason);
    });

    /// <summary>Writes the event of a pause or its end (RDS events 0145 and 0148; how Serverless v2 words its own is not documented).</summary>
    internal void RecordPause(string resourceId, bool paused) => Update(state =>
        state.Clusters.FirstOrDefault(c => c.ResourceId == resourceId) is { } cluster
            ? WithEvent(state, cluster.Region, "db-cluster", cluster.Id, "notification", paused ? "The DB cluster is paused." : "The DB cluster is resumed.")
            : state);

    /// <summary>Another program holds a port of the cluster: everything of the cluster that had it moves to a free one.</summary>
    internal int MovePort(string resourceId, int port)
    {
        var moved = port;
        Update(state =>
        {
            var cluster = state.Clusters.First(c => c.ResourceId == resourceId);
            moved = FreePort(state);
            return state.With(resourceId, cluster with
            {
                Port = cluster.Port == port ? moved : cluster.Port,
                Instances = [.. cluster.Instances.Select(i => i.Port == port ? i with { Port = moved } : i)],
            });
        });
        return moved;
    }
}
