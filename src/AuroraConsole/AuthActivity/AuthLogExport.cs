using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>Turns on the export of a cluster's auth error log.</summary>
public sealed class AuthLogExport(AwsClients clients, FleetWatch fleet, AccessControl access, AuthWatch watch)
{
    /// <summary>Asks RDS to export <c>iam-db-auth-error</c>; lines arrive from then on.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="clusterKey"><c>region/id</c>.</param>
    /// <param name="cancellationToken">Given up on the way, RDS may still have heard it.</param>
    /// <exception cref="ProblemException">Not allowed, no such cluster, or RDS refused.</exception>
    public async Task TurnOnAsync(Actor actor, string clusterKey, CancellationToken cancellationToken)
    {
        await access.Begin(actor, Act.ModifyCluster, clusterKey, ("enableLog", AuthLogReader.LogType)).CarryOutAsync(async () =>
        {
            var cluster = await fleet.GetAsync(clusterKey, fresh: false, cancellationToken);
            await clients.Rds(cluster.Region).ModifyDBClusterAsync(
                new ModifyDBClusterRequest
                {
                    DBClusterIdentifier = cluster.Id,
                    CloudwatchLogsExportConfiguration = new CloudwatchLogsExportConfiguration { EnableLogTypes = [AuthLogReader.LogType] },
                },
                cancellationToken);
        });
        await fleet.RefreshAsync(cancellationToken);
        watch.HurryLog(clusterKey);
    }
}
