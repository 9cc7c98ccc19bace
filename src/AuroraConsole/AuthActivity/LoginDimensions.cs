using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity;

/// <summary>Under which dimension CloudWatch lists the login metrics of a region. Its documentation does not say, so it is asked.</summary>
/// <param name="Clusters">Values found under <c>DBClusterIdentifier</c>.</param>
/// <param name="Instances">Values found under <c>DBInstanceIdentifier</c>.</param>
public sealed record LoginDimensions(IReadOnlySet<string> Clusters, IReadOnlySet<string> Instances)
{
    /// <summary>The cluster's dimension.</summary>
    public const string ByCluster = "DBClusterIdentifier";

    /// <summary>The instance's dimension.</summary>
    public const string ByInstance = "DBInstanceIdentifier";

    // No status of RDS: what is gone has none.
    private const string GoneStatus = "gone";

    /// <summary>What to ask for a cluster: one dimension with its values, since the same logins are counted under both. <c>null</c>: nothing is listed.</summary>
    public (string Name, IReadOnlyList<string> Values)? Of(Cluster cluster)
    {
        if (Clusters.Contains(cluster.Id))
            return (ByCluster, [cluster.Id]);
        string[] members = [.. cluster.Members.Select(member => member.Id).Where(Instances.Contains)];
        return members.Length > 0 ? (ByInstance, members) : null;
    }

    /// <summary>Clusters that CloudWatch has login metrics of and that RDS no longer lists: deleted within the two weeks that metrics stay listed.</summary>
    public IEnumerable<Cluster> Gone(string region, IEnumerable<Cluster> listed) => Clusters.Except(listed.Select(cluster => cluster.Id)).Order(StringComparer.Ordinal).Select(id => new Cluster(
        region, id, "", "", GoneStatus, false, null, null, 0, "", null, null, null, false, 0, true, [], "", default, [], new Dictionary<string, string>()));

    /// <summary>Whether a cluster is one of <see cref="Gone"/>.</summary>
    public static bool IsGone(Cluster cluster) => cluster.Status == GoneStatus;

    /// <summary>Asks ListMetrics, all pages. Metrics without a sample for two weeks are not listed (CloudWatch API).</summary>
    public static async Task<LoginDimensions> ReadAsync(IAmazonCloudWatch client, CloudWatchUse use, CancellationToken cancellationToken)
    {
        HashSet<string> clusters = [], instances = [];
        var request = new ListMetricsRequest { Namespace = LoginMetrics.Namespace, MetricName = LoginMetric.Requests.AwsName() };
        do
        {
            use.Count(new AskedInAnHour(Lists: 1));
            var page = await client.ListMetricsAsync(request, cancellationToken);
            // Metrics with more than the one dimension are parts of the whole and would count twice.
            foreach (var dimension in (page.Metrics ?? []).Where(metric => metric.Dimensions is { Count: 1 }).Select(metric => metric.Dimensions![0]))
            {
                if (dimension is { Name: ByCluster, Value: { } cluster })
                    clusters.Add(cluster);
                else if (dimension is { Name: ByInstance, Value: { } instance })
                    instances.Add(instance);
            }

            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return new LoginDimensions(clusters, instances);
    }
}
