using System.Text;
using AuroraConsole.Database;

namespace AuroraConsole.Query.Results.Formats;

/// <summary>
/// <c>INSERT</c> statements of 500 rows. Numbers stand bare, everything else as a literal of <c>standard_conforming_strings</c>, with its
/// type where it is built in and not text; a type of one's own is left to the table.
/// </summary>
internal sealed class InsertFormat(IReadOnlyList<ResultColumn> columns, string table) : IRowFormat
{
    private const int Batch = 500;
    private readonly ColumnKind[] _kinds = [.. columns.Select(column => column.Kind)];
    private readonly byte[][] _closings = [.. columns.Select(column => Encoding.UTF8.GetBytes(column.Cast is { } type ? $"'::{type}" : "'"))];
    private readonly byte[] _start = Encoding.UTF8.GetBytes($"INSERT INTO {Quoted(table)} ({string.Join(", ", columns.Select(column => SqlIdentifier.Quote(column.Name)))}) VALUES\n  (");
    private bool _quoted;

    /// <inheritdoc />
    public void Begin(ByteBuffer output)
    {
    }

    /// <inheritdoc />
    public void BeginRow(ByteBuffer output, int row)
    {
        if (row > 0)
            output.Write(row % Batch == 0 ? ";\n"u8 : ",\n  ("u8);
        if (row % Batch == 0)
            output.Write(_start);
    }

    /// <inheritdoc />
    public void Null(ByteBuffer output, int column)
    {
        Separate(output, column);
        output.Write("NULL"u8);
    }

    /// <inheritdoc />
    public void Cell(ByteBuffer output, int column, ReadOnlySpan<byte> text, CellPart part)
    {
        if (part.HasFlag(CellPart.First))
        {
            Separate(output, column);
            _quoted = _kinds[column] switch
            {
                ColumnKind.Boolean => false,
                // NaN and infinities are words, and as such names.
                ColumnKind.Number => text.IsEmpty || !char.IsAsciiDigit((char)text[^1]),
                _ => true,
            };
            if (_quoted)
                output.Write((byte)'\'');
        }

        if (_quoted)
            output.WriteDoubled(text, (byte)'\'');
        else
            output.Write(_kinds[column] == ColumnKind.Number ? text : text is [(byte)'t'] ? "true"u8 : "false"u8);
        if (_quoted && part.HasFlag(CellPart.Last))
            output.Write(_closings[column]);
    }

    /// <inheritdoc />
    public void EndRow(ByteBuffer output) => output.Write((byte)')');

    /// <inheritdoc />
    public void End(ByteBuffer output, int rows)
    {
        if (rows > 0)
            output.Write(";\n"u8);
    }

    private static void Separate(ByteBuffer output, int column)
    {
        if (column > 0)
            output.Write(", "u8);
    }

    // schema.table, as one writes it: a part in quotation marks is taken as it is.
    private static string Quoted(string table)
    {
        var parts = new List<StringBuilder> { new() };
        var inQuotes = false;
        for (var at = 0; at < table.Length; at++)
        {
            if (table[at] == '"' && inQuotes && at + 1 < table.Length && table[at + 1] == '"')
                parts[^1].Append(table[at++]);
            else if (table[at] == '"')
                inQuotes = !inQuotes;
            else if (table[at] == '.' && !inQuotes)
                parts.Add(new StringBuilder());
            else
                parts[^1].Append(table[at]);
        }

        return string.Join('.', parts.Select(part => SqlIdentifier.Quote(part.ToString())));
    }
}
