using System.Data;
using AuroraConsole.Access;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>
/// All rows of a result that was cut at its limit: its statement is run again as COPY in its tab's session and streamed, without the store and
/// its bounds. What it reads is of now, not what was seen.
/// </summary>
public sealed class AllRows(QueryRuns runs, QuerySessions sessions, AccessControl access)
{
    private static readonly HashSet<string> Reading = ["SELECT", "WITH", "TABLE", "VALUES"];

    /// <summary>Whether a statement only reads, so that it may be run again.</summary>
    public static bool May(SqlStatement statement) => Reading.Contains(statement.Keyword);

    /// <summary>Runs it and hands over its bytes.</summary>
    /// <param name="actor">Whose result it is.</param>
    /// <param name="id">The result.</param>
    /// <param name="format"><c>csv</c> with a header, <c>text</c> (tab-separated, NULL as <c>\N</c>) or <c>binary</c>.</param>
    /// <param name="begin">Called once the server has begun to send: answers where to. Errors before it can still be told.</param>
    /// <param name="cancellationToken">Stops the server too.</param>
    /// <exception cref="ProblemException">404, 400 <c>NotReading</c> and <c>InvalidFormat</c>, 409 <c>QueryRunning</c>, those of the session, and what the server says.</exception>
    public async Task WriteAsync(Actor actor, string id, string format, Func<QueryRun, Stream> begin, CancellationToken cancellationToken)
    {
        var (run, statement, _) = runs.GetResult(actor, id);
        if (!May(statement.Statement))
            throw new ProblemException(new Problem($"Only SELECT, WITH, TABLE and VALUES are run again; {statement.Statement.Keyword} would change data twice. Raise the row limit instead.", "NotReading"));
        var options = format switch
        {
            "csv" => "(FORMAT csv, HEADER)",
            "text" => "(FORMAT text)",
            "binary" => "(FORMAT binary)",
            _ => throw new ProblemException(new Problem("The format is csv, text or binary.", "InvalidFormat", Field: "format")),
        };
        if (runs.IsActive(actor, run.Tab))
            throw new ProblemException(new Problem("A query still runs in this tab. Wait for it or cancel it first.", "QueryRunning", StatusCodes.Status409Conflict));
        using var record = access.Begin(
            actor, Act.ExportResult, run.Plan.Cluster, ("database", run.Plan.Database), ("role", run.Plan.Role), ("format", $"{format}, all rows"), ("sha256", run.Plan.Digest));
        await using var turn = await sessions.Of(actor, run.Tab).EnterAsync(actor, run.Plan.Place, run.Say, cancellationToken);
        var connection = turn.Connection;
        var (before, after) = turn.Transaction == TransactionPhase.None
            ? ((string[])["BEGIN READ ONLY", $"SET LOCAL statement_timeout = {RunPlan.MaxTimeout * 1000}"], "ROLLBACK")
            : (["SAVEPOINT aurora_console_export"], "ROLLBACK TO SAVEPOINT aurora_console_export");
        try
        {
            foreach (var first in before)
                await ExecuteAsync(connection, first);
            await CopyReading.ReadAsync(connection, $"COPY ({StatementParameters.Inline(statement.Statement, run.Plan.Parameters).Text}\n) TO STDOUT WITH {options}", format == "binary", async source =>
            {
                await source.CopyToAsync(begin(run), 128 * 1024, cancellationToken);
                return true;
            }, cancellationToken);
            record.Succeeded();
        }
        catch (PostgresException refused)
        {
            record.Failed(refused.SqlState);
            throw new ProblemException(new Problem(refused.MessageText, refused.SqlState), refused);
        }
        finally
        {
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, after);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
