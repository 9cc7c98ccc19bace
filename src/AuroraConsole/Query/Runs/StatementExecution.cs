using System.Data;
using System.Text;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>
/// One statement: in read-only mode <c>BEGIN READ ONLY; set_config; statement; check; ROLLBACK</c>, else just the statement. Rows go from
/// the socket to the store in pieces; none is ever a .NET object.
/// </summary>
internal sealed class StatementExecution(QueryRun run, int index, ResultStore store, TimeProvider time)
{
    private readonly long _sent = time.GetTimestamp();
    private StoredResult? _result;
    private bool _stopped;
    private string? _undo;
    private SentText? _text;

    private StatementState State => run.State.Statements[index];

    private TimeSpan Elapsed => time.GetElapsedTime(_sent);

    /// <summary>Runs it.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="executing">Told the command that can be cancelled, and <c>null</c> when there is none any more.</param>
    /// <returns>Whether it succeeded.</returns>
    public bool Execute(NpgsqlConnection connection, Action<NpgsqlCommand?> executing)
    {
        run.Update(index, statement => statement with { Phase = RunPhase.Running });
        using var command = new NpgsqlCommand
        {
            Connection = connection,
            AllResultTypesAreUnknown = true,
        };
        _text = CopyOut.Of(State.Statement) is not null ? StatementParameters.Inline(State.Statement, run.Plan.Parameters) : StatementParameters.Bind(command, State.Statement, run.Plan.Parameters);
        command.CommandText = Prefix + _text.Text;
        try
        {
            var undo = Begin(connection);
            executing(command);
            if (run.Plan.Explain != ExplainMode.None)
                ReadPlan(command);
            else if (CopyOut.Of(State.Statement) is { } copy)
                // The driver stops a copy only when it is read asynchronously; this thread is the run's own.
                ReadCopyAsync(connection, copy).GetAwaiter().GetResult();
            else
                Read(command);
            executing(null);
            if (run.Plan.ReadOnly)
                EndReadOnly(connection);
            else if (undo is not null)
                Execute(connection, undo);
            return Succeed();
        }
        catch (PostgresException error)
        {
            return Fail(connection, error, executing);
        }
        catch (OperationCanceledException stopped) when (stopped.InnerException is PostgresException error)
        {
            return Fail(connection, error, executing);
        }
        catch (OperationCanceledException) when (run.IsCancelled && connection.State == ConnectionState.Open)
        {
            return Stopped(connection, "You stopped the copy. What had arrived is not kept: half a file misleads.");
        }
        catch (Exception) when (connection.State == ConnectionState.Open)
        {
            // A disk that takes no file, a plan that is too long: the tab must not be left inside a transaction of ours.
            executing(null);
            Undo(connection);
            throw;
        }
    }

    private string Prefix => run.Plan.Explain switch
    {
        ExplainMode.Plan => "EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS) ",
        ExplainMode.Analyze => "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, VERBOSE, SETTINGS) ",
        _ => "",
    };

    // What goes before the statement; answers what undoes it after, when that is another statement.
    private string? Begin(NpgsqlConnection connection)
    {
        if (run.Plan.ReadOnly)
        {
            BeginReadOnly(connection);
            return null;
        }

        var isInside = run.Plan is { Mode: RunMode.ReadWrite, Explain: ExplainMode.None } || QuerySession.IsInTransaction(connection);
        if (run.Plan.Explain != ExplainMode.None)
        {
            // Also for a plan alone: a mistake in it would fail the transaction it only wanted to look at.
            Execute(connection, isInside ? "SAVEPOINT aurora_console_explain" : "BEGIN");
            return _undo = isInside ? "ROLLBACK TO SAVEPOINT aurora_console_explain; RELEASE SAVEPOINT aurora_console_explain" : "ROLLBACK";
        }

        if (!isInside && !StatementRules.ControlsTransaction(State.Statement))
            Execute(connection, "BEGIN");
        return null;
    }

    private static void Execute(NpgsqlConnection connection, string statements)
    {
        foreach (var statement in statements.Split("; "))
        {
            using var command = new NpgsqlCommand(statement, connection);
            command.ExecuteNonQuery();
        }
    }

    private void ReadPlan(NpgsqlCommand command)
    {
        const int most = 8 << 20;
        using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess | CommandBehavior.SingleResult);
        if (!reader.Read() || reader.FieldCount != 1)
            return;
        using var text = reader.GetTextReader(0);
        var plan = new StringBuilder();
        var piece = new char[16 * 1024];
        while (text.Read(piece) is > 0 and var got)
        {
            if (plan.Length + got > most)
                throw new ProblemException(new Problem("The plan is longer than 8 MB, which is more than can be shown. EXPLAIN a part of the statement.", "PlanTooLong"));
            plan.Append(piece, 0, got);
        }

        run.Update(index, statement => statement with { Plan = plan.ToString() });
    }

    private async Task ReadCopyAsync(NpgsqlConnection connection, CopyOut copy)
    {
        var file = store.CreateFile(copy.Extension);
        run.Update(index, statement => statement with { File = file });
        if (!await CopyReading.ReadAsync(connection, _text!.Text, copy.IsBinary, source => file.FillAsync(source, run.Stopping), run.Stopping))
            run.Update(index, statement => statement with { Cut = CutReason.DiskLimit });
    }

    private void BeginReadOnly(NpgsqlConnection connection)
    {
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("BEGIN READ ONLY"),
                // Also takes the snapshot, after which the transaction can no longer be made writable by SET (16 and later: by nothing).
                new NpgsqlBatchCommand("SELECT pg_catalog.set_config('statement_timeout', $1, true)") { Parameters = { new() { Value = run.Plan.Timeout.TotalMilliseconds.ToString("0") } } },
            },
        };
        batch.ExecuteNonQuery();
    }

    private void EndReadOnly(NpgsqlConnection connection)
    {
        if (_stopped)
        {
            // A transaction that was stopped answers nothing but ROLLBACK.
            Rollback(connection);
            return;
        }

        using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("SHOW transaction_read_only"), new NpgsqlBatchCommand("ROLLBACK") } };
        if (batch.ExecuteScalar() as string != "on")
            run.Say("CONSOLE", "The statement lifted its read-only mode. It was rolled back; what a rollback does not undo (sequences, locks, other sessions) may have changed.");
    }

    private void Read(NpgsqlCommand command)
    {
        var reader = command.ExecuteReader(CommandBehavior.SequentialAccess | CommandBehavior.SingleResult);
        try
        {
            if (reader.FieldCount > 0)
                ReadRows(command, reader);
        }
        finally
        {
            reader.Dispose();
        }

        if (reader.RecordsAffected >= 0)
            run.Update(index, statement => statement with { Affected = reader.RecordsAffected });
    }

    private void ReadRows(NpgsqlCommand command, NpgsqlDataReader reader)
    {
        var columns = Enumerable.Range(0, reader.FieldCount).Select(column => ResultColumn.Of(reader.GetName(column), reader.GetDataTypeName(column))).ToArray();
        _result = store.Create(columns);
        run.Update(index, statement => statement with { Result = _result });
        using var writer = _result.Write(time);
        var cut = Fill(reader, writer);
        if (cut != CutReason.None)
            run.Update(index, statement => statement with { Cut = cut });
        if (!writer.Finish())
            run.Update(index, statement => statement with { Cut = CutReason.DiskFull });
        if (cut == CutReason.None)
            return;
        if (run.Plan.ReadOnly)
            Stop(command, reader);
        else
            Drain(reader);
    }

    private CutReason Fill(NpgsqlDataReader reader, ResultWriter writer)
    {
        var isShown = false;
        while (reader.Read())
        {
            if (writer.Rows == run.Plan.RowLimit)
                return CutReason.RowLimit;
            try
            {
                if (!writer.Append(reader, Cells))
                    return CutReason.DiskLimit;
            }
            catch (IOException)
            {
                // Only the store throws this here; the driver has exceptions of its own for the network.
                return CutReason.DiskFull;
            }

            if (writer.Rows == 1)
                run.Update(index, statement => statement with { FirstRow = Elapsed });
            if (isShown || _result!.Rows == 0)
                continue;
            // Told once more as soon as rows can be read, so that nobody waits for their next look.
            isShown = true;
            run.Update(index, statement => statement);
        }

        return CutReason.None;
    }

    private static bool Cells(ResultWriter writer, NpgsqlDataReader reader)
    {
        for (var column = 0; column < reader.FieldCount; column++)
        {
            if (reader.IsDBNull(column))
            {
                writer.Null();
                continue;
            }

            var length = reader.GetBytes(column, 0, null, 0, 0);
            if (!writer.Begin(length))
                return false;
            for (long done = 0; done < length;)
            {
                var free = writer.Free();
                var got = (int)reader.GetBytes(column, done, free.Array, free.Offset, (int)Math.Min(free.Count, length - done));
                writer.Advance(got);
                done += got;
            }
        }

        return true;
    }

    // Reading only, so nothing is lost by stopping; closing without it would wait for all rows.
    private void Stop(NpgsqlCommand command, NpgsqlDataReader reader)
    {
        _stopped = true;
        command.Cancel();
        try
        {
            reader.Close();
        }
        catch (Exception stopped) when ((stopped as PostgresException ?? stopped.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // What was asked for.
        }
    }

    // Stopping would undo what the statement changes; the rest is read and counted, not kept.
    private void Drain(NpgsqlDataReader reader)
    {
        var unkept = 1L;
        while (reader.Read())
            unkept++;
        run.Update(index, statement => statement with { Unkept = unkept });
    }

    private bool Succeed()
    {
        var elapsed = Elapsed;
        run.Update(index, statement => statement with { Phase = RunPhase.Succeeded, Elapsed = elapsed });
        return true;
    }

    private bool Fail(NpgsqlConnection connection, PostgresException error, Action<NpgsqlCommand?> executing)
    {
        executing(null);
        var elapsed = Elapsed;
        var stopped = run.IsCancelled && error.SqlState == PostgresErrorCodes.QueryCanceled;
        var advice = ErrorAdvice.For(error, State.Statement, run.Plan, elapsed, stopped, _result?.Rows ?? 0);
        run.Update(index, statement => statement with
        {
            Phase = stopped ? RunPhase.Cancelled : RunPhase.Failed,
            Elapsed = elapsed,
            Error = QueryError.Of(error, statement.Statement, _text!, run.Plan.Text, advice, Prefix.Length),
        });
        return Undo(connection);
    }

    private bool Stopped(NpgsqlConnection connection, string sentence)
    {
        run.Update(index, statement => statement with { Phase = RunPhase.Cancelled, Elapsed = Elapsed, Error = new QueryError(sentence, PostgresErrorCodes.QueryCanceled) });
        return Undo(connection);
    }

    // Answers false, as what it follows did.
    private bool Undo(NpgsqlConnection connection)
    {
        if (connection.State == ConnectionState.Open)
        {
            if (run.Plan.ReadOnly)
                Rollback(connection);
            else if (_undo is not null)
                Execute(connection, _undo);
        }

        return false;
    }

    private static void Rollback(NpgsqlConnection connection)
    {
        using var rollback = new NpgsqlCommand("ROLLBACK", connection);
        rollback.ExecuteNonQuery();
    }
}
