namespace AuroraConsole.Sandbox.Account;

/// <summary>Where a port or an SNI name of the gateway leads: one endpoint of one cluster.</summary>
/// <param name="Region">Region of the cluster, also the one tokens must be signed for.</param>
/// <param name="ClusterId"><c>DBClusterIdentifier</c>.</param>
/// <param name="ResourceId"><c>DbClusterResourceId</c> (<c>cluster-ABC…</c>), the id policies name and the key of the PostgreSQL behind it.</param>
/// <param name="InstanceId">The instance that serves it, the second dimension of every metric.</param>
/// <param name="Port">The endpoint's own port on <c>localhost</c>.</param>
/// <param name="HostNames">The AWS-style names that lead here by SNI, lower-case.</param>
/// <param name="TokenHosts">Every <c>host:port</c> a token for this endpoint may be signed for; nothing else is accepted.</param>
public sealed record DatabaseRoute(
    string Region,
    string ClusterId,
    string ResourceId,
    string InstanceId,
    int Port,
    IReadOnlyList<string> HostNames,
    IReadOnlyList<string> TokenHosts)
{
    /// <summary>Whether a name leads here on that port, which is so where it may be signed for.</summary>
    public bool Answers(string hostName, int port) => TokenHosts.Contains($"{hostName}:{port}", StringComparer.OrdinalIgnoreCase);

    /// <summary>The endpoint of a reader: transactions begin read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether tokens are taken; members of <c>rds_iam</c> cannot log in when they are not.</summary>
    public bool IamAuthentication { get; init; } = true;

    /// <summary>The user that logs in by password whatever roles it has; <c>null</c>: nobody.</summary>
    public string? PasswordUser { get; init; }
}
