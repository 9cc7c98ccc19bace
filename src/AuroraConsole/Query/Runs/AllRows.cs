using System.Data;
using AuroraConsole.Access;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>
/// All rows of a result that was cut at its limit: its statement is run again as COPY in its tab's session and streamed, without the store and
/// its bounds. What it reads is of now, not what was seen.
/// </summary>
public sealed class AllRows(QueryRuns runs, QuerySessions sessions, ExportsUnderway underway, AccessControl access)
{
    private static readonly HashSet<string> Reading = ["SELECT", "WITH", "TABLE", "VALUES"];

    /// <summary>Whether a statement only reads, so that it may be run again.</summary>
    public static bool May(SqlStatement statement) => Reading.Contains(statement.Keyword);

    /// <summary>Runs it and hands over its bytes.</summary>
    /// <param name="actor">Whose result it is.</param>
    /// <param name="id">The result.</param>
    /// <param name="format"><c>csv</c> with a header, <c>text</c> (tab-separated, NULL as <c>\N</c>) or <c>binary</c>.</param>
    /// <param name="progress">A name of the caller's own to ask for progress by; <c>null</c>: nobody will.</param>
    /// <param name="begin">Called once the server has begun to send: answers where to. Errors before it can still be told.</param>
    /// <param name="cancellationToken">Stops the server too.</param>
    /// <exception cref="ProblemException">404, 400 <c>NotReading</c> and <c>InvalidFormat</c>, 409 <c>QueryRunning</c> and <c>Cancelled</c>, those of the session, and what the server says.</exception>
    public async Task WriteAsync(Actor actor, string id, string format, string? progress, Func<QueryRun, Stream> begin, CancellationToken cancellationToken)
    {
        using var export = underway.Begin(actor, progress, of: null, cancellationToken);
        try
        {
            await WriteAsync(actor, id, format, begin, export);
            export.Done();
        }
        catch (OperationCanceledException stopped) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(new Problem("The export was stopped.", "Cancelled", StatusCodes.Status409Conflict), stopped);
        }
        catch (ProblemException failed)
        {
            export.Failed(failed.Problem.Sentence);
            throw;
        }
    }

    private async Task WriteAsync(Actor actor, string id, string format, Func<QueryRun, Stream> begin, ExportsUnderway.Export export)
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
        sessions.DemandRoom(actor, run.Tab);
        using var record = access.Begin(
            actor, Act.ExportResult, run.Plan.Cluster, ("database", run.Plan.Database), ("role", run.Plan.Role), ("format", $"{format}, all rows"), ("sha256", run.Plan.Digest));
        try
        {
            await CopyAsync(actor, run, statement.Statement, options, begin, record, export);
        }
        finally
        {
            // A script without a tab has nobody to use its session again.
            if (!run.HasTab)
                await sessions.DropAsync(actor, run.Tab);
        }
    }

    private async Task CopyAsync(Actor actor, QueryRun run, SqlStatement statement, string options, Func<QueryRun, Stream> begin, Audit.AuditEntry record, ExportsUnderway.Export export)
    {
        var cancellationToken = export.Stopping;
        await using var turn = await sessions.Of(actor, run.Tab).EnterAsync(actor, run.Plan.Place, run.Say, cancellationToken);
        var connection = turn.Connection;
        if (turn.Transaction == TransactionPhase.Failed)
            throw new ProblemException(new Problem("A statement of this tab's transaction failed, so nothing can be read in it. Roll back first.", PostgresErrorCodes.InFailedSqlTransaction, StatusCodes.Status409Conflict));
        var isInside = turn.Transaction != TransactionPhase.None;
        await ExecuteAsync(connection, isInside ? "SAVEPOINT aurora_console_export" : "BEGIN READ ONLY");
        try
        {
            await ExecuteAsync(connection, $"SET LOCAL statement_timeout = {RunPlan.MaxTimeout * 1000}");
            await CopyReading.ReadAsync(connection, $"COPY ({StatementParameters.Inline(statement, run.Plan.Parameters).Text}\n) TO STDOUT WITH {options}", options.Contains("binary", StringComparison.Ordinal), async source =>
            {
                var output = begin(run);
                var buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
                while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var got)
                {
                    await output.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
                    export.Wrote(rows: null, got);
                }

                return true;
            }, cancellationToken);
            record.Succeeded();
        }
        catch (PostgresException refused)
        {
            record.Failed(refused.SqlState);
            throw new ProblemException(new Problem(refused.MessageText, refused.SqlState), refused);
        }
        catch (NpgsqlException broken) when (!cancellationToken.IsCancellationRequested)
        {
            record.Failed("ConnectionBroken");
            throw new ProblemException(new Problem("The connection was lost while the rows came.", "ConnectionBroken", StatusCodes.Status502BadGateway), broken);
        }
        finally
        {
            foreach (var undo in isInside ? (string[])["ROLLBACK TO SAVEPOINT aurora_console_export", "RELEASE SAVEPOINT aurora_console_export"] : ["ROLLBACK"])
            {
                if (connection.State == ConnectionState.Open)
                    await ExecuteAsync(connection, undo);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
