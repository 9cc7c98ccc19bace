using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

internal static partial class RdsService
{
    private static ApiObject DescribeInstances(SandboxAccount account, ApiCall call)
    {
        var filters = Filters(call, "db-cluster-id", "db-instance-id", "dbi-resource-id", "engine", "domain");
        var all = account.State.Clusters.Where(c => c.Region == call.Region).SelectMany(c => c.Instances, (Cluster, Instance) => (Cluster, Instance));
        if (call.Input.Text("DBInstanceIdentifier") is { Length: > 0 } id)
            all = [SandboxAccount.RequireInstance(account.State, call.Region, NameOf(id))];

        all = all.Where(pair => filters.All(f => f.Key switch
        {
            "db-cluster-id" => f.Value.Any(v => NameOf(v).Equals(pair.Cluster.Id, StringComparison.OrdinalIgnoreCase)),
            "db-instance-id" => f.Value.Any(v => NameOf(v).Equals(pair.Instance.Id, StringComparison.OrdinalIgnoreCase)),
            "dbi-resource-id" => f.Value.Contains(pair.Instance.ResourceId),
            "engine" => f.Value.Contains(Engine),
            _ => false,
        }));
        var (page, marker) = Paging.Take(call.Input, all, pair => pair.Instance.Id);
        return new ApiObject
        {
            { "Marker", marker },
            { "DBInstances", new ApiList("DBInstance", page.Select(pair => RdsShapes.Instance(pair.Cluster, pair.Instance))) },
        };
    }

    private static ApiObject CreateInstance(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var id = input.Required("DBInstanceIdentifier");
        var instanceClass = input.Required("DBInstanceClass");
        if (input.Required("Engine") is var engine && engine != Engine)
            throw new AwsRefusalException("InvalidParameterCombination", $"The engine name requested for your DB instance ({engine}) doesn't match the engine name of your DB cluster ({Engine}).");
        if (input.Text("DBClusterIdentifier") is not { Length: > 0 } clusterId)
            throw new AwsRefusalException("InvalidParameterCombination", "The sandbox has instances of clusters only: the request must contain DBClusterIdentifier.");

        var (cluster, instance) = account.CreateInstance(call.Region, id, clusterId, instanceClass, input.Int("PromotionTier"), Tags(input));
        return new ApiObject { { "DBInstance", RdsShapes.Instance(cluster, instance) } };
    }

    private static ApiObject DeleteInstance(SandboxAccount account, ApiCall call)
    {
        var id = NameOf(call.Input.Required("DBInstanceIdentifier"));
        if (call.Input.Text("FinalDBSnapshotIdentifier") is not null)
            throw new AwsRefusalException("InvalidParameterCombination", "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance");

        var (cluster, instance) = account.DeleteInstance(call.Region, id);
        return new ApiObject { { "DBInstance", RdsShapes.Instance(cluster, instance) } };
    }

    private static ApiObject ModifyInstance(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        if (input.Names.FirstOrDefault(n => n is "NewDBInstanceIdentifier" or "EngineVersion" or "MasterUserPassword" or "DBPortNumber" or "PubliclyAccessible" or "BackupRetentionPeriod" or "EnableIAMDatabaseAuthentication") is { } given)
            throw new AwsRefusalException("InvalidParameterCombination", $"The parameter {given} can't be modified for an instance of a DB cluster by the sandbox.");

        var (cluster, instance) = account.ModifyInstance(call.Region, NameOf(input.Required("DBInstanceIdentifier")), input.Text("DBInstanceClass"), input.Int("PromotionTier"));
        return new ApiObject { { "DBInstance", RdsShapes.Instance(cluster, instance) } };
    }

    private static ApiObject RebootInstance(SandboxAccount account, ApiCall call)
    {
        if (call.Input.Flag("ForceFailover") == true)
            throw new AwsRefusalException("InvalidParameterCombination", "ForceFailover can't be specified for an instance of an Aurora cluster; use FailoverDBCluster.");
        var (cluster, instance) = account.RebootInstance(call.Region, NameOf(call.Input.Required("DBInstanceIdentifier")));
        return new ApiObject { { "DBInstance", RdsShapes.Instance(cluster, instance) } };
    }

    private static ApiObject FailoverCluster(SandboxAccount account, ApiCall call) =>
        OneCluster(account, account.Failover(call.Region, ClusterId(call), call.Input.Text("TargetDBInstanceIdentifier") is { Length: > 0 } target ? NameOf(target).ToLowerInvariant() : null));
}
