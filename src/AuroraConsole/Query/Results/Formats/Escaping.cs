using System.Buffers;
using System.Text;

namespace AuroraConsole.Query.Results.Formats;

/// <summary>Texts with some of their ASCII characters replaced; works on pieces, since no byte of a longer character is one of these.</summary>
internal static class Escaping
{
    private static readonly SearchValues<byte> JsonSpecial = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>Every <paramref name="quote"/> twice.</summary>
    public static void WriteDoubled(this ByteBuffer output, ReadOnlySpan<byte> text, byte quote)
    {
        while (text.IndexOf(quote) is >= 0 and var at)
        {
            output.Write(text[..(at + 1)]);
            output.Write(quote);
            text = text[(at + 1)..];
        }

        output.Write(text);
    }

    /// <summary>The inside of a JSON string (RFC 8259).</summary>
    public static void WriteJson(this ByteBuffer output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(JsonSpecial) is >= 0 and var at)
        {
            output.Write(text[..at]);
            var c = text[at];
            output.Write(c switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                _ => Encoding.ASCII.GetBytes($"\\u{c:x4}"),
            });
            text = text[(at + 1)..];
        }

        output.Write(text);
    }
}
