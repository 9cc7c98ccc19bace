using System.Buffers;
using System.Text;

namespace AuroraConsole.Query.Results.Formats;

/// <summary>
/// CSV or tab-separated values: RFC 4180 with the rules of PostgreSQL's <c>COPY … CSV</c>, so what NULL is written as is quoted where it is
/// a text; by default NULL is nothing and an empty text is <c>""</c>.
/// </summary>
/// <param name="columns">The columns.</param>
/// <param name="separator">A comma or a tab.</param>
/// <param name="header">Whether the names come first.</param>
/// <param name="guard">
/// Puts an apostrophe before text that a spreadsheet would run as a formula (OWASP, CSV injection). Columns of numbers are left alone.
/// </param>
/// <param name="nullText">What NULL is written as.</param>
internal sealed class DelimitedFormat(IReadOnlyList<ResultColumn> columns, char separator, bool header, bool guard, string nullText) : IRowFormat
{
    private static readonly SearchValues<byte> FormulaStart = SearchValues.Create("=+-@\t\r\n"u8);
    private readonly SearchValues<byte> _special = SearchValues.Create([(byte)separator, .. "\"\r\n"u8]);
    private readonly byte[] _null = Encoding.UTF8.GetBytes(nullText);
    private readonly bool[] _isText = [.. columns.Select(column => !column.IsNumber)];

    /// <inheritdoc />
    public void Begin(ByteBuffer output)
    {
        if (!header)
            return;
        for (var column = 0; column < columns.Count; column++)
        {
            Separate(output, column);
            Write(output, Encoding.UTF8.GetBytes(columns[column].Name), guard);
        }

        EndRow(output);
    }

    /// <inheritdoc />
    public void BeginRow(ByteBuffer output, int row)
    {
    }

    /// <inheritdoc />
    public void Null(ByteBuffer output, int column)
    {
        Separate(output, column);
        output.Write(_null);
    }

    /// <inheritdoc />
    public void Cell(ByteBuffer output, int column, ReadOnlySpan<byte> text, CellPart part)
    {
        var guarded = guard && _isText[column];
        if (part == CellPart.Whole)
        {
            Separate(output, column);
            Write(output, text, guarded);
            return;
        }

        // Too long to look through first, so it is always quoted.
        if (part.HasFlag(CellPart.First))
        {
            Separate(output, column);
            output.Write(guarded && FormulaStart.Contains(text[0]) ? "\"'"u8 : "\""u8);
        }

        output.WriteDoubled(text, (byte)'"');
        if (part.HasFlag(CellPart.Last))
            output.Write((byte)'"');
    }

    /// <inheritdoc />
    public void EndRow(ByteBuffer output) => output.Write((byte)'\n');

    /// <inheritdoc />
    public void End(ByteBuffer output, int rows)
    {
    }

    private void Separate(ByteBuffer output, int column)
    {
        if (column > 0)
            output.Write((byte)separator);
    }

    private void Write(ByteBuffer output, ReadOnlySpan<byte> text, bool guarded)
    {
        var formula = guarded && text.Length > 0 && FormulaStart.Contains(text[0]);
        // A lone \. would end the data for COPY FROM.
        if (!text.ContainsAny(_special) && !text.SequenceEqual(_null) && !(_isText.Length == 1 && text.SequenceEqual("\\."u8)))
        {
            if (formula)
                output.Write((byte)'\'');
            output.Write(text);
            return;
        }

        output.Write(formula ? "\"'"u8 : "\""u8);
        output.WriteDoubled(text, (byte)'"');
        output.Write((byte)'"');
    }
}
