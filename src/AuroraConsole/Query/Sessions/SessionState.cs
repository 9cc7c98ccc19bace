using System.Collections.Immutable;

namespace AuroraConsole.Query.Sessions;

/// <summary>Whether a tab has a connection and what it does.</summary>
public enum SessionPhase
{
    /// <summary>None is open; the next Run opens one.</summary>
    Closed,

    /// <summary>Logging in; a paused cluster wakes.</summary>
    Connecting,

    /// <summary>Open and idle.</summary>
    Idle,

    /// <summary>Something runs on it.</summary>
    Running,
}

/// <summary>Whether the session is inside a transaction block.</summary>
public enum TransactionPhase
{
    /// <summary>None; every statement commits by itself.</summary>
    None,

    /// <summary>Open.</summary>
    Open,

    /// <summary>A statement of it failed: only ROLLBACK (or ROLLBACK TO) is done in it.</summary>
    Failed,
}

/// <summary>Where a session is.</summary>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role it logged in as.</param>
public sealed record SessionPlace(string Cluster, string Database, string Role)
{
    /// <summary>As sentences name it.</summary>
    public override string ToString() => $"{Cluster.Split('/')[^1]} / {Database} as {Role}";
}

/// <summary>A tab's connection at one moment.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Since">UTC: in this phase since.</param>
/// <param name="Place">Where it is, or was last.</param>
/// <param name="Transaction">Inside a transaction block or not.</param>
/// <param name="TransactionSince">UTC; <c>null</c> outside of one.</param>
/// <param name="Holds">What would end with it, in words: temporary tables, cursors, advisory locks …</param>
/// <param name="TokenExpiresAt">UTC: end of the token it logged in with. It stays open past that.</param>
/// <param name="ProcessId">Of its server process, as in pg_stat_activity.</param>
/// <param name="ClosesAt">UTC: when it is closed for being idle; <c>null</c>: it stays open, for it holds something.</param>
/// <param name="Ended">Why there is no connection any more, in a sentence; <c>null</c>: there was none yet, or there is one.</param>
/// <param name="IsLost">It ended with something in it. The next Run says so once and runs nothing.</param>
public sealed record SessionState(
    SessionPhase Phase,
    DateTimeOffset Since,
    SessionPlace? Place = null,
    TransactionPhase Transaction = TransactionPhase.None,
    DateTimeOffset? TransactionSince = null,
    ImmutableArray<string> Holds = default,
    DateTimeOffset? TokenExpiresAt = null,
    int? ProcessId = null,
    DateTimeOffset? ClosesAt = null,
    string? Ended = null,
    bool IsLost = false)
{
    /// <summary>Whether a connection is open, which keeps the cluster awake.</summary>
    public bool IsOpen => Phase is SessionPhase.Idle or SessionPhase.Running;

    /// <summary>Whether something would end with the connection, so that it is not closed for being idle.</summary>
    public bool HasState => Transaction != TransactionPhase.None || !Holds.IsDefaultOrEmpty;

    /// <summary>What would end with it, in words; empty without.</summary>
    public string Held => string.Join(" and ", (string[])[.. Transaction == TransactionPhase.None ? [] : new[] { "an open transaction" }, .. Holds.IsDefault ? [] : Holds]);
}
