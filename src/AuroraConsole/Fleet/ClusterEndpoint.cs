using Amazon.RDS.Model;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Fleet;

/// <summary>One way into a cluster, as AWS described it; never typed by a user. A token is signed for exactly this host and port.</summary>
/// <param name="ClusterKey">Whose.</param>
/// <param name="Name"><c>writer</c>, or a reader's <c>DBInstanceIdentifier</c>.</param>
/// <param name="Host">Lower-case, as AWS gives it.</param>
/// <param name="Port">TCP.</param>
public sealed record ClusterEndpoint(string ClusterKey, string Name, string Host, int Port)
{
    /// <summary>The name of every cluster's writer endpoint.</summary>
    public const string WriterName = "writer";

    /// <summary>The writer's; <c>null</c> until the cluster has one.</summary>
    public static ClusterEndpoint? Writer(Cluster cluster) =>
        cluster.Endpoint is { } host ? new(cluster.Key, WriterName, host, cluster.Port) : null;
}

/// <summary>Finds a cluster's endpoints: the writer's and each reader instance's own.</summary>
public sealed class EndpointReader(AwsClients clients)
{
    /// <summary>Writer first. Asks AWS only when there are readers.</summary>
    /// <exception cref="ProblemException">AWS refused or did not answer.</exception>
    public async Task<IReadOnlyList<ClusterEndpoint>> ReadAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (ClusterEndpoint.Writer(cluster) is not { } writer)
            return [];
        var readers = cluster.Members.Where(member => !member.IsWriter).Select(member => member.Id).ToHashSet();
        if (readers.Count == 0)
            return [writer];
        try
        {
            var request = new DescribeDBInstancesRequest { Filters = [new Filter { Name = "db-cluster-id", Values = [cluster.Id] }], MaxRecords = 100 };
            var answer = await clients.Rds(cluster.Region).DescribeDBInstancesAsync(request, cancellationToken);
            return [writer, .. from instance in answer.DBInstances ?? []
                               where readers.Contains(instance.DBInstanceIdentifier ?? "") && instance.Endpoint?.Address is { Length: > 0 }
                               orderby instance.DBInstanceIdentifier
                               select new ClusterEndpoint(cluster.Key, instance.DBInstanceIdentifier!, instance.Endpoint!.Address!, instance.Endpoint.Port ?? cluster.Port)];
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
    }
}
