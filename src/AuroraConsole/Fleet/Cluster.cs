namespace AuroraConsole.Fleet;

/// <summary>What is known of one cluster, as AWS last described it. Immutable.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Id"><c>DBClusterIdentifier</c>.</param>
/// <param name="ResourceId"><c>DbClusterResourceId</c>, the id that policies name.</param>
/// <param name="Arn"><c>DBClusterArn</c>.</param>
/// <param name="Status">As AWS says it; an unknown one is shown as it is.</param>
/// <param name="IsExpress">Internet gateway on and no VPC (RDS API, DescribeDBClusters).</param>
/// <param name="Endpoint">The writer's host; <c>null</c> until available.</param>
/// <param name="ReaderEndpoint">The readers' host; <c>null</c> until available.</param>
/// <param name="Port">TCP port of the endpoint.</param>
/// <param name="EngineVersion">Such as 17.7.</param>
/// <param name="MinAcu">ACU; <c>null</c> when the cluster is not serverless.</param>
/// <param name="MaxAcu">ACU.</param>
/// <param name="SecondsUntilAutoPause">Seconds; <c>null</c> when it never pauses.</param>
/// <param name="DeletionProtection">Whether it refuses to be deleted.</param>
/// <param name="BackupRetentionDays">Days.</param>
/// <param name="IamAuthentication">Whether IAM logins are on.</param>
/// <param name="LogExports">What is exported to CloudWatch Logs, such as <c>iam-db-auth-error</c>.</param>
/// <param name="MasterUser">The master user's name.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Members">Its instances, writer first.</param>
/// <param name="Tags">Key and value.</param>
public sealed record Cluster(
    string Region,
    string Id,
    string ResourceId,
    string Arn,
    string Status,
    bool IsExpress,
    string? Endpoint,
    string? ReaderEndpoint,
    int Port,
    string EngineVersion,
    double? MinAcu,
    double? MaxAcu,
    int? SecondsUntilAutoPause,
    bool DeletionProtection,
    int BackupRetentionDays,
    bool IamAuthentication,
    IReadOnlyList<string> LogExports,
    string MasterUser,
    DateTimeOffset CreatedAt,
    IReadOnlyList<ClusterMember> Members,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary><c>region/id</c>, the name used in addresses, test ids and the API.</summary>
    public string Key => $"{Region}/{Id}";

    /// <summary>The role that Connect and Query offer first: the cluster's tag <c>aurora-console:role</c>.</summary>
    public string? PreferredRole => Tags.GetValueOrDefault("aurora-console:role");

    /// <summary>The database they offer first: the cluster's tag <c>aurora-console:database</c>.</summary>
    public string? PreferredDatabase => Tags.GetValueOrDefault("aurora-console:database");

    /// <summary>Ready for logins.</summary>
    public bool IsAvailable => Status == "available" && Endpoint is not null;
}

/// <summary>One instance of a cluster.</summary>
/// <param name="Id"><c>DBInstanceIdentifier</c>.</param>
/// <param name="IsWriter">Writer or reader.</param>
public sealed record ClusterMember(string Id, bool IsWriter);
