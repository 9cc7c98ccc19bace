using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Amazon RDS, API version 2014-10-31, as far as Aurora PostgreSQL clusters go.</summary>
internal static partial class RdsService
{
    private const string Engine = "aurora-postgresql";

    public static ApiService Create(SandboxAccount account) => new(
        "rds", "rds", "2014-10-31", "http://rds.amazonaws.com/doc/2014-10-31/", Target: null,
        new Dictionary<string, ApiOperation>
        {
            ["DescribeDBClusters"] = new(call => DescribeClusters(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["CreateDBCluster"] = new(call => CreateCluster(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["ModifyDBCluster"] = new(call => ModifyCluster(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["DeleteDBCluster"] = new(call => DeleteCluster(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["DescribeDBInstances"] = new(call => DescribeInstances(account, call), call => InstanceArn(call, call.Input.Text("DBInstanceIdentifier"))),
            ["CreateDBInstance"] = new(call => CreateInstance(account, call), call => InstanceArn(call, call.Input.Text("DBInstanceIdentifier"))),
            ["DeleteDBInstance"] = new(call => DeleteInstance(account, call), call => InstanceArn(call, call.Input.Text("DBInstanceIdentifier"))),
            ["DescribeDBClusterSnapshots"] = new(call => DescribeSnapshots(account, call), call => SnapshotArn(call, call.Input.Text("DBClusterSnapshotIdentifier"))),
            ["ModifyDBInstance"] = new(call => ModifyInstance(account, call), call => InstanceArn(call, call.Input.Text("DBInstanceIdentifier"))),
            ["RebootDBInstance"] = new(call => RebootInstance(account, call), call => InstanceArn(call, call.Input.Text("DBInstanceIdentifier"))),
            ["FailoverDBCluster"] = new(call => FailoverCluster(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["StopDBCluster"] = new(call => OneCluster(account, account.StopCluster(call.Region, ClusterId(call))), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["StartDBCluster"] = new(call => OneCluster(account, account.StartCluster(call.Region, ClusterId(call))), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["CreateDBClusterSnapshot"] = new(call => CreateSnapshot(account, call), call => SnapshotArn(call, call.Input.Text("DBClusterSnapshotIdentifier"))),
            ["DeleteDBClusterSnapshot"] = new(call => DeleteSnapshot(account, call), call => SnapshotArn(call, call.Input.Text("DBClusterSnapshotIdentifier"))),
            ["RestoreDBClusterFromSnapshot"] = new(call => RestoreFromSnapshot(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["RestoreDBClusterToPointInTime"] = new(call => RestoreToPointInTime(account, call), call => ClusterArn(call, call.Input.Text("DBClusterIdentifier"))),
            ["DescribeEvents"] = new(call => DescribeEvents(account, call), call => call.Arn("rds", "*")),
            ["AddTagsToResource"] = new(call => AddTags(account, call), call => call.Input.Required("ResourceName")),
            ["RemoveTagsFromResource"] = new(call => RemoveTags(account, call), call => call.Input.Required("ResourceName")),
            ["ListTagsForResource"] = new(call => ListTags(account, call), call => call.Input.Required("ResourceName")),
        });

    private static string ClusterArn(ApiCall call, string? id) => call.Arn("rds", "cluster:" + Lower(id));

    private static string InstanceArn(ApiCall call, string? id) => call.Arn("rds", "db:" + Lower(id));

    private static string SnapshotArn(ApiCall call, string? id) => call.Arn("rds", "cluster-snapshot:" + Lower(id));

    private static string Lower(string? id) => string.IsNullOrEmpty(id) ? "*" : NameOf(id).ToLowerInvariant();

    private static string ClusterId(ApiCall call) => NameOf(call.Input.Required("DBClusterIdentifier"));

    private static ApiObject OneCluster(SandboxAccount account, Cluster cluster) => new() { { "DBCluster", RdsShapes.Cluster(cluster, account.Clock.GetUtcNow()) } };

    /// <summary>The last part of an ARN, or a bare name.</summary>
    private static string NameOf(string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.LastIndexOf(':') + 1)..] : nameOrArn;

    /// <summary>Name → values of <c>Filters</c>; a name outside <paramref name="known"/> is refused.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Filters(ApiCall call, params string[] known)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var filter in call.Input.Items("Filters"))
        {
            var name = filter.Required("Name");
            if (!known.Contains(name))
                throw new AwsRefusalException("InvalidParameterValue", $"Unrecognized filter name: {name}");
            var values = filter.Texts("Values");
            if (values.Count == 0)
                throw new AwsRefusalException("InvalidParameterCombination", $"Filter {name} must have at least one value.");
            if (values.Distinct().Count() > 100)
                throw new AwsRefusalException("InvalidParameterCombination", $"Only up to 100 unique filter {FilterNoun(name)} may be specified per filter.");
            filters[name] = values;
        }

        return filters;
    }

    private static string FilterNoun(string name) => name == "db-cluster-id" ? "DB Cluster Identifiers" : "values";

    private static IReadOnlyList<Tag> Tags(ApiInput input) =>
        [.. input.Items("Tags").Select(t => new Tag(t.Required("Key"), t.Text("Value") ?? ""))];

    private static ScalingRequest? Scaling(ApiInput input) => input.Object("ServerlessV2ScalingConfiguration") is { } scaling
        ? new ScalingRequest(scaling.Number("MinCapacity"), scaling.Number("MaxCapacity"), scaling.Int("SecondsUntilAutoPause"))
        : null;
}
