using AuroraConsole.Aws;
using AuroraConsole.Fleet;

namespace AuroraConsole.Connect.Clients;

/// <summary>Where and as whom.</summary>
/// <param name="Cluster"><c>DBClusterIdentifier</c>.</param>
/// <param name="Endpoint"><c>writer</c> or a reader instance's name.</param>
/// <param name="Host">The endpoint's host.</param>
/// <param name="Port">TCP.</param>
/// <param name="Database">Its name, any characters but control characters.</param>
/// <param name="Role">Its name, likewise.</param>
/// <param name="Region">For signing.</param>
/// <param name="RootCert">libpq's <c>sslrootcert</c>: <c>system</c> or a file's path.</param>
/// <param name="IdleSeconds">How long a pool may keep a connection that nobody uses.</param>
/// <param name="Signer">The IAM role that signs; <c>null</c>: whatever credentials the client or the console has.</param>
public sealed record LoginTarget(string Cluster, string Endpoint, string Host, int Port, string Database, string Role, string Region, string RootCert, int IdleSeconds, Signer? Signer = null)
{
    /// <summary>Whether the certificates chain to the system's own store.</summary>
    public bool UsesSystemRoots => RootCert == "system";

    /// <summary>The endpoint of a cluster as a target.</summary>
    public static LoginTarget Of(Cluster cluster, ClusterEndpoint endpoint, string database, string role, string rootCert, Signer signer) =>
        new(cluster.Id, endpoint.Name, endpoint.Host, endpoint.Port, database, role, cluster.Region, rootCert, IdleFor(cluster.SecondsUntilAutoPause), signer.Arn is null ? null : signer);

    /// <summary>
    /// Four minutes, or a minute less than the cluster's own wait: an open connection, used or not, keeps the cluster awake
    /// (Aurora User Guide, auto-pause; the shortest wait is 300 s).
    /// </summary>
    public static int IdleFor(int? secondsUntilAutoPause) => Math.Min(240, (secondsUntilAutoPause ?? 300) - 60);
}
