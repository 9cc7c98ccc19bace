using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuroraConsole.Activity;

/// <summary>One client's session as <c>pg_stat_activity</c> shows it to the role that looks.</summary>
/// <param name="Pid">Of its server process.</param>
/// <param name="Role">Who is logged in.</param>
/// <param name="Database">Where.</param>
/// <param name="Application">As it names itself.</param>
/// <param name="Client">Its address; <c>null</c> when it is hidden, or came through a socket.</param>
/// <param name="State">PostgreSQL's word; <c>null</c> when it is hidden.</param>
/// <param name="WaitType">Kind of event it waits for; <c>null</c>: none, or hidden.</param>
/// <param name="WaitEvent">The event.</param>
/// <param name="StartedAt">UTC; <c>null</c> when it is hidden, as the times below.</param>
/// <param name="TransactionAt">UTC; <c>null</c> outside of a transaction.</param>
/// <param name="QueryAt">UTC, of the statement that runs, or ran last.</param>
/// <param name="StateAt">UTC, of the last change of state.</param>
/// <param name="XminAge">How many transactions ago its oldest snapshot began: vacuum keeps what was deleted since.</param>
/// <param name="Ssl">Whether the server itself sees TLS; <c>null</c>: hidden.</param>
/// <param name="Query">The statement that runs, or ran last; at most 4,000 characters. <c>null</c> when it is hidden.</param>
/// <param name="IsOwn">The session that looks.</param>
/// <param name="Wait">The lock it waits for; <c>null</c>: none.</param>
public sealed record Session(
    int Pid, string Role, string? Database, string Application, string? Client, string? State, string? WaitType, string? WaitEvent,
    DateTimeOffset? StartedAt, DateTimeOffset? TransactionAt, DateTimeOffset? QueryAt, DateTimeOffset? StateAt, int? XminAge, bool? Ssl, string? Query, bool IsOwn, LockWait? Wait)
{
    /// <summary>As all connections of this console name themselves.</summary>
    public bool IsConsole => Application == "AuroraConsole";

    /// <summary>Its state as filters and counts group it.</summary>
    public SessionState Kind => this switch
    {
        { Wait: not null } => SessionState.Waiting,
        { State: null } => SessionState.Hidden,
        { State: "active" or "fastpath function call" } => SessionState.Active,
        { State: "idle in transaction" } => SessionState.IdleInTransaction,
        { State: "idle in transaction (aborted)" } => SessionState.Aborted,
        { State: "idle" } => SessionState.Idle,
        _ => SessionState.Hidden,
    };

    /// <summary>Since when it is as it is: waits, runs, or idles.</summary>
    public DateTimeOffset? Since => Wait?.Since ?? (State == "active" ? QueryAt : StateAt);
}

/// <summary>A lock somebody waits for.</summary>
/// <param name="Type"><c>relation</c>, <c>transactionid</c> (a row that another transaction changed), <c>tuple</c> …</param>
/// <param name="Mode">Such as <c>AccessExclusiveLock</c>.</param>
/// <param name="Relation">The table; <c>null</c> when it is in another database or none.</param>
/// <param name="Since">UTC; <c>null</c> before PostgreSQL 14.</param>
/// <param name="BlockedBy">Process ids; 0 is a prepared transaction.</param>
public sealed record LockWait(string Type, string Mode, string? Relation, DateTimeOffset? Since, IReadOnlyList<int> BlockedBy)
{
    /// <summary>In words, such as "a row of orders".</summary>
    public string What => Type switch
    {
        "relation" => Relation ?? "a table",
        "transactionid" or "tuple" => Relation is null ? "a row" : $"a row of {Relation}",
        "virtualxid" => "the end of another transaction",
        "advisory" => "an advisory lock",
        "extend" => $"room in {Relation ?? "a table"}",
        "page" => $"a page of {Relation ?? "an index"}",
        _ => Type,
    };
}

/// <summary>States as one reads them; <c>idle-in-transaction</c> and the like in JSON and in addresses.</summary>
[JsonConverter(typeof(SessionStateConverter))]
public enum SessionState
{
    /// <summary>Waits for a lock that another session holds.</summary>
    Waiting,

    /// <summary>Runs a statement.</summary>
    Active,

    /// <summary>In a transaction, without doing anything.</summary>
    IdleInTransaction,

    /// <summary>In a transaction that failed and only takes ROLLBACK.</summary>
    Aborted,

    /// <summary>Outside of a transaction, without doing anything.</summary>
    Idle,

    /// <summary>The role that looks may not see it.</summary>
    Hidden,
}

internal sealed class SessionStateConverter() : JsonStringEnumConverter<SessionState>(JsonNamingPolicy.KebabCaseLower);
