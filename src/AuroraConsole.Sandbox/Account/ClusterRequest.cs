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

    /// <summary>The master user's grant of <c>rds_iam</c> is repaired.</summary>
    public bool MasterByIam { get; init; }

    /// <summary>Log types to switch on.</summary>
    public IReadOnlyList<string> EnableLogTypes { get; init; } = [];

    /// <summary>Log types to switch off.</summary>
    public IReadOnlyList<string> DisableLogTypes { get; init; } = [];

    /// <summary>Whether anything but log exports is asked for; only that shows as <c>modifying</c>.</summary>
    public bool ChangesCluster => Scaling is not null || DeletionProtection is not null || BackupRetentionPeriod is not null || IamAuthentication is not null || MasterByIam;
}
