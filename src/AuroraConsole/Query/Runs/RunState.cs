using System.Collections.Immutable;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Statements;

namespace AuroraConsole.Query.Runs;

/// <summary>Where a run, or a statement of it, stands.</summary>
public enum RunPhase
{
    /// <summary>Its turn has not come, or never will.</summary>
    Waiting,

    /// <summary>Logging in; a paused cluster wakes.</summary>
    Connecting,

    /// <summary>The server works or rows arrive.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Stopped by its owner.</summary>
    Cancelled,
}

/// <summary>Why not all rows are kept.</summary>
public enum CutReason
{
    /// <summary>All are.</summary>
    None,

    /// <summary>The row limit.</summary>
    RowLimit,

    /// <summary>The bound on disk for one result or all.</summary>
    DiskLimit,

    /// <summary>The disk took no more.</summary>
    DiskFull,
}

/// <summary>A run at one moment. Immutable but for the results, which count their rows themselves.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="ConnectedAt">UTC; <c>null</c> before the login succeeded.</param>
/// <param name="EndedAt">UTC; <c>null</c> while it goes on.</param>
/// <param name="Statements">One for each statement of the plan.</param>
/// <param name="Messages">NOTICEs, warnings, and what the console has to say, as they came; the first 1,000.</param>
/// <param name="Error">What kept the whole run from going on, such as a refused login.</param>
public sealed record RunState(
    RunPhase Phase,
    DateTimeOffset StartedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? EndedAt,
    ImmutableArray<StatementState> Statements,
    ImmutableList<RunMessage> Messages,
    QueryError? Error = null)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsActive => EndedAt is null;

    /// <summary>What went wrong, in the run or in a statement.</summary>
    public QueryError? FirstError => Error ?? Statements.Select(statement => statement.Error).FirstOrDefault(error => error is not null);
}

/// <summary>A statement of a run at one moment.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Result">Its rows; <c>null</c> when it returns none, or none yet.</param>
/// <param name="Cut">Why not all rows are kept.</param>
/// <param name="Unkept">Rows that arrived and were not kept (read-write mode reads on, because stopping would undo the statement).</param>
/// <param name="Affected">Rows inserted, updated, deleted or merged; <c>null</c> for others.</param>
/// <param name="FirstRow">Time from sending to the first row.</param>
/// <param name="Elapsed">Time from sending to the end.</param>
/// <param name="Error">What ended it.</param>
/// <param name="File">What COPY … TO STDOUT sent.</param>
/// <param name="Plan">What EXPLAIN (FORMAT JSON) said, when that was asked for.</param>
public sealed record StatementState(
    SqlStatement Statement,
    RunPhase Phase,
    StoredResult? Result = null,
    CutReason Cut = CutReason.None,
    long Unkept = 0,
    long? Affected = null,
    TimeSpan? FirstRow = null,
    TimeSpan? Elapsed = null,
    QueryError? Error = null,
    StoredFile? File = null,
    string? Plan = null);

/// <summary>A line of the Messages tab.</summary>
/// <param name="At">UTC.</param>
/// <param name="Severity">NOTICE, WARNING, INFO … or CONSOLE for the console's own.</param>
/// <param name="Text">The message.</param>
/// <param name="Detail">More, where the server sends it.</param>
public sealed record RunMessage(DateTimeOffset At, string Severity, string Text, string? Detail = null);
