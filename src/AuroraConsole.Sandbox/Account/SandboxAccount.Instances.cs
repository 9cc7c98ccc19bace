namespace AuroraConsole.Sandbox.Account;

public sealed partial class SandboxAccount
{
    private const int MostInstances = 16;

    /// <summary>Starts the creation of an instance: the writer of an empty cluster, else a reader.</summary>
    /// <exception cref="AwsRefusalException">Taken or invalid name, no such cluster, too many.</exception>
    public (Cluster Cluster, Instance Instance) CreateInstance(string region, string instanceId, string clusterId, string instanceClass, int? promotionTier, IReadOnlyList<Tag> tags)
    {
        var id = ResourceRules.Identifier("DBInstanceIdentifier", instanceId);
        CheckInstance(instanceClass, promotionTier);
        var instance = new Instance(id, NewResourceId("db-"), instanceClass, 0, ResourceStatus.Creating, _clock.GetUtcNow())
        {
            Due = DueIn(_options.CreateSeconds),
            PromotionTier = promotionTier ?? 1,
            Tags = Tagging.Merge([], tags),
        };
        var cluster = Require(_state, region, clusterId);
        Update(state =>
        {
            cluster = Require(state, region, clusterId);
            if (state.FindInstance(region, id) is not null)
                throw new AwsRefusalException("DBInstanceAlreadyExists", "DB instance already exists");
            if (cluster.Status != ResourceStatus.Available)
                throw new AwsRefusalException("InvalidDBClusterStateFault", $"DB cluster {cluster.Id} is not in available state.");
            if (cluster.Instances.Count >= MostInstances)
                throw new AwsRefusalException("InstanceQuotaExceeded", $"A DB cluster has at most {MostInstances} instances.");

            CheckFreeInstances(state, 1);
            instance = instance with { Port = FreePort(state) };
            cluster = cluster with { Instances = [.. cluster.Instances, instance] };
            return state.With(cluster.ResourceId, cluster);
        });
        Notify(cluster.ResourceId);
        return (cluster, instance);
    }

    /// <summary>Starts the deletion of an instance. With the last one the cluster stops serving; its data stays until the cluster goes.</summary>
    /// <exception cref="AwsRefusalException">No such instance, or not in a status that allows it.</exception>
    public (Cluster Cluster, Instance Instance) DeleteInstance(string region, string instanceId)
    {
        var (cluster, instance) = RequireInstance(_state, region, instanceId);
        Update(state =>
        {
            (cluster, instance) = RequireInstance(state, region, instanceId);
            if (instance.Status == ResourceStatus.Deleting)
                throw new AwsRefusalException("InvalidDBInstanceState", $"Instance {instance.Id} is already being deleted.");
            if (instance.Status is not (ResourceStatus.Available or ResourceStatus.Failed))
                throw new AwsRefusalException("InvalidDBInstanceState", $"Instance {instance.Id} is not in available state.");

            instance = instance with { Status = ResourceStatus.Deleting, Due = DueIn(_options.DeleteSeconds) };
            cluster = cluster.With(instance.Id, _ => instance);
            return state.With(cluster.ResourceId, cluster);
        });
        Notify(cluster.ResourceId);
        return (cluster, instance);
    }

    /// <summary>Changes an instance; shows as <c>modifying</c> for a while.</summary>
    /// <exception cref="AwsRefusalException">No such instance, not available, invalid value.</exception>
    public (Cluster Cluster, Instance Instance) ModifyInstance(string region, string instanceId, string? instanceClass, int? promotionTier)
    {
        CheckInstance(instanceClass, promotionTier);
        return ChangeInstance(region, instanceId, i => i with
        {
            Class = instanceClass ?? i.Class,
            PromotionTier = promotionTier ?? i.PromotionTier,
            Status = ResourceStatus.Modifying,
            Due = DueIn(_options.ModifySeconds),
        });
    }

    /// <summary>Starts the server of an instance anew. All instances of a cluster share one here, so a reader's reboot is a status alone.</summary>
    /// <exception cref="AwsRefusalException">No such instance, or not available.</exception>
    public (Cluster Cluster, Instance Instance) RebootInstance(string region, string instanceId) =>
        ChangeInstance(region, instanceId, i => i with { Status = ResourceStatus.Rebooting, Due = DueIn(_options.ModifySeconds), RestartDue = true });

    private (Cluster Cluster, Instance Instance) ChangeInstance(string region, string instanceId, Func<Instance, Instance> change)
    {
        var (cluster, instance) = RequireInstance(_state, region, instanceId);
        Update(state =>
        {
            (cluster, instance) = RequireInstance(state, region, instanceId);
            if (instance.Status != ResourceStatus.Available || !ResourceStatus.Serves(cluster.Status))
                throw new AwsRefusalException("InvalidDBInstanceState", $"Instance {instance.Id} is not in available state.");
            instance = change(instance);
            if (instance.RestartDue && cluster.Writer?.Id != instance.Id)
                instance = instance with { RestartDue = false };
            cluster = cluster.With(instance.Id, _ => instance);
            return state.With(cluster.ResourceId, cluster);
        });
        Notify(cluster.ResourceId);
        return (cluster, instance);
    }

    private static void CheckInstance(string? instanceClass, int? promotionTier)
    {
        if (instanceClass?.StartsWith("db.", StringComparison.Ordinal) == false)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid DB Instance class: {instanceClass}");
        if (promotionTier is < 0 or > 15)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid promotion tier: {promotionTier}. It must be between 0 and 15.");
    }

    internal static (Cluster Cluster, Instance Instance) RequireInstance(AccountState state, string region, string instanceId) =>
        state.FindInstance(region, instanceId) ?? throw new AwsRefusalException("DBInstanceNotFound", $"DBInstance {instanceId} not found.", 404);
}
