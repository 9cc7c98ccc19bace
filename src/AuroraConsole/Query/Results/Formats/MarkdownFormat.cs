using System.Buffers;
using System.Text;

namespace AuroraConsole.Query.Results.Formats;

/// <summary>A table of GitHub's Markdown. NULL is <c>*NULL*</c>; line ends become <c>&lt;br&gt;</c>; what Markdown or HTML would read is escaped.</summary>
internal sealed class MarkdownFormat(IReadOnlyList<ResultColumn> columns) : IRowFormat
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\|`*_[]<>&~#\r\n"u8);

    /// <inheritdoc />
    public void Begin(ByteBuffer output)
    {
        foreach (var column in columns)
        {
            output.Write("| "u8);
            Write(output, Encoding.UTF8.GetBytes(column.Name));
            output.Write((byte)' ');
        }

        EndRow(output);
        foreach (var column in columns)
            output.Write(column.IsNumber ? "| ---: "u8 : "| --- "u8);
        EndRow(output);
    }

    /// <inheritdoc />
    public void BeginRow(ByteBuffer output, int row)
    {
    }

    /// <inheritdoc />
    public void Null(ByteBuffer output, int column) => output.Write("| *NULL* "u8);

    /// <inheritdoc />
    public void Cell(ByteBuffer output, int column, ReadOnlySpan<byte> text, CellPart part)
    {
        if (part.HasFlag(CellPart.First))
            output.Write("| "u8);
        Write(output, text);
        if (part.HasFlag(CellPart.Last))
            output.Write((byte)' ');
    }

    /// <inheritdoc />
    public void EndRow(ByteBuffer output) => output.Write("|\n"u8);

    /// <inheritdoc />
    public void End(ByteBuffer output, int rows)
    {
    }

    private static void Write(ByteBuffer output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            output.Write(text[..at]);
            switch (text[at])
            {
                case (byte)'\r':
                    break;
                case (byte)'\n':
                    output.Write("<br>"u8);
                    break;
                case (byte)'<':
                    output.Write("&lt;"u8);
                    break;
                case (byte)'&':
                    output.Write("&amp;"u8);
                    break;
                case var c:
                    output.Write((byte)'\\');
                    output.Write(c);
                    break;
            }

            text = text[(at + 1)..];
        }

        output.Write(text);
    }
}
