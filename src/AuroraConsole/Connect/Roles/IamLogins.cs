using Amazon.RDS;
using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Connect.Roles;

/// <summary>Makes IAM logins possible from outside the database: for a cluster that has them off, and for a master that lost rds_iam.</summary>
public sealed class IamLogins(AwsClients clients, FleetWatch fleet, AccessControl access)
{
    /// <summary>Turns IAM authentication on for a standard cluster. Express clusters always have it.</summary>
    /// <exception cref="ProblemException">403, or why AWS refused.</exception>
    public Task TurnOnAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken) => ModifyAsync(
        actor, cluster, "IAM logins on", new ModifyDBClusterRequest { DBClusterIdentifier = cluster.Id, EnableIAMDatabaseAuthentication = true, ApplyImmediately = true }, cancellationToken);

    /// <summary>Gives an express cluster's master rds_iam again, after somebody revoked it and so locked everyone out.</summary>
    /// <exception cref="ProblemException">409 <c>NotExpress</c>, 403, or why AWS refused.</exception>
    public Task RepairMasterAsync(Actor actor, Cluster cluster, CancellationToken cancellationToken) => cluster.IsExpress
        ? ModifyAsync(
            actor, cluster, "master logs in by IAM again", new ModifyDBClusterRequest { DBClusterIdentifier = cluster.Id, MasterUserAuthenticationType = MasterUserAuthenticationType.IamDbAuth, ApplyImmediately = true }, cancellationToken)
        : throw new ProblemException(new Problem($"{cluster.Id} is a standard cluster: its master logs in by password, and can then run GRANT rds_iam itself.", "NotExpress", StatusCodes.Status409Conflict));

    private async Task ModifyAsync(Actor actor, Cluster cluster, string what, ModifyDBClusterRequest request, CancellationToken cancellationToken)
    {
        await access.Begin(actor, Act.ModifyCluster, cluster.Key, ("change", what)).CarryOutAsync(() => clients.Rds(cluster.Region).ModifyDBClusterAsync(request, cancellationToken));
        await fleet.RefreshAsync(cancellationToken);
    }
}
