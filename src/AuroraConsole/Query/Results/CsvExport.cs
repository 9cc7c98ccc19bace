using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace AuroraConsole.Query.Results;

/// <summary>
/// A result as CSV, read from the store and never run again: RFC 4180 with the rules of PostgreSQL's <c>COPY … CSV</c>, so NULL is nothing
/// and an empty text is <c>""</c>.
/// </summary>
internal static class CsvExport
{
    private const int Whole = 128 * 1024;
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);
    private static readonly SearchValues<byte> FormulaStart = SearchValues.Create("=+-@\t\r"u8);

    /// <summary>Writes header and rows.</summary>
    /// <param name="result">What to write; the rows there are now.</param>
    /// <param name="output">Where to.</param>
    /// <param name="neutralise">
    /// Puts an apostrophe before text that a spreadsheet would run as a formula (OWASP, CSV injection). Columns of numbers are left alone.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task WriteAsync(StoredResult result, PipeWriter output, bool neutralise, CancellationToken cancellationToken)
    {
        for (var column = 0; column < result.Columns.Count; column++)
        {
            if (column > 0)
                output.Write(","u8);
            Cell(output, Encoding.UTF8.GetBytes(result.Columns[column].Name), neutralise, result.Columns.Count == 1);
        }

        output.Write("\n"u8);
        using var reader = result.ReadFrom(0, 2 * Whole, out var rows);
        for (var row = 0; reader is not null && row < rows; row++)
        {
            for (var column = 0; column < result.Columns.Count; column++)
            {
                if (column > 0)
                    output.Write(","u8);
                var length = reader.Length();
                var guard = neutralise && !result.Columns[column].IsNumber;
                if (length > Whole)
                    await LongCellAsync(output, reader, length, guard, cancellationToken);
                else if (length >= 0)
                    Cell(output, reader.Take(length), guard, result.Columns.Count == 1);
            }

            output.Write("\n"u8);
            if (output.UnflushedBytes > 64 * 1024)
                await output.FlushAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    private static void Cell(PipeWriter output, ReadOnlySpan<byte> text, bool guard, bool alone)
    {
        var formula = guard && text.Length > 0 && FormulaStart.Contains(text[0]);
        // A lone \. would end the data for COPY FROM.
        if (text.Length > 0 && !text.ContainsAny(Special) && !(alone && text.SequenceEqual("\\."u8)))
        {
            if (formula)
                output.Write("'"u8);
            output.Write(text);
            return;
        }

        output.Write(formula ? "\"'"u8 : "\""u8);
        Doubled(output, text);
        output.Write("\""u8);
    }

    // Too long to look through first, so it is always quoted.
    private static async Task LongCellAsync(PipeWriter output, RowReader reader, long length, bool guard, CancellationToken cancellationToken)
    {
        output.Write("\""u8);
        for (var left = length; left > 0;)
        {
            var piece = reader.Take(Math.Min(left, Whole));
            if (guard && left == length && FormulaStart.Contains(piece[0]))
                output.Write("'"u8);
            Doubled(output, piece);
            left -= piece.Length;
            await output.FlushAsync(cancellationToken);
        }

        output.Write("\""u8);
    }

    private static void Doubled(PipeWriter output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            output.Write(text[..(quote + 1)]);
            output.Write("\""u8);
            text = text[(quote + 1)..];
        }

        output.Write(text);
    }
}
