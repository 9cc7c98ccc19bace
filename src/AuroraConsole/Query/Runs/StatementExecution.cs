using System.Data;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Statements;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>One statement from being sent to what came of it, which ends in the run's state.</summary>
internal sealed class StatementExecution
{
    private readonly QueryRun _run;
    private readonly int _index;
    private readonly ResultStore _store;
    private readonly TimeProvider _time;
    private readonly NpgsqlConnection _connection;
    private readonly Action<NpgsqlCommand?> _executing;
    private readonly StatementTransaction _transaction;
    private readonly StatementRows _rows;
    private readonly long _sent;
    private SentText? _text;

    /// <param name="run">Whose.</param>
    /// <param name="index">Which of its statements.</param>
    /// <param name="store">Where its rows or its file go.</param>
    /// <param name="connection">Open.</param>
    /// <param name="executing">Told the command that can be cancelled, and <c>null</c> when there is none any more.</param>
    /// <param name="time">Measures it.</param>
    public StatementExecution(QueryRun run, int index, ResultStore store, NpgsqlConnection connection, Action<NpgsqlCommand?> executing, TimeProvider time)
    {
        (_run, _index, _store, _connection, _executing, _time) = (run, index, store, connection, executing, time);
        _sent = time.GetTimestamp();
        _transaction = new StatementTransaction(run.Plan, Statement, connection);
        _rows = new StatementRows(run, index, store, time, () => Elapsed);
    }

    private SqlStatement Statement => _run.Plan.Statements[_index];

    private TimeSpan Elapsed => _time.GetElapsedTime(_sent);

    private string Prefix => _run.Plan.Explain switch
    {
        ExplainMode.Plan => "EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS) ",
        ExplainMode.Analyze => "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, VERBOSE, SETTINGS) ",
        _ => "",
    };

    /// <summary>Runs it; whether it succeeded.</summary>
    public bool Execute()
    {
        _run.Update(_index, statement => statement with { Phase = RunPhase.Running });
        using var command = new NpgsqlCommand
        {
            Connection = _connection,
            AllResultTypesAreUnknown = true,
        };
        _text = CopyOut.Of(Statement) is not null ? StatementParameters.Inline(Statement, _run.Plan.Parameters) : StatementParameters.Bind(command, Statement, _run.Plan.Parameters);
        command.CommandText = Prefix + _text.Text;
        try
        {
            _transaction.Begin();
            _executing(command);
            Read(command);
            _executing(null);
            if (!_transaction.End(_rows.Stopped))
                _run.Say("CONSOLE", "The statement lifted its read-only mode. It was rolled back; what a rollback does not undo (sequences, locks, other sessions) may have changed.");
            var elapsed = Elapsed;
            _run.Update(_index, statement => statement with { Phase = RunPhase.Succeeded, Elapsed = elapsed });
            return true;
        }
        catch (PostgresException error)
        {
            return Fail(error);
        }
        catch (OperationCanceledException stopped) when (stopped.InnerException is PostgresException error)
        {
            return Fail(error);
        }
        catch (OperationCanceledException) when (_run.IsCancelled && _connection.State == ConnectionState.Open)
        {
            return End(RunPhase.Cancelled, new QueryError("You stopped the copy. What had arrived is not kept: half a file misleads.", PostgresErrorCodes.QueryCanceled));
        }
        catch (Exception) when (_connection.State == ConnectionState.Open)
        {
            // A disk that takes no file, a plan that is too long: the tab must not be left inside a transaction of ours.
            _executing(null);
            _transaction.Undo();
            throw;
        }
    }

    private void Read(NpgsqlCommand command)
    {
        if (_run.Plan.Explain != ExplainMode.None)
        {
            var plan = PlanReading.Read(command);
            _run.Update(_index, statement => statement with { Plan = plan });
        }
        else if (CopyOut.Of(Statement) is { } copy)
        {
            // The driver stops a copy only when it is read asynchronously; this thread is the run's own.
            ReadCopyAsync(copy).GetAwaiter().GetResult();
        }
        else
        {
            _rows.Read(command);
        }
    }

    private async Task ReadCopyAsync(CopyOut copy)
    {
        var file = _store.CreateFile(copy.Extension);
        _run.Update(_index, statement => statement with { File = file });
        if (!await CopyReading.ReadAsync(_connection, _text!.Text, copy.IsBinary, source => file.FillAsync(source, _run.Stopping), _run.Stopping))
            _run.Update(_index, statement => statement with { Cut = CutReason.DiskLimit });
    }

    private bool Fail(PostgresException error)
    {
        var elapsed = Elapsed;
        var stopped = _run.IsCancelled && error.SqlState == PostgresErrorCodes.QueryCanceled;
        var advice = ErrorAdvice.For(error, Statement, _run.Plan, elapsed, stopped, _rows.Kept);
        return End(stopped ? RunPhase.Cancelled : RunPhase.Failed, QueryError.Of(error, Statement, _text!, _run.Plan.Text, advice, Prefix.Length));
    }

    // Answers false, as what it follows did.
    private bool End(RunPhase phase, QueryError error)
    {
        _executing(null);
        var elapsed = Elapsed;
        _run.Update(_index, statement => statement with { Phase = phase, Elapsed = elapsed, Error = error });
        _transaction.Undo();
        return false;
    }
}
