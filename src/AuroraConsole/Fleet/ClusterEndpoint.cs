using Amazon.RDS.Model;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Fleet;

/// <summary>One way into a cluster, as AWS described it; never typed by a user. A token is signed for exactly this host and port.</summary>
/// <param name="ClusterKey">Whose.</param>
/// <param name="Name"><c>writer</c>, <c>reader</c>, or an instance's <c>DBInstanceIdentifier</c>.</param>
/// <param name="Host">Lower-case, as AWS gives it.</param>
/// <param name="Port">TCP.</param>
public sealed record ClusterEndpoint(string ClusterKey, string Name, string Host, int Port)
{
    /// <summary>The name of every cluster's writer endpoint.</summary>
    public const string WriterName = "writer";

    /// <summary>The name of the endpoint that leads to any reader.</summary>
    public const string ReaderName = "reader";

    /// <summary>The writer's; <c>null</c> until the cluster has one.</summary>
    public static ClusterEndpoint? Writer(Cluster cluster) =>
        cluster.Endpoint is { } host ? new(cluster.Key, WriterName, host, cluster.Port) : null;

    /// <summary>
    /// The readers'; <c>null</c> until the cluster has one, and where its name is of another domain than the writer's: an emulator
    /// serves that one by TLS name only, which no client finds by itself.
    /// </summary>
    public static ClusterEndpoint? Reader(Cluster cluster) =>
        cluster is { Endpoint: { } writer, ReaderEndpoint: { } host } && Domain(writer) == Domain(host) ? new(cluster.Key, ReaderName, host, cluster.Port) : null;

    // name.cluster-abc.region.rds.amazonaws.com and name.cluster-ro-abc.region.rds.amazonaws.com
    private static string Domain(string host) => string.Join('.', host.Split('.')[^Math.Min(4, host.Split('.').Length)..]);
}

/// <summary>Finds a cluster's endpoints: the writer's, the readers' common one, and each instance's own.</summary>
public sealed class EndpointReader(AwsClients clients)
{
    /// <summary>Writer first, then the readers' where there is a reader, then the instances by name.</summary>
    /// <exception cref="ProblemException">AWS refused or did not answer, and there are readers to ask about.</exception>
    public async Task<IReadOnlyList<ClusterEndpoint>> ReadAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (ClusterEndpoint.Writer(cluster) is not { } writer)
            return [];
        var readers = cluster.Members.Any(member => !member.IsWriter);
        List<ClusterEndpoint> endpoints = [writer];
        if (readers && ClusterEndpoint.Reader(cluster) is { } reader)
            endpoints.Add(reader);
        try
        {
            var request = new DescribeDBInstancesRequest { Filters = [new Filter { Name = "db-cluster-id", Values = [cluster.Id] }], MaxRecords = 100 };
            var answer = await clients.Rds(cluster.Region).DescribeDBInstancesAsync(request, cancellationToken);
            endpoints.AddRange(from instance in answer.DBInstances ?? []
                               where instance.DBInstanceIdentifier is { Length: > 0 } && instance.Endpoint?.Address is { Length: > 0 }
                               orderby instance.DBInstanceIdentifier
                               select new ClusterEndpoint(cluster.Key, instance.DBInstanceIdentifier!, instance.Endpoint!.Address!, instance.Endpoint.Port ?? cluster.Port));
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            // Without readers the writer's endpoint is all that matters.
            if (readers)
                throw new ProblemException(problem, error);
        }

        // An instance may be called writer or reader; the cluster's own come first.
        return [.. endpoints.DistinctBy(endpoint => endpoint.Name)];
    }
}
