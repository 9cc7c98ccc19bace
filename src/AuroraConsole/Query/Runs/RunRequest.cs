using AuroraConsole.Query.Statements;

namespace AuroraConsole.Query.Runs;

/// <summary>What to run, as <c>POST /api/query/runs</c> takes it.</summary>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role to log in as, exactly as it is spelled.</param>
/// <param name="Sql">The whole text of the editor, so that positions in errors are the editor's.</param>
/// <param name="Mode"><c>read-only</c> (default), <c>read-write</c>, or <c>transaction</c>: read-write in a transaction that stays open until it is committed or rolled back.</param>
/// <param name="TimeoutSeconds">Seconds for each statement, 1 to 3,600; 30 when left out.</param>
/// <param name="RowLimit">Rows kept of each result, 1 to 1,000,000; 100,000 when left out.</param>
/// <param name="From">UTF-16 offset where the selection begins, or the cursor.</param>
/// <param name="To">UTF-16 offset where the selection ends; the same as <paramref name="From"/>: run the statement there. Both left out: run all.</param>
/// <param name="Tab">One run at a time has a tab; scripts may leave it out.</param>
/// <param name="OnError"><c>stop</c> (default) at the first statement that fails, or <c>continue</c> with the next.</param>
/// <param name="Explain"><c>plan</c>: what the server would do; <c>analyze</c>: done and measured, then rolled back. Left out: run.</param>
/// <param name="Parameters">Values by name (<c>:name</c>) or number (<c>$1</c>: "1").</param>
/// <param name="Confirmed">Its author has seen what the dangerous statements in it would do.</param>
public sealed record RunRequest(
    string Cluster,
    string Database,
    string Role,
    string Sql,
    string? Mode = null,
    int? TimeoutSeconds = null,
    int? RowLimit = null,
    int? From = null,
    int? To = null,
    string? Tab = null,
    string? OnError = null,
    string? Explain = null,
    IReadOnlyDictionary<string, ParameterValue>? Parameters = null,
    bool Confirmed = false);
