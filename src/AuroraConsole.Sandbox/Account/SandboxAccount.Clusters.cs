using System.Net;
using System.Net.Sockets;

namespace AuroraConsole.Sandbox.Account;

public sealed partial class SandboxAccount
{
    /// <summary>What the API reports as engine version of a new cluster (RDS API reference, express examples).</summary>
    public const string DefaultEngineVersion = "17.7";

    /// <summary>Starts the creation of a cluster and, for express, of its writer <c>ID-instance-1</c>.</summary>
    /// <exception cref="AwsRefusalException">Taken or invalid name, invalid scaling range, quota.</exception>
    public Cluster CreateCluster(CreateClusterRequest request)
    {
        var id = ResourceRules.Identifier("DBClusterIdentifier", request.Id);
        var now = _clock.GetUtcNow();
        if (_options.FreePlan && !request.Express)
            throw FreePlan("To use Aurora clusters with free plan accounts you need to set WithExpressConfiguration.");
        double? most = !request.Express ? null : _options.FreePlan ? ResourceRules.FreePlanCapacity : 16;
        var scaling = request.Scaling ?? (request.Express ? new ScalingRequest(null, null, null) : null);
        (double Min, double Max, int? Pause)? range = scaling is null ? null : Scaling(scaling, request.Express ? 0 : null, most, null);
        if (request.MasterUsername is not (null or "postgres"))
            throw new AwsRefusalException("InvalidParameterValue", $"MasterUsername {request.MasterUsername} isn't supported by the sandbox; its master user is postgres.");

        var due = request.Seed ? now : DueIn(_options.CreateSeconds);
        var cluster = new Cluster(
            request.Region, id, NewResourceId("cluster-"), 0, request.Express, ResourceStatus.Creating, now, "postgres", request.EngineVersion ?? DefaultEngineVersion)
        {
            Due = due,
            MinCapacity = range?.Min,
            MaxCapacity = range?.Max,
            SecondsUntilAutoPause = range?.Pause,
            DeletionProtection = request.DeletionProtection,
            BackupRetentionPeriod = ResourceRules.BackupRetention(request.BackupRetentionPeriod ?? 1),
            IamAuthentication = request.Express || request.IamAuthentication,
            LogExports = ResourceRules.KnownLogTypes(request.LogExports),
            Tags = Tagging.Merge([], request.Tags),
            Seed = request.Seed,
            Source = request.Source,
            MasterChange = request.Master,
            MasterByPassword = request.MasterByPassword,
        };
        cluster = request.Upkeep.On(cluster);
        Update(state =>
        {
            if (state.Find(request.Region, id) is not null)
                throw new AwsRefusalException("DBClusterAlreadyExistsFault", "DB Cluster already exists");
            if (state.Clusters.Count(c => c.Region == request.Region) >= ResourceRules.QuotaOfClusters)
                throw new AwsRefusalException("DBClusterQuotaExceededFault", "DB Cluster quota exceeded");
            if (_options.FreePlan && state.Clusters.Count >= ResourceRules.FreePlanResources)
                throw new AwsRefusalException("DBClusterQuotaExceededFault", $"A free plan account has at most {ResourceRules.FreePlanResources} DB clusters.");
            CheckFreeInstances(state, request.Express && !request.Restored ? 1 : 0);

            var port = FreePort(state);
            cluster = cluster with { Port = port };
            if (request.Express && !request.Restored)
            {
                // The suffix may run past 63 characters of a long name; AWS's own limit for the name leaves no room either.
                var writer = new Instance(id + "-instance-1", NewResourceId("db-"), "db.serverless", FreePort(state, port), ResourceStatus.Creating, now) { Due = due };
                if (state.FindInstance(request.Region, writer.Id) is not null)
                    throw new AwsRefusalException("DBInstanceAlreadyExists", "DB instance already exists");
                cluster = cluster with { Instances = [writer] };
            }

            return state.With(cluster.ResourceId, cluster);
        });
        Notify(cluster.ResourceId);
        return cluster;
    }

    /// <summary>Changes settings; log exports at once, the rest shows as <c>modifying</c> for a while.</summary>
    /// <exception cref="AwsRefusalException">No such cluster, not available, invalid value.</exception>
    public Cluster ModifyCluster(ModifyClusterRequest request)
    {
        var (enable, disable) = (ResourceRules.KnownLogTypes(request.EnableLogTypes), ResourceRules.KnownLogTypes(request.DisableLogTypes));
        var changed = Require(_state, request.Region, request.Id);
        Update(state =>
        {
            var cluster = Require(state, request.Region, request.Id);
            var logsOnlyWhileModifying = cluster.Status == ResourceStatus.Modifying && !request.ChangesCluster;
            if (cluster.Status != ResourceStatus.Available && !logsOnlyWhileModifying)
                throw new AwsRefusalException("InvalidDBClusterStateFault", $"DB cluster is not available for modification with status {cluster.Status}");
            if (cluster.Express && request.IamAuthentication == false)
                throw new AwsRefusalException("InvalidParameterCombination", "Amazon RDS requires IAM DB authentication for the master user when Internet Access Gateway is enabled.");

            changed = cluster with
            {
                DeletionProtection = request.DeletionProtection ?? cluster.DeletionProtection,
                BackupRetentionPeriod = request.BackupRetentionPeriod is { } days ? ResourceRules.BackupRetention(days) : cluster.BackupRetentionPeriod,
                IamAuthentication = request.Master is { Verifier: null } || (request.IamAuthentication ?? cluster.IamAuthentication),
                MasterChange = request.Master ?? cluster.MasterChange,
                LogExports = [.. ResourceRules.LogTypes.Where(t => (cluster.LogExports.Contains(t) || enable.Contains(t)) && !disable.Contains(t))],
            };
            if (request.Scaling is not null)
            {
                var (min, max, pause) = Scaling(request.Scaling, cluster.MinCapacity, cluster.MaxCapacity, cluster.SecondsUntilAutoPause);
                changed = changed with { MinCapacity = min, MaxCapacity = max, SecondsUntilAutoPause = pause };
            }

            changed = request.Upkeep.On(changed);
            if (request.ChangesCluster)
                changed = changed with { Status = ResourceStatus.Modifying, Due = DueIn(_options.ModifySeconds) };
            if (changed.IamAuthentication != cluster.IamAuthentication)
                changed = Showing(changed, ResourceStatus.ConfiguringIamAuthentication);
            else if (!changed.LogExports.SequenceEqual(cluster.LogExports))
                changed = Showing(changed, ResourceStatus.ConfiguringLogExports);
            return state.With(cluster.ResourceId, changed);
        });
        Notify(changed.ResourceId);
        return changed;
    }

    /// <summary>Starts the deletion of a cluster whose instances are gone or going.</summary>
    /// <param name="region">Its region.</param>
    /// <param name="clusterId">Its name.</param>
    /// <param name="skipFinalSnapshot">Take none.</param>
    /// <param name="finalSnapshotId">The final snapshot's name.</param>
    /// <exception cref="AwsRefusalException">Protected, still has instances, already going, snapshot's name taken.</exception>
    public Cluster DeleteCluster(string region, string clusterId, bool skipFinalSnapshot, string? finalSnapshotId)
    {
        var snapshotId = finalSnapshotId is null ? null : ResourceRules.Identifier("FinalDBSnapshotIdentifier", finalSnapshotId, 255);
        var deleted = Require(_state, region, clusterId);
        Update(state =>
        {
            var cluster = Require(state, region, clusterId);
            if (cluster.DeletionProtection)
                throw new AwsRefusalException("InvalidParameterCombination", "Cannot delete protected Cluster, please disable deletion protection and try again.");
            if (skipFinalSnapshot && snapshotId is not null)
                throw new AwsRefusalException("InvalidParameterCombination", "You cannot specify both FinalDBSnapshotIdentifier and SkipFinalSnapshot");
            if (!skipFinalSnapshot && snapshotId is null)
                throw new AwsRefusalException("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
            if (cluster.Status == ResourceStatus.Deleting)
                throw new AwsRefusalException("InvalidDBClusterStateFault", $"Cluster {cluster.Id} is already being deleted.");
            if (cluster.Status is ResourceStatus.Creating or ResourceStatus.Stopping or ResourceStatus.Stopped)
                throw new AwsRefusalException("InvalidDBClusterStateFault", $"DB cluster is not available for deletion with status {cluster.Status}");
            if (cluster.Instances.Any(i => i.Status != ResourceStatus.Deleting))
                throw new AwsRefusalException("InvalidDBClusterStateFault", "Cluster cannot be deleted, it still contains DB instances in non-deleting state.");

            deleted = cluster with { Status = ResourceStatus.Deleting, Due = DueIn(_options.DeleteSeconds), FinalSnapshotId = snapshotId };
            var after = state.With(cluster.ResourceId, deleted);
            return snapshotId is null ? after : WithSnapshot(after, cluster, snapshotId);
        });
        Notify(deleted.ResourceId);
        return deleted;
    }

    internal static Cluster Require(AccountState state, string region, string clusterId) => state.Find(region, clusterId)
        ?? throw new AwsRefusalException("DBClusterNotFoundFault", $"DBCluster {clusterId} not found.", 404);

    // The instances that serve show what changes about them.
    private Cluster Showing(Cluster cluster, string status) => cluster with
    {
        Instances = [.. cluster.Instances.Select(i => i.Status == ResourceStatus.Available ? i with { Status = status, Due = DueIn(_options.ModifySeconds) } : i)],
    };

    private (double Min, double Max, int? Pause) Scaling(ScalingRequest request, double? min, double? max, int? pause)
    {
        var range = ResourceRules.Scaling(request, min, max, pause);
        return _options.FreePlan && range.Max > ResourceRules.FreePlanCapacity
            ? throw FreePlan($"Free plan accounts have at most {ResourceRules.FreePlanCapacity:0.0} Aurora capacity units a cluster.")
            : range;
    }

    private void CheckFreeInstances(AccountState state, int more)
    {
        if (_options.FreePlan && state.Clusters.Sum(c => c.Instances.Count) + more > ResourceRules.FreePlanResources)
            throw new AwsRefusalException("InstanceQuotaExceeded", $"A free plan account has at most {ResourceRules.FreePlanResources} DB instances.");
    }

    private static AwsRefusalException FreePlan(string message) => new("FreeTierRestrictionError", message);

    private AccountState WithSnapshot(AccountState state, Cluster source, string snapshotId, IReadOnlyList<Tag>? tags = null)
    {
        if (state.Snapshots.Any(s => s.Source.Region == source.Region && s.Id == snapshotId))
            throw new AwsRefusalException("DBClusterSnapshotAlreadyExistsFault", $"Cannot create the cluster snapshot because one with the identifier {snapshotId} already exists.");
        return WithEvent(
            state with
            {
                Snapshots =
                [
                    .. state.Snapshots,
                    new ClusterSnapshot(source, snapshotId, ResourceStatus.Creating, _clock.GetUtcNow())
                    {
                        Folder = NewResourceId("snapshot-"),
                        Tags = Tagging.Merge(source.CopyTagsToSnapshot ? source.Tags : [], tags ?? []),
                    },
                ],
            },
            source.Region, "db-cluster-snapshot", snapshotId, "backup", "Creating manual cluster snapshot");
    }

    private int FreePort(AccountState state, params ReadOnlySpan<int> taken)
    {
        var used = state.Clusters.SelectMany(c => c.Instances.Select(i => i.Port).Append(c.Port)).ToHashSet();
        for (var port = _options.GatewayPort + 1; port < 65_536; port++)
        {
            if (!used.Contains(port) && !taken.Contains(port) && (!_options.Databases || IsFree(port)))
                return port;
        }

        throw new AwsRefusalException("InsufficientDBClusterCapacityFault", "No port above Sandbox:GatewayPort is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
