using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuroraConsole.Query.Results;

/// <summary>
/// A window of rows as JSON: <c>{"from":0,"total":200,"complete":true,"rows":[["1",null,["a long te…",5000]]]}</c>. A cell is its text, null,
/// or, when it is long, its beginning with its length in bytes. Fewer rows than asked for come when they are big.
/// </summary>
internal static class ResultWindow
{
    /// <summary>Most rows a window has.</summary>
    public const int MaxRows = 1000;

    /// <summary>Bytes of a cell that a window shows.</summary>
    public const int CellBytes = 1024;

    private const int WindowBytes = 4 << 20;

    // The answer is JSON by its content type and is never put into a page as markup; Unicode may stay as it is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(SeenRows seen, bool complete, int from, int count, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("from", from);
        json.WriteNumber("total", seen.Count);
        json.WriteBoolean("complete", complete);
        json.WriteStartArray("rows");
        var last = Math.Min((long)from + Math.Min(count, MaxRows), seen.Count);
        for (var row = from; row < last && json.BytesCommitted + json.BytesPending < WindowBytes; row++)
        {
            var cells = seen.At(row);
            json.WriteStartArray();
            for (var column = 0; column < seen.Columns.Count; column++)
                Cell(json, cells, column);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Cell(Utf8JsonWriter json, RowCursor cells, int column)
    {
        var length = cells.Length(column);
        if (length < 0)
        {
            json.WriteNullValue();
        }
        else if (length <= CellBytes)
        {
            json.WriteStringValue(cells.Take(length));
        }
        else
        {
            json.WriteStartArray();
            json.WriteStringValue(WholeCharacters(cells.Take(CellBytes)));
            json.WriteNumberValue(length);
            json.WriteEndArray();
        }
    }

    /// <summary>Without the character that the end cuts.</summary>
    public static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> utf8)
    {
        var end = utf8.Length;
        while (end > 0 && utf8.Length - end < 3 && (utf8[end - 1] & 0xC0) == 0x80)
            end--;
        if (end == 0)
            return utf8;
        var first = utf8[end - 1];
        var size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        return end - 1 + size <= utf8.Length ? utf8 : utf8[..(end - 1)];
    }
}
