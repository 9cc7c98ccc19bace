namespace AuroraConsole.Shared;

/// <summary>What a status means to the reader; each has a shape of its own, so that colour never speaks alone.</summary>
public enum StatusKind
{
    /// <summary>Filled disc with a tick.</summary>
    Available,

    /// <summary>Open ring with an arc.</summary>
    Changing,

    /// <summary>Moon.</summary>
    Asleep,

    /// <summary>Square.</summary>
    Stopped,

    /// <summary>Triangle.</summary>
    Attention,

    /// <summary>Octagon with a cross.</summary>
    Broken,

    /// <summary>Dashed ring with a question mark.</summary>
    Unknown,
}

/// <summary>AWS's status words sorted by what they mean.</summary>
public static class StatusWords
{
    /// <summary>The kind of a cluster's or instance's status; one that AWS may add later is <see cref="StatusKind.Unknown"/>.</summary>
    public static StatusKind Kind(string status) => status switch
    {
        "available" => StatusKind.Available,
        "stopped" => StatusKind.Stopped,
        "asleep" => StatusKind.Asleep,
        "backing-up" or "backtracking" or "creating" or "deleting" or "failing-over" or "maintenance" or "migrating" or "modifying" or "promoting"
            or "rebooting" or "renaming" or "resetting-master-credentials" or "starting" or "stopping" or "storage-optimization" or "update-iam-db-auth" or "upgrading" => StatusKind.Changing,
        "failed" or "cloning-failed" or "migration-failed" or "inaccessible-encryption-credentials" or "insufficient-capacity" or "storage-full" or "restore-error" => StatusKind.Broken,
        _ when status.StartsWith("configuring-", StringComparison.Ordinal) => StatusKind.Changing,
        _ when status.StartsWith("incompatible-", StringComparison.Ordinal) => StatusKind.Broken,
        _ => StatusKind.Unknown,
    };

    /// <summary>The status as a word: <c>backing-up</c> is shown as <c>Backing up</c>.</summary>
    public static string Word(string status)
    {
        var words = status.Replace('-', ' ');
        return words.Length == 0 ? "Not known" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
