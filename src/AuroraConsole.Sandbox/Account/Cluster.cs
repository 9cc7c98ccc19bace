using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>A DB cluster (RDS API, <c>DBCluster</c>).</summary>
/// <param name="Region">Its region; clusters of one name may exist in several.</param>
/// <param name="Id"><c>DBClusterIdentifier</c>, lower-case.</param>
/// <param name="ResourceId"><c>DbClusterResourceId</c>, <c>cluster-</c> and 26 of A–Z and 2–7.</param>
/// <param name="Port">Its own port on <c>localhost</c>.</param>
/// <param name="Express">Made with express configuration.</param>
/// <param name="Status">As the API says it; <see cref="ResourceStatus"/>.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="MasterUsername">The master user.</param>
/// <param name="EngineVersion">What the API reports; the PostgreSQL behind it is what is installed.</param>
public sealed record Cluster(
    string Region,
    string Id,
    string ResourceId,
    int Port,
    bool Express,
    string Status,
    DateTimeOffset CreatedAt,
    string MasterUsername,
    string EngineVersion)
{
    /// <summary>When the transition that <see cref="Status"/> names is over; <c>null</c> outside transitions.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>ACU. <c>null</c> for a standard cluster without serverless scaling.</summary>
    public double? MinCapacity { get; init; }

    /// <summary>ACU.</summary>
    public double? MaxCapacity { get; init; }

    /// <summary>Seconds. <c>null</c> when the cluster never pauses.</summary>
    public int? SecondsUntilAutoPause { get; init; }

    /// <summary>Deletion is refused while on.</summary>
    public bool DeletionProtection { get; init; }

    /// <summary>Days, 1–35.</summary>
    public int BackupRetentionPeriod { get; init; } = 1;

    /// <summary>IAM database authentication; always on for express.</summary>
    public bool IamAuthentication { get; init; }

    /// <summary>Log types on: <c>instance</c>, <c>postgresql</c>, <c>iam-db-auth-error</c>.</summary>
    public IReadOnlyList<string> LogExports { get; init; } = [];

    /// <summary>Tags of the cluster.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Its instances, the writer first.</summary>
    public IReadOnlyList<Instance> Instances { get; init; } = [];

    /// <summary>UTC, <c>hh24:mi-hh24:mi</c>.</summary>
    public string BackupWindow { get; init; } = "03:00-03:30";

    /// <summary>UTC, <c>ddd:hh24:mi-ddd:hh24:mi</c>.</summary>
    public string MaintenanceWindow { get; init; } = "sun:04:00-sun:04:30";

    /// <summary>Whether its snapshots get its tags.</summary>
    public bool CopyTagsToSnapshot { get; init; }

    /// <summary>Minor versions come by themselves.</summary>
    public bool AutoMinorVersionUpgrade { get; init; } = true;

    /// <summary>Where its data is copied from before it has any; <c>null</c>: it begins empty.</summary>
    public DataSource? Source { get; init; }

    /// <summary>A change of how the master user logs in that its PostgreSQL has still to be told.</summary>
    public MasterChange? MasterChange { get; init; }

    /// <summary>The master user logs in by password, whatever roles it has; its PostgreSQL knows.</summary>
    public bool MasterByPassword { get; init; }

    /// <summary>The snapshot to take before its data goes.</summary>
    public string? FinalSnapshotId { get; init; }

    /// <summary>Its PostgreSQL has a data directory; not before it had its first instance.</summary>
    public bool HasData { get; init; }

    /// <summary>The demo schema is put in before it becomes available.</summary>
    public bool Seed { get; init; }

    /// <summary><c>arn:aws:rds:REGION:ACCOUNT:cluster:ID</c>.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:rds:{Region}:{SandboxOptions.AccountId}:cluster:{Id}";

    /// <summary>The instance that writes, or <c>null</c> while there is none.</summary>
    [JsonIgnore]
    public Instance? Writer => Instances.FirstOrDefault(i => i.Status != ResourceStatus.Deleting);

    /// <summary>The same cluster with one instance changed, or (<c>null</c>) gone.</summary>
    public Cluster With(string instanceId, Func<Instance, Instance?> change) => this with
    {
        Instances = [.. Instances.Select(i => i.Id == instanceId ? change(i) : i).OfType<Instance>()],
    };
}

/// <summary>A DB instance of a cluster (RDS API, <c>DBInstance</c>).</summary>
/// <param name="Id"><c>DBInstanceIdentifier</c>, lower-case, unique in its region.</param>
/// <param name="ResourceId"><c>DbiResourceId</c>, <c>db-</c> and 26 of A–Z and 2–7.</param>
/// <param name="Class"><c>db.serverless</c> or a provisioned class.</param>
/// <param name="Port">Its own port on <c>localhost</c>.</param>
/// <param name="Status">As the API says it.</param>
/// <param name="CreatedAt">When it was asked for.</param>
public sealed record Instance(string Id, string ResourceId, string Class, int Port, string Status, DateTimeOffset CreatedAt)
{
    /// <summary>When the transition that <see cref="Status"/> names is over; <c>null</c> outside transitions.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The server behind it has still to be started anew.</summary>
    public bool RestartDue { get; init; }

    /// <summary>0–15, lower is promoted first.</summary>
    public int PromotionTier { get; init; } = 1;

    /// <summary>Tags of the instance.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}

/// <summary>Whose data a restored cluster begins with: one of the two.</summary>
/// <param name="Snapshot"><see cref="ClusterSnapshot.DataName"/>.</param>
/// <param name="ResourceId">Resource id of a cluster, whose data is copied as it is then.</param>
public sealed record DataSource(string? Snapshot, string? ResourceId);

/// <summary>How the master user logs in from now on.</summary>
/// <param name="Verifier">PostgreSQL's SCRAM verifier of a password, from which the password cannot be read; <c>null</c>: by IAM.</param>
public sealed record MasterChange(string? Verifier);

/// <summary>A tag; keys are unique within a resource.</summary>
public sealed record Tag(string Key, string Value);
