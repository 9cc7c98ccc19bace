namespace AuroraConsole.Sandbox.Account;

/// <summary>What <c>CreateDBCluster</c> asks for, read from the wire.</summary>
public sealed record CreateClusterRequest(string Region, string Id)
{
    /// <summary><c>WithExpressConfiguration</c>.</summary>
    public bool Express { get; init; }

    /// <summary>Master user; <c>postgres</c> by default.</summary>
    public string? MasterUsername { get; init; }

    /// <summary>Version asked for; <c>null</c>: the default.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>Scaling range; <c>null</c>: the default.</summary>
    public ScalingRequest? Scaling { get; init; }

    /// <summary>Off by default.</summary>
    public bool DeletionProtection { get; init; }

    /// <summary>Days.</summary>
    public int? BackupRetentionPeriod { get; init; }

    /// <summary>IAM authentication of a standard cluster.</summary>
    public bool IamAuthentication { get; init; }

    /// <summary>How the master user logs in, where it is not as express has it.</summary>
    public MasterChange? Master { get; init; }

    /// <summary>The data it begins with has the master user log in by password.</summary>
    public bool MasterByPassword { get; init; }

    /// <summary>Windows and tags of snapshots.</summary>
    public UpkeepRequest Upkeep { get; init; } = new();

    /// <summary>Made by a restore, which makes no instance.</summary>
    public bool Restored { get; init; }

    /// <summary>Whose data it begins with; <c>null</c>: none.</summary>
    public DataSource? Source { get; init; }

    /// <summary>Log types to export.</summary>
    public IReadOnlyList<string> LogExports { get; init; } = [];

    /// <summary>Tags.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>Put the demo schema in.</summary>
    public bool Seed { get; init; }
}

/// <summary><c>ServerlessV2ScalingConfiguration</c>; absent members keep what is there.</summary>
public sealed record ScalingRequest(double? MinCapacity, double? MaxCapacity, int? SecondsUntilAutoPause);

/// <summary>What <c>ModifyDBCluster</c> asks for; <c>null</c> leaves a setting as it is.</summary>
public sealed record ModifyClusterRequest(string Region, string Id)
{
    /// <summary>Scaling range.</summary>
    public ScalingRequest? Scaling { get; init; }

    /// <summary>Deletion protection.</summary>
    public bool? DeletionProtection { get; init; }

    /// <summary>Days.</summary>
    public int? BackupRetentionPeriod { get; init; }

    /// <summary>IAM authentication.</summary>
    public bool? IamAuthentication { get; init; }

    /// <summary>How the master user logs in; by IAM also repairs its grant of <c>rds_iam</c>.</summary>
    public MasterChange? Master { get; init; }

    /// <summary>Windows and tags of snapshots.</summary>
    public UpkeepRequest Upkeep { get; init; } = new();

    /// <summary>Log types to switch on.</summary>
    public IReadOnlyList<string> EnableLogTypes { get; init; } = [];

    /// <summary>Log types to switch off.</summary>
    public IReadOnlyList<string> DisableLogTypes { get; init; } = [];

    /// <summary>Whether anything but log exports is asked for; only that shows as <c>modifying</c>.</summary>
    public bool ChangesCluster => Scaling is not null || DeletionProtection is not null || BackupRetentionPeriod is not null || IamAuthentication is not null || Master is not null || Upkeep != new UpkeepRequest();
}

/// <summary>Settings of maintenance and backup; <c>null</c> leaves one as it is.</summary>
/// <param name="BackupWindow">UTC, <c>hh24:mi-hh24:mi</c>.</param>
/// <param name="MaintenanceWindow">UTC, <c>ddd:hh24:mi-ddd:hh24:mi</c>.</param>
/// <param name="CopyTagsToSnapshot">Whether snapshots get the cluster's tags.</param>
/// <param name="AutoMinorVersionUpgrade">Minor versions come by themselves.</param>
public sealed record UpkeepRequest(string? BackupWindow = null, string? MaintenanceWindow = null, bool? CopyTagsToSnapshot = null, bool? AutoMinorVersionUpgrade = null)
{
    /// <summary>The cluster with these settings.</summary>
    /// <exception cref="AwsRefusalException">A window that is none.</exception>
    public Cluster On(Cluster cluster) => cluster with
    {
        BackupWindow = BackupWindow is null ? cluster.BackupWindow : ResourceRules.BackupWindow(BackupWindow),
        MaintenanceWindow = MaintenanceWindow is null ? cluster.MaintenanceWindow : ResourceRules.MaintenanceWindow(MaintenanceWindow),
        CopyTagsToSnapshot = CopyTagsToSnapshot ?? cluster.CopyTagsToSnapshot,
        AutoMinorVersionUpgrade = AutoMinorVersionUpgrade ?? cluster.AutoMinorVersionUpgrade,
    };
}
