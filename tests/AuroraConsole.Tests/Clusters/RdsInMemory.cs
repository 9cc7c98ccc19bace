using System.Net;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;
using NSubstitute;

namespace AuroraConsole.Tests.Clusters;

/// <summary>
/// RDS of one region in memory: AWS's order of things (nothing is deleted under protection, no cluster before its instances leave)
/// and a pace of its own (a state lasts two looks at the cluster). Calls are written down; one of them can be made to hang for ever,
/// which is what a killed process sees of it.
/// </summary>
internal sealed class RdsInMemory
{
    private const int Looks = 2;
    private readonly Dictionary<string, int> _until = [];
    private readonly Lock _gate = new();
    private int _hangAt = int.MaxValue;
    private bool _hangsAfter;

    public RdsInMemory()
    {
        Client = Substitute.For<IAmazonRDS>();
        Client.DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(call => Answer("describe", () => Describe(call.Arg<DescribeDBClustersRequest>())));
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(call => Answer("describe-instances", () => Describe(call.Arg<DescribeDBInstancesRequest>())));
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs(call => Answer("describe-snapshots", () => Describe(call.Arg<DescribeDBClusterSnapshotsRequest>())));
        Client.CreateDBClusterAsync(default!, default).ReturnsForAnyArgs(call => Answer("create", () => Create(call.Arg<CreateDBClusterRequest>())));
        Client.ModifyDBClusterAsync(default!, default).ReturnsForAnyArgs(call => Answer("modify", () => Modify(call.Arg<ModifyDBClusterRequest>())));
        Client.DeleteDBInstanceAsync(default!, default).ReturnsForAnyArgs(call => Answer($"delete-instance {call.Arg<DeleteDBInstanceRequest>().DBInstanceIdentifier}", () => Delete(call.Arg<DeleteDBInstanceRequest>())));
        Client.DeleteDBClusterAsync(default!, default).ReturnsForAnyArgs(call => Answer("delete-cluster", () => Delete(call.Arg<DeleteDBClusterRequest>())));
    }

    public IAmazonRDS Client { get; }

    public List<DBCluster> Clusters { get; } = [];

    public List<DBInstance> Instances { get; } = [];

    public List<DBClusterSnapshot> Snapshots { get; } = [];

    public List<CreateDBClusterRequest> Created { get; } = [];

    /// <summary>Calls that change something, in order, as AWS heard them.</summary>
    public List<string> Acts { get; } = [];

    public int Calls { get; private set; }

    /// <summary>Nothing comes to an end.</summary>
    public bool Frozen { get; set; }

    /// <summary>What the next create is answered with, instead of being done.</summary>
    public Exception? CreateFails { get; set; }

    /// <summary>What comes back although the create was done.</summary>
    public Exception? CreateAnswerLost { get; set; }

    public static Exception Refusal(string code, string message = "refused by AWS") => code switch
    {
        "DBClusterAlreadyExistsFault" => new DBClusterAlreadyExistsException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.BadRequest),
        "DBClusterQuotaExceededFault" => new DBClusterQuotaExceededException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.Forbidden),
        "InvalidDBClusterStateFault" => new InvalidDBClusterStateException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.BadRequest),
        "InvalidDBInstanceState" => new InvalidDBInstanceStateException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.BadRequest),
        "DBClusterNotFoundFault" => new DBClusterNotFoundException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.NotFound),
        "DBInstanceNotFound" => new DBInstanceNotFoundException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.NotFound),
        "DBClusterSnapshotNotFoundFault" => new DBClusterSnapshotNotFoundException(message, null, ErrorType.Sender, code, "r", HttpStatusCode.NotFound),
        _ => new AmazonRDSException(message, ErrorType.Sender, code, "r", HttpStatusCode.BadRequest),
    };

    /// <summary>The call of that number never comes back; <paramref name="after"/> it took effect, or before.</summary>
    public void HangAt(int call, bool after) => (_hangAt, _hangsAfter) = (call, after);

    /// <summary>A cluster with its instances, all available.</summary>
    public DBCluster Add(string id, params string[] readers)
    {
        var cluster = new DBCluster
        {
            DBClusterIdentifier = id,
            DbClusterResourceId = $"cluster-{Guid.NewGuid():N}",
            Status = "available",
            Endpoint = "localhost",
            ClusterCreateTime = DateTime.UtcNow,
            Engine = "aurora-postgresql",
            DBClusterMembers = [new() { DBInstanceIdentifier = $"{id}-instance-1", IsClusterWriter = true }, .. readers.Select(reader => new DBClusterMember { DBInstanceIdentifier = reader, IsClusterWriter = false })],
        };
        Clusters.Add(cluster);
        Instances.AddRange(cluster.DBClusterMembers.Select(member => new DBInstance { DBInstanceIdentifier = member.DBInstanceIdentifier, DBClusterIdentifier = id, DBInstanceStatus = "available" }));
        return cluster;
    }

    /// <summary>It changes to that status, and is available again after a few looks.</summary>
    public void Begin(DBCluster cluster, string status)
    {
        lock (_gate)
        {
            Changing(cluster);
            cluster.Status = status;
        }
    }

    private async Task<T> Answer<T>(string name, Func<T> act)
    {
        await Task.Yield();
        T? answer;
        bool hangs;
        lock (_gate)
        {
            Calls++;
            hangs = Calls >= _hangAt;
            if (hangs && (!_hangsAfter || Calls > _hangAt))
                answer = default;
            else
            {
                if (!name.StartsWith("describe", StringComparison.Ordinal))
                    Acts.Add(name);
                answer = act();
            }
        }

        if (hangs)
            await Task.Delay(Timeout.Infinite);
        return answer!;
    }

    private DescribeDBClustersResponse Describe(DescribeDBClustersRequest request)
    {
        if (!Frozen)
            Pass();
        var found = Clusters.Where(cluster => request.DBClusterIdentifier is null || cluster.DBClusterIdentifier == request.DBClusterIdentifier).ToList();
        return request.DBClusterIdentifier is not null && found.Count == 0 ? throw Refusal("DBClusterNotFoundFault") : new() { DBClusters = found };
    }

    private DescribeDBInstancesResponse Describe(DescribeDBInstancesRequest request)
    {
        if (request.DBInstanceIdentifier is not { } id)
            return new() { DBInstances = [.. Instances.Where(instance => instance.DBClusterIdentifier == request.Filters!.Single().Values!.Single())] };
        return Instances.Find(instance => instance.DBInstanceIdentifier == id) is { } found ? new() { DBInstances = [found] } : throw Refusal("DBInstanceNotFound");
    }

    private DescribeDBClusterSnapshotsResponse Describe(DescribeDBClusterSnapshotsRequest request) =>
        Snapshots.Find(snapshot => snapshot.DBClusterSnapshotIdentifier == request.DBClusterSnapshotIdentifier) is { } found ? new() { DBClusterSnapshots = [found] } : throw Refusal("DBClusterSnapshotNotFoundFault");

    private CreateDBClusterResponse Create(CreateDBClusterRequest request)
    {
        if (CreateFails is { } refusal)
            throw refusal;
        if (Clusters.Exists(other => other.DBClusterIdentifier == request.DBClusterIdentifier))
            throw Refusal("DBClusterAlreadyExistsFault");
        Created.Add(request);
        var cluster = Add(request.DBClusterIdentifier!);
        (cluster.Status, cluster.DeletionProtection, cluster.BackupRetentionPeriod) = ("creating", request.DeletionProtection, 1);
        Instances[^1].DBInstanceStatus = "creating";
        Changing(cluster);
        return CreateAnswerLost is { } lost ? throw lost : new() { DBCluster = cluster, ResponseMetadata = new ResponseMetadata { RequestId = "request-1" } };
    }

    private ModifyDBClusterResponse Modify(ModifyDBClusterRequest request)
    {
        var cluster = Clusters.Find(other => other.DBClusterIdentifier == request.DBClusterIdentifier) ?? throw Refusal("DBClusterNotFoundFault");
        if (cluster.Status != "available")
            throw Refusal("InvalidDBClusterStateFault");
        cluster.EnabledCloudwatchLogsExports = [.. cluster.EnabledCloudwatchLogsExports ?? [], .. request.CloudwatchLogsExportConfiguration?.EnableLogTypes ?? []];
        cluster.BackupRetentionPeriod = request.BackupRetentionPeriod ?? cluster.BackupRetentionPeriod;
        cluster.DeletionProtection = request.DeletionProtection ?? cluster.DeletionProtection;
        cluster.Status = "modifying";
        Changing(cluster);
        return new() { DBCluster = cluster };
    }

    private DeleteDBInstanceResponse Delete(DeleteDBInstanceRequest request)
    {
        var instance = Instances.Find(other => other.DBInstanceIdentifier == request.DBInstanceIdentifier) ?? throw Refusal("DBInstanceNotFound");
        if (instance.DBInstanceStatus != "available")
            throw Refusal("InvalidDBInstanceState");
        instance.DBInstanceStatus = "deleting";
        return new() { DBInstance = instance };
    }

    private DeleteDBClusterResponse Delete(DeleteDBClusterRequest request)
    {
        var cluster = Clusters.Find(other => other.DBClusterIdentifier == request.DBClusterIdentifier) ?? throw Refusal("DBClusterNotFoundFault");
        if (cluster.DeletionProtection == true)
            throw Refusal("InvalidParameterCombination", "Cannot delete protected Cluster, please disable deletion protection and try again.");
        if (cluster.Status != "available" || Instances.Exists(instance => instance.DBClusterIdentifier == cluster.DBClusterIdentifier && instance.DBInstanceStatus != "deleting"))
            throw Refusal("InvalidDBClusterStateFault", "Cluster cannot be deleted, it still contains DB instances in non-deleting state.");
        if (request.FinalDBSnapshotIdentifier is { } name)
            Snapshots.Add(new DBClusterSnapshot { DBClusterSnapshotIdentifier = name, Status = "creating" });
        cluster.Status = "deleting";
        Changing(cluster);
        return new() { DBCluster = cluster };
    }

    private void Changing(DBCluster cluster) => _until[cluster.DbClusterResourceId!] = Looks;

    private void Pass()
    {
        foreach (var cluster in Clusters.ToList().Where(cluster => cluster.Status != "available" && --_until[cluster.DbClusterResourceId!] <= 0))
        {
            foreach (var snapshot in Snapshots)
                snapshot.Status = "available";
            if (cluster.Status != "deleting")
            {
                cluster.Status = "available";
                Instances.FindAll(instance => instance.DBClusterIdentifier == cluster.DBClusterIdentifier).ForEach(instance => instance.DBInstanceStatus = "available");
                continue;
            }

            Instances.RemoveAll(instance => instance.DBClusterIdentifier == cluster.DBClusterIdentifier);
            Clusters.Remove(cluster);
        }
    }
}
