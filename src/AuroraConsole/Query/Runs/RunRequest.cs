namespace AuroraConsole.Query.Runs;

/// <summary>What to run, as <c>POST /api/query/runs</c> takes it.</summary>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role to log in as, exactly as it is spelled.</param>
/// <param name="Sql">The whole text of the editor, so that positions in errors are the editor's.</param>
/// <param name="Mode"><c>read-only</c> (default) or <c>read-write</c>.</param>
/// <param name="TimeoutSeconds">Seconds for each statement, 1 to 3,600; 30 when left out.</param>
/// <param name="RowLimit">Rows kept of each result, 1 to 1,000,000; 100,000 when left out.</param>
/// <param name="From">UTF-16 offset where the selection begins, or the cursor.</param>
/// <param name="To">UTF-16 offset where the selection ends; the same as <paramref name="From"/>: run the statement there. Both left out: run all.</param>
/// <param name="Tab">One run at a time has a tab; scripts may leave it out.</param>
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
    string? Tab = null);
