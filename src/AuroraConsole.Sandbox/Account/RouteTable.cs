using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Every endpoint that serves now, by port and by AWS-style name.</summary>
internal sealed record RouteTable(IReadOnlyDictionary<int, DatabaseRoute> ByPort, IReadOnlyDictionary<string, DatabaseRoute> ByHost)
{
    public static RouteTable Of(AccountState state, int gatewayPort)
    {
        var routes = state.Clusters.Where(c => ResourceStatus.Serves(c.Status)).SelectMany(c => Routes(c, gatewayPort)).ToList();
        var byHost = routes.SelectMany(r => r.HostNames, (route, host) => (route, host)).ToDictionary(r => r.host, r => r.route, StringComparer.OrdinalIgnoreCase);
        foreach (var cluster in state.Clusters.Where(c => ResourceStatus.Serves(c.Status)))
        {
            if (ReaderRoute(cluster, gatewayPort) is { } reader)
                byHost[reader.HostNames[0]] = reader;
        }

        return new RouteTable(routes.ToDictionary(r => r.Port), byHost);
    }

    /// <summary>The endpoints with ports of their own, whatever their status: the cluster's (its writer serves it) and each instance's.</summary>
    public static IEnumerable<DatabaseRoute> Routes(Cluster cluster, int gatewayPort)
    {
        // DescribeDBClusters gives the reader's name with this port too; Of says where a name leads.
        if (cluster.Writer is { } writer)
            yield return Route(cluster, writer, cluster.Port, ClusterHost(cluster), gatewayPort) with { HostNames = [ClusterHost(cluster), ReaderHost(cluster)] };

        foreach (var instance in cluster.Instances.Where(i => i.Status != ResourceStatus.Deleting))
            yield return Route(cluster, instance, instance.Port, InstanceHost(cluster, instance), gatewayPort);
    }

    /// <summary><c>demo.cluster-cabc123.us-east-1.rds.amazonaws.com</c>.</summary>
    public static string ClusterHost(Cluster cluster) => $"{cluster.Id}.cluster-{Suffix(cluster.Region)}";

    /// <summary><c>demo.cluster-ro-cabc123.us-east-1.rds.amazonaws.com</c>.</summary>
    public static string ReaderHost(Cluster cluster) => $"{cluster.Id}.cluster-ro-{Suffix(cluster.Region)}";

    private static string InstanceHost(Cluster cluster, Instance instance) => $"{instance.Id}.{Suffix(cluster.Region)}";

    // The reader endpoint leads to a reader, or to the writer when there is none (Aurora User Guide, "Reader endpoints").
    private static DatabaseRoute? ReaderRoute(Cluster cluster, int gatewayPort)
    {
        var reader = cluster.Instances.LastOrDefault(i => ResourceStatus.Serves(i.Status));
        return reader is null ? null : Route(cluster, reader, reader.Port, ReaderHost(cluster), gatewayPort) with
        {
            TokenHosts = [$"{ReaderHost(cluster)}:{gatewayPort}", $"{ReaderHost(cluster)}:{cluster.Port}"],
        };
    }

    private static DatabaseRoute Route(Cluster cluster, Instance instance, int port, string host, int gatewayPort) => new(
        cluster.Region,
        cluster.Id,
        cluster.ResourceId,
        instance.Id,
        port,
        [host],
        [$"localhost:{port}", $"{host}:{port}", $"{host}:{gatewayPort}"])
    {
        ReadOnly = instance.Id != cluster.Writer?.Id,
        IamAuthentication = cluster.IamAuthentication,
        PasswordUser = cluster.MasterByPassword ? cluster.MasterUsername : null,
    };

    // AWS puts a fixed word for account and region here.
    private static string Suffix(string region) =>
        "c" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SandboxOptions.AccountId + region)))[..11] + $".{region}.rds.amazonaws.com";
}
