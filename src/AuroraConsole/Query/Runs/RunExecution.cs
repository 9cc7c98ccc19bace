using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>Carries out one run: logs in, then works through the statements on a thread of its own, stopping at the first error.</summary>
internal sealed class RunExecution(QueryRun run, FleetWatch fleet, DatabaseConnector connector, ResultStore store, TimeProvider time)
{
    private static readonly TimeSpan CancelAgain = TimeSpan.FromMilliseconds(300);
    private readonly Lock _gate = new();
    private NpgsqlCommand? _current;

    /// <summary>Runs to the end. What can be explained ends in the run's state.</summary>
    /// <returns>The code of what went wrong, or <c>null</c>.</returns>
    public async Task<string?> ExecuteAsync(Actor actor)
    {
        try
        {
            if (Refuse())
                return End(RunPhase.Failed);
            var cluster = await fleet.GetAsync(run.Plan.Cluster, fresh: false, run.Stopping);
            await using var connection = await connector.OpenAsync(actor, cluster, run.Plan.Database, run.Plan.Role, "query", run.Stopping);
            connection.Notice += (_, notice) => run.Say(notice.Notice.Severity, notice.Notice.MessageText, notice.Notice.Detail);
            run.Update(state => state with { Phase = RunPhase.Running, ConnectedAt = time.GetUtcNow() });
            Warn(connection);
            // One thread a running query: rows are read with blocking calls, which is twice as fast here (docs: measured) and starves no pool.
            var work = Task.Factory.StartNew(() => RunAll(connection), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            var cancelling = CancelWhenAskedAsync(work);
            bool succeeded;
            try
            {
                succeeded = await work;
            }
            finally
            {
                await cancelling;
            }

            return End(run.IsCancelled && !succeeded ? RunPhase.Cancelled : succeeded ? RunPhase.Succeeded : RunPhase.Failed);
        }
        catch (OperationCanceledException) when (run.IsCancelled)
        {
            return End(RunPhase.Cancelled, new QueryError("You stopped it before the login was done. Nothing was run.", PostgresErrorCodes.QueryCanceled));
        }
        catch (ProblemException refused)
        {
            return End(RunPhase.Failed, QueryError.Of(refused.Problem));
        }
        catch (NpgsqlException broken)
        {
            return End(RunPhase.Failed, Broken(broken));
        }
        catch (IOException disk)
        {
            return End(RunPhase.Failed, new QueryError($"The disk of Console:DataPath does not take the result: {disk.Message} Make room, then run it again.", "ResultStoreUnavailable"));
        }
        finally
        {
            if (run.State.IsActive)
                End(RunPhase.Failed, new QueryError("The run ended by a fault of the console. Its log says more.", "InternalError"));
        }
    }

    /// <summary>Asks the server to stop until it has; a cancel that comes between two statements would otherwise be lost.</summary>
    private async Task CancelWhenAskedAsync(Task work)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = run.Stopping.Register(asked.SetResult);
        await Task.WhenAny(asked.Task, work);
        while (!work.IsCompleted)
        {
            NpgsqlCommand? current;
            lock (_gate)
                current = _current;
            current?.Cancel();
            await Task.WhenAny(work, Task.Delay(CancelAgain, time));
        }
    }

    // All statements are looked at before the first is sent: a half-run text would be worse than none.
    private bool Refuse()
    {
        for (var index = 0; index < run.Plan.Statements.Count; index++)
        {
            if (StatementRules.Check(run.Plan.Statements[index], run.Plan.ReadOnly) is not { } refusal)
                continue;
            run.Refuse(index, refusal);
            return true;
        }

        return false;
    }

    private void Warn(NpgsqlConnection connection)
    {
        if (connection.PostgresParameters.GetValueOrDefault("is_superuser") == "on")
            run.Say("CONSOLE", $"{run.Plan.Role} is a superuser: it can reach files and programs of the server, which no mode prevents.");
        if (run.Plan.ReadOnly && connection.PostgreSqlVersion.Major < 16)
            run.Say("CONSOLE", $"PostgreSQL {connection.PostgreSqlVersion.Major} lets a function lift read-only inside a statement, so the mode guards against mistakes, not against intent. The real guard is a role without the grants.");
    }

    private bool RunAll(NpgsqlConnection connection)
    {
        if (!run.Plan.ReadOnly)
            SetTimeout(connection);
        for (var index = 0; index < run.Plan.Statements.Count; index++)
        {
            if (run.IsCancelled)
            {
                run.Update(index, statement => statement with { Phase = RunPhase.Cancelled });
                return false;
            }

            var statement = new StatementExecution(run, index, store, time);
            if (!statement.Execute(connection, command =>
            {
                lock (_gate)
                    _current = command;
            }))
                return false;
        }

        if (!run.Plan.ReadOnly && LeftOpen(connection))
            run.Say("CONSOLE", "The run ended inside a transaction. Every run has a connection of its own, so it was rolled back; put BEGIN and COMMIT into one run.");
        return true;
    }

    private void SetTimeout(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT set_config('statement_timeout', $1, false)", connection) { Parameters = { new() { Value = run.Plan.Timeout.TotalMilliseconds.ToString("0") } } };
        command.ExecuteNonQuery();
    }

    // Outside a transaction block every statement begins its own, at its own time (PostgreSQL manual, 9.9.5).
    private static bool LeftOpen(NpgsqlConnection connection)
    {
        try
        {
            using var command = new NpgsqlCommand("SELECT statement_timestamp() <> transaction_timestamp()", connection);
            return command.ExecuteScalar() is true;
        }
        catch (PostgresException failed) when (failed.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            return true;
        }
    }

    private static QueryError Broken(NpgsqlException broken) => broken is PostgresException server
        ? new QueryError(server.MessageText, server.SqlState, Detail: server.Detail, Hint: server.Hint)
        : new QueryError("The connection was lost while the query ran. What arrived before is kept; whether a change was committed is not known.", "ConnectionBroken", Detail: broken.InnerException?.Message ?? broken.Message);

    private string? End(RunPhase phase, QueryError? error = null)
    {
        run.Update(state => state with
        {
            Phase = phase,
            EndedAt = time.GetUtcNow(),
            Error = error ?? state.Error,
            // A connection that broke left its statement without a word.
            Statements = [.. state.Statements.Select(statement => statement.Phase == RunPhase.Running ? statement with { Phase = phase } : statement)],
        });
        return phase == RunPhase.Succeeded ? null : run.State.FirstError?.Code ?? (phase == RunPhase.Cancelled ? PostgresErrorCodes.QueryCanceled : null);
    }
}
