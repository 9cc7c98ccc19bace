using System.Data;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Query.Statements;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>
/// What stands around one statement: in read-only mode <c>BEGIN READ ONLY; set_config; statement; check; ROLLBACK</c>, around a plan whatever
/// undoes it, else nothing or a BEGIN.
/// </summary>
internal sealed class StatementTransaction(RunPlan plan, SqlStatement statement, NpgsqlConnection connection)
{
    private string? _undo;

    /// <summary>What goes before the statement.</summary>
    public void Begin()
    {
        if (plan.ReadOnly)
        {
            BeginReadOnly();
            return;
        }

        var isInside = plan is { Mode: RunMode.ReadWrite, Explain: ExplainMode.None } || QuerySession.IsInTransaction(connection);
        if (plan.Explain != ExplainMode.None)
        {
            // Also for a plan alone: a mistake in it would fail the transaction it only wanted to look at.
            Execute(isInside ? "SAVEPOINT aurora_console_explain" : "BEGIN");
            _undo = isInside ? "ROLLBACK TO SAVEPOINT aurora_console_explain; RELEASE SAVEPOINT aurora_console_explain" : "ROLLBACK";
        }
        else if (!isInside && !StatementRules.ControlsTransaction(statement))
        {
            Execute("BEGIN");
        }
    }

    /// <summary>What goes after a statement that succeeded; <c>false</c> when it has lifted its read-only mode.</summary>
    /// <param name="stopped">It was stopped on the way: its transaction answers nothing but ROLLBACK.</param>
    public bool End(bool stopped)
    {
        if (!plan.ReadOnly || stopped)
        {
            Undo();
            return true;
        }

        using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("SHOW transaction_read_only"), new NpgsqlBatchCommand("ROLLBACK") } };
        return batch.ExecuteScalar() as string == "on";
    }

    /// <summary>Takes back what <see cref="Begin"/> began, as far as there still is a connection.</summary>
    public void Undo()
    {
        if (connection.State == ConnectionState.Open && (plan.ReadOnly ? "ROLLBACK" : _undo) is { } undo)
            Execute(undo);
    }

    private void BeginReadOnly()
    {
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("BEGIN READ ONLY"),
                // Also takes the snapshot, after which the transaction can no longer be made writable by SET (16 and later: by nothing).
                new NpgsqlBatchCommand("SELECT pg_catalog.set_config('statement_timeout', $1, true)") { Parameters = { new() { Value = plan.Timeout.TotalMilliseconds.ToString("0") } } },
            },
        };
        batch.ExecuteNonQuery();
    }

    private void Execute(string statements)
    {
        foreach (var part in statements.Split("; "))
        {
            using var command = new NpgsqlCommand(part, connection);
            command.ExecuteNonQuery();
        }
    }
}
