using AuroraConsole.Access;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>Carries out one run on its tab's session, statement by statement, on a thread of its own.</summary>
internal sealed class RunExecution(QueryRun run, QuerySession session, ResultStore store, TimeProvider time)
{
    private static readonly TimeSpan CancelAgain = TimeSpan.FromMilliseconds(300);
    // A server that answers stops within milliseconds; after this the network is taken for dead.
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(8);
    // The server stops a statement at its timeout by itself, unless the text has reset that; then it is asked to.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Silence = Late + GiveUp;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private NpgsqlCommand? _current;
    private Task _work = Task.CompletedTask;
    private long _began;

    /// <summary>Runs to the end. What can be explained ends in the run's state.</summary>
    /// <returns>The code of what went wrong, or <c>null</c>.</returns>
    public async Task<string?> ExecuteAsync(Actor actor)
    {
        try
        {
            if (Refuse())
                return End(RunPhase.Failed);
            await using (var turn = await session.EnterAsync(actor, run.Plan.Place, run.Say, run.Stopping))
            {
                if (run.Plan.ReadOnly && turn.Transaction != TransactionPhase.None)
                    throw new ProblemException(new Problem("A transaction is open in this tab, and read-only mode would end it. Commit or roll back first, or run in read-write mode.", "TransactionOpen", StatusCodes.Status409Conflict, "mode"));
                run.Update(state => state with { Phase = RunPhase.Running, ConnectedAt = time.GetUtcNow() });
                Warn(turn);
                await RunAllAsync(turn);
            }

            if (!run.HasTab && session.State.Transaction != TransactionPhase.None)
                run.Say("CONSOLE", "The run ended inside a transaction. It belongs to no tab, so its connection was closed and the transaction rolled back; put BEGIN and COMMIT into one run.");
            return End(Outcome());
        }
        catch (TimeoutException)
        {
            var why = run.IsCancelled ? "You stopped it, but the server does not answer" : $"The server should have stopped at the timeout, but has not answered for {Silence.TotalSeconds:0} s since";
            End(run.IsCancelled ? RunPhase.Cancelled : RunPhase.Failed, new QueryError($"{why}, so the connection was given up. What arrived before is kept; {Changed}.", "NoAnswer"));
            // Its thread still waits for the network, until keep-alive finds it dead; its results cannot be deleted before.
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return "NoAnswer";
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

    // One thread a running query: rows are read with blocking calls, which is twice as fast here (docs: measured) and starves no pool.
    private async Task RunAllAsync(SessionTurn turn)
    {
        _began = time.GetTimestamp();
        _work = Task.Factory.StartNew(() => RunAll(turn), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!_work.IsCompleted)
        {
            await Task.WhenAny(_work, Task.Delay(Glance, time, run.Stopping));
            if ((!run.IsCancelled && !IsLate) || await StopAsync())
                continue;
            turn.GiveUp(_work);
            throw new TimeoutException();
        }

        await _work;
    }

    private bool IsLate => time.GetElapsedTime(Interlocked.Read(ref _began)) >= run.Plan.Timeout + Late;

    // Asks the server to stop until it has: a cancel that comes between two statements would otherwise be lost.
    private async Task<bool> StopAsync()
    {
        var began = time.GetTimestamp();
        var asking = Task.CompletedTask;
        while (!_work.IsCompleted && (run.IsCancelled || IsLate))
        {
            if (time.GetElapsedTime(began) > GiveUp)
                return false;
            if (asking.IsCompleted)
            {
                NpgsqlCommand? current;
                lock (_gate)
                    current = _current;
                // Opens a connection of its own, which waits long where there is no network.
                asking = current is null ? Task.CompletedTask : Task.Run(current.Cancel);
            }

            await Task.WhenAny(_work, Task.Delay(CancelAgain, time));
        }

        // One that is still on its way would hit what the session does next.
        await Task.WhenAny(asking, Task.Delay(GiveUp, time));
        return true;
    }

    // All statements are looked at before the first is sent: a half-run text would be worse than none.
    private bool Refuse()
    {
        for (var index = 0; index < run.Plan.Statements.Count; index++)
        {
            if (StatementRules.Check(run.Plan.Statements[index], run.Plan.ReadOnly, run.Plan.Explain != ExplainMode.None, run.Plan.Parameters) is not { } refusal)
                continue;
            run.Refuse(index, refusal);
            return true;
        }

        return false;
    }

    // Once a connection: said at every run, it would hide what the server says.
    private void Warn(SessionTurn turn)
    {
        if (turn.Connection.PostgresParameters.GetValueOrDefault("is_superuser") == "on")
            turn.SayOnce($"{run.Plan.Role} is a superuser: it can reach files and programs of the server, which no mode prevents.");
        if (run.Plan.ReadOnly && turn.Connection.PostgreSqlVersion.Major < 16)
            turn.SayOnce($"PostgreSQL {turn.Connection.PostgreSqlVersion.Major} lets a function lift read-only inside a statement, so the mode guards against mistakes, not against intent. The real guard is a role without the grants.");
    }

    private void RunAll(SessionTurn turn)
    {
        if (!run.Plan.ReadOnly && turn.Transaction != TransactionPhase.Failed)
            SetTimeout(turn.Connection);
        for (var index = 0; index < run.Plan.Statements.Count; index++)
        {
            if (run.IsCancelled)
            {
                run.Update(index, statement => statement with { Phase = RunPhase.Cancelled });
                return;
            }

            Interlocked.Exchange(ref _began, time.GetTimestamp());
            var succeeded = new StatementExecution(run, index, store, turn.Connection, Tell, time).Execute();
            if (!succeeded && (!run.Plan.GoesOn || run.IsCancelled))
                return;
            if (!run.Plan.ReadOnly)
                turn.Know(OwnSettings.In(run.Plan.Statements[index]));
            if (succeeded && MakesTypes(run.Plan.Statements[index]))
                turn.Connection.ReloadTypes();
        }
    }

    private void Tell(NpgsqlCommand? command)
    {
        lock (_gate)
            _current = command;
    }

    // The driver knows the names of types from the login; columns of newer ones would have none.
    private static bool MakesTypes(SqlStatement statement) =>
        statement.Keyword is "CREATE" or "ALTER" && (statement.Has("TYPE") || statement.Has("DOMAIN") || statement.Has("EXTENSION"));

    private void SetTimeout(NpgsqlConnection connection)
    {
        // Not by a SELECT: its snapshot would forbid SET TRANSACTION.
        using var command = new NpgsqlCommand($"SET statement_timeout = {(int)run.Plan.Timeout.TotalMilliseconds}", connection);
        command.ExecuteNonQuery();
    }

    private RunPhase Outcome()
    {
        var statements = run.State.Statements;
        return statements.All(statement => statement.Phase == RunPhase.Succeeded) ? RunPhase.Succeeded
            : run.IsCancelled && statements.Any(statement => statement.Phase == RunPhase.Cancelled) ? RunPhase.Cancelled
            : RunPhase.Failed;
    }

    private string Changed => run.Plan.ReadOnly ? "nothing was changed" : "whether a change was committed is not known";

    private QueryError Broken(NpgsqlException broken) => broken is PostgresException server
        ? new QueryError(server.MessageText, server.SqlState, Detail: server.Detail, Hint: server.Hint)
        : new QueryError($"The connection was lost while the query ran. What arrived before is kept; {Changed}.", "ConnectionBroken", Detail: broken.InnerException?.Message ?? broken.Message);

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
