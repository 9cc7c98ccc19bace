using System.Text;

namespace AuroraConsole.Query.Results.Formats;

/// <summary>
/// An array of objects, or an object a line (JSON Lines). Numbers keep every digit, NaN and infinities are strings, json and jsonb stand as
/// they are, everything else is the server's text. Columns of one name become <c>name</c>, <c>name_2</c> …
/// </summary>
internal sealed class JsonFormat(IReadOnlyList<ResultColumn> columns, bool lines) : IRowFormat
{
    private readonly ColumnKind[] _kinds = [.. columns.Select(column => column.Kind)];
    private readonly byte[][] _names = Names(columns);
    private bool _quoted;

    /// <inheritdoc />
    public void Begin(ByteBuffer output)
    {
        if (!lines)
            output.Write((byte)'[');
    }

    /// <inheritdoc />
    public void BeginRow(ByteBuffer output, int row) => output.Write(lines ? "{"u8 : row == 0 ? "\n{"u8 : ",\n{"u8);

    /// <inheritdoc />
    public void Null(ByteBuffer output, int column)
    {
        output.Write(_names[column]);
        output.Write("null"u8);
    }

    /// <inheritdoc />
    public void Cell(ByteBuffer output, int column, ReadOnlySpan<byte> text, CellPart part)
    {
        var kind = _kinds[column];
        if (part.HasFlag(CellPart.First))
        {
            output.Write(_names[column]);
            _quoted = kind switch
            {
                ColumnKind.Json => false,
                ColumnKind.Boolean => text is not ([(byte)'t'] or [(byte)'f']),
                ColumnKind.Number => !IsNumber(text),
                _ => true,
            };
            if (_quoted)
                output.Write((byte)'"');
        }

        if (_quoted)
            output.WriteJson(text);
        else if (kind == ColumnKind.Boolean)
            output.Write(text[0] == 't' ? "true"u8 : "false"u8);
        else
            WriteAsItIs(output, text);
        if (_quoted && part.HasFlag(CellPart.Last))
            output.Write((byte)'"');
    }

    /// <inheritdoc />
    public void EndRow(ByteBuffer output) => output.Write(lines ? "}\n"u8 : "}"u8);

    /// <inheritdoc />
    public void End(ByteBuffer output, int rows)
    {
        if (!lines)
            output.Write(rows == 0 ? "]\n"u8 : "\n]\n"u8);
    }

    // PostgreSQL's numbers are JSON's, but for these words.
    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && char.IsAsciiDigit((char)text[^1]);

    // A line end in JSON stands between values, never in a string, so it may become a space where a line is a row.
    private void WriteAsItIs(ByteBuffer output, ReadOnlySpan<byte> text)
    {
        while (lines && text.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at)
        {
            output.Write(text[..at]);
            output.Write((byte)' ');
            text = text[(at + 1)..];
        }

        output.Write(text);
    }

    private static byte[][] Names(IReadOnlyList<ResultColumn> columns)
    {
        var taken = new HashSet<string>();
        var names = new byte[columns.Count][];
        for (var column = 0; column < names.Length; column++)
        {
            var name = columns[column].Name;
            for (var number = 2; !taken.Add(name); number++)
                name = $"{columns[column].Name}_{number}";
            var text = new ByteBuffer(64);
            text.Write(column == 0 ? "\""u8 : ",\""u8);
            text.WriteJson(Encoding.UTF8.GetBytes(name));
            text.Write("\":"u8);
            names[column] = text.Written.ToArray();
        }

        return names;
    }
}
