using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;

namespace AuroraConsole.Query;

/// <summary>A run as the API shows it.</summary>
public sealed record RunAnswer(
    string Id,
    string State,
    string Cluster,
    string Database,
    string Role,
    string Mode,
    DateTimeOffset StartedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? EndedAt,
    QueryError? Error,
    IReadOnlyList<StatementAnswer> Statements,
    IReadOnlyList<RunMessage> Messages)
{
    /// <summary>The run as it stands.</summary>
    public static RunAnswer Of(QueryRun run)
    {
        var (plan, state) = (run.Plan, run.State);
        return new RunAnswer(
            run.Id, Word(state.Phase), plan.Cluster, plan.Database, plan.Role, plan.ModeWord, state.StartedAt, state.ConnectedAt, state.EndedAt, state.FirstError,
            [.. state.Statements.Select(StatementAnswer.Of)], state.Messages);
    }

    internal static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

/// <summary>A statement of a run as the API shows it.</summary>
/// <param name="Keyword">Its first key word.</param>
/// <param name="Start">UTF-16 offset in the text sent.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Result">For <c>/api/query/results/{id}/rows</c>; <c>null</c> without rows.</param>
/// <param name="Columns">Names and types.</param>
/// <param name="Rows">Rows kept so far.</param>
/// <param name="Complete">Whether no more rows come.</param>
/// <param name="Cut">Why not all rows are kept: <c>none</c>, <c>row-limit</c>, <c>disk-limit</c>, <c>disk-full</c>.</param>
/// <param name="File">For <c>/api/query/files/{id}</c>: what COPY … TO STDOUT sent.</param>
/// <param name="Plan">EXPLAIN (FORMAT JSON), when it was asked for.</param>
/// <param name="Affected">Rows changed.</param>
/// <param name="FirstRowMs">Milliseconds.</param>
/// <param name="ElapsedMs">Milliseconds.</param>
/// <param name="Error">What ended it.</param>
public sealed record StatementAnswer(
    string Keyword, int Start, string State, string? Result, IReadOnlyList<ResultColumn>? Columns, int Rows, bool Complete, string Cut, string? File, string? Plan, long? Affected, double? FirstRowMs, double? ElapsedMs, QueryError? Error)
{
    internal static StatementAnswer Of(StatementState statement) => new(
        statement.Statement.Keyword, statement.Statement.Start, RunAnswer.Word(statement.Phase), statement.Result?.Id, statement.Result?.Columns, statement.Result?.Rows ?? 0,
        statement.Result?.IsComplete ?? true, RunAnswer.Word(statement.Cut), statement.File?.Id, statement.Plan, statement.Affected, statement.FirstRow?.TotalMilliseconds, statement.Elapsed?.TotalMilliseconds, statement.Error);
}
