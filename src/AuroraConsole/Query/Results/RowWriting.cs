using AuroraConsole.Query.Results.Formats;

namespace AuroraConsole.Query.Results;

/// <summary>Rows as text: the one way of copies and exports, so that they never differ.</summary>
internal static class RowWriting
{
    private const int Full = 64 * 1024;

    /// <summary>Writes rows in a format.</summary>
    /// <param name="seen">The rows.</param>
    /// <param name="from">The first, from 0.</param>
    /// <param name="count">How many; fewer come where the rows end.</param>
    /// <param name="columns">Numbers of the columns in the order they are written.</param>
    /// <param name="format">How.</param>
    /// <param name="flush">Takes what was written, with the number of rows begun; called every 64 KB or so and at the end.</param>
    public static async Task WriteAsync(SeenRows seen, int from, int count, int[] columns, IRowFormat format, Func<ReadOnlyMemory<byte>, int, ValueTask> flush)
    {
        var output = new ByteBuffer(2 * Full);
        var rows = (int)Math.Min(count, Math.Max(0, (long)seen.Count - from));
        format.Begin(output);
        for (var row = 0; row < rows; row++)
        {
            var cells = seen.At(from + row);
            format.BeginRow(output, row);
            for (var column = 0; column < columns.Length; column++)
            {
                var left = cells.Length(columns[column]);
                if (left < 0)
                {
                    format.Null(output, column);
                    continue;
                }

                var part = CellPart.First;
                do
                {
                    var piece = cells.Take(left);
                    left -= piece.Length;
                    format.Cell(output, column, piece, left == 0 ? part | CellPart.Last : part);
                    part = CellPart.Middle;
                    if (output.Length < Full)
                        continue;
                    await flush(output.Memory, row);
                    output.Clear();
                }
                while (left > 0);
            }

            format.EndRow(output);
        }

        format.End(output, rows);
        await flush(output.Memory, rows);
    }
}
