using System.Data;
using AuroraConsole.Query.Results;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>Reads what a statement answers: rows go from the socket to the store in pieces; none is ever a .NET object.</summary>
/// <param name="run">Whose.</param>
/// <param name="index">Which of its statements.</param>
/// <param name="store">Where to.</param>
/// <param name="time">For the writer.</param>
/// <param name="elapsed">Since the statement was sent.</param>
internal sealed class StatementRows(QueryRun run, int index, ResultStore store, TimeProvider time, Func<TimeSpan> elapsed)
{
    private StoredResult? _result;

    /// <summary>Rows that are kept.</summary>
    public int Kept => _result?.Rows ?? 0;

    /// <summary>There were more than is kept, and the server was told to stop.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Executes it and reads to the end, or to a limit.</summary>
    /// <exception cref="PostgresException">The statement failed.</exception>
    public void Read(NpgsqlCommand command)
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
                run.Update(index, statement => statement with { FirstRow = elapsed() });
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
        Stopped = true;
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
}
