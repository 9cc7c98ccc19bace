using System.Buffers.Binary;

namespace AuroraConsole.Query.Results.Views;

/// <summary>
/// Values as bytes that compare as the values do: numbers and money as numbers, dates and timestamps as moments, intervals as PostgreSQL
/// compares them, everything else by the bytes of its text. NULL comes last. The first 256 bytes of a text, or digits of a number, count.
/// </summary>
internal static class CellOrder
{
    private const int Most = 256;
    private const byte Value = 1;
    private const byte Null = 2;

    // Classes of numbers in PostgreSQL's order, NaN last; what cannot be read as one comes after all.
    private const byte MinusInfinity = 1;
    private const byte Negative = 2;
    private const byte Zero = 3;
    private const byte Positive = 4;
    private const byte Infinity = 5;
    private const byte NotANumber = 6;
    private const byte Unread = 7;

    /// <summary>Appends a value.</summary>
    /// <param name="key">Where to.</param>
    /// <param name="kind">How the column compares.</param>
    /// <param name="text">The value.</param>
    /// <param name="isNull">Whether it is NULL.</param>
    /// <param name="descending">The largest first; NULL stays last.</param>
    public static void Append(ByteBuffer key, ColumnKind kind, ReadOnlySpan<byte> text, bool isNull, bool descending)
    {
        key.Write(isNull ? Null : Value);
        if (isNull)
            return;
        var from = key.Length;
        if (!AppendValue(key, kind, text))
        {
            key.Cut(from);
            key.Write(Unread);
            AppendText(key, text);
        }

        if (descending)
            Invert(key.Written[from..]);
    }

    /// <summary>Whether a value's text is one of its kind.</summary>
    public static bool Reads(ColumnKind kind, ReadOnlySpan<byte> text) => AppendValue(new ByteBuffer(64), kind, text);

    private static bool AppendValue(ByteBuffer key, ColumnKind kind, ReadOnlySpan<byte> text)
    {
        switch (kind)
        {
            case ColumnKind.Number:
                return AppendNumber(key, text);
            case ColumnKind.Money:
                return AppendMoney(key, text);
            case ColumnKind.Instant or ColumnKind.Interval when text.SequenceEqual("infinity"u8):
                key.Write(Infinity);
                return true;
            case ColumnKind.Instant or ColumnKind.Interval when text.SequenceEqual("-infinity"u8):
                key.Write(MinusInfinity);
                return true;
            case ColumnKind.Instant or ColumnKind.Interval:
                key.Write(Zero);
                long days, microseconds;
                if (!(kind == ColumnKind.Instant ? TimeText.TryInstant(text, out days, out microseconds) : TimeText.TryInterval(text, out days, out microseconds)))
                    return false;
                Append(key, days);
                Append(key, microseconds);
                return true;
            default:
                AppendText(key, text);
                return true;
        }
    }

    // PostgreSQL's text has no zero byte, so one ends it before anything longer.
    private static void AppendText(ByteBuffer key, ReadOnlySpan<byte> text)
    {
        key.Write(text[..Math.Min(text.Length, Most)]);
        key.Write(0);
    }

    private static void Append(ByteBuffer key, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value ^ long.MinValue);
        key.Write(bytes);
    }

    // The class, the place of the point, the digits without zeros at either end: equal numbers have equal bytes however they are written.
    private static bool AppendNumber(ByteBuffer key, ReadOnlySpan<byte> text)
    {
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];
        if (text.SequenceEqual("NaN"u8) || text.SequenceEqual("Infinity"u8))
        {
            key.Write(text[0] == 'N' ? NotANumber : negative ? MinusInfinity : Infinity);
            return true;
        }

        var from = key.Length;
        key.Write("\0\0\0\0"u8);
        var (point, seen, digits, exponent) = (false, false, 0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsAsciiDigit((char)c))
            {
                digits++;
                seen |= c != '0';
                if (seen && key.Length - from < Most)
                    key.Write(c);
                exponent += point ? seen ? 0 : -1 : seen ? 1 : 0;
            }
            else if (c == '.' && !point)
            {
                point = true;
            }
            else if (c is (byte)'e' or (byte)'E' && int.TryParse(text[(at + 1)..], out var power))
            {
                exponent += power;
                break;
            }
            else
            {
                return false;
            }
        }

        if (digits == 0)
            return false;
        if (!seen)
        {
            key.Cut(from);
            key.Write(Zero);
            return true;
        }

        while (key.Written[^1] == '0')
            key.Cut(key.Length - 1);
        key.Write(0);
        // 0.0…, the smallest numeric, has 16,383 digits after the point; the largest 131,072 before it.
        BinaryPrimitives.WriteInt32BigEndian(key.Written[from..], exponent + (1 << 20));
        key.Written[from] = negative ? Negative : Positive;
        if (negative)
            Invert(key.Written[(from + 1)..]);
        return true;
    }

    // Where the locale puts its signs and points differs. Before one or two last digits stands what begins the fraction, before three what parts
    // thousands; a currency of three is a thousand times itself, which its order does not show.
    private static bool AppendMoney(ByteBuffer key, ReadOnlySpan<byte> text)
    {
        Span<byte> number = stackalloc byte[32];
        var length = 0;
        if (text.ContainsAny("-("u8))
            number[length++] = (byte)'-';
        var point = text.LastIndexOfAny((byte)'.', (byte)',');
        var last = text[(point + 1)..];
        if (last.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end && (end < 0 ? last.Length : end) > 2)
            point = -1;
        for (var at = 0; at < text.Length && length < number.Length; at++)
        {
            if (at == point || char.IsAsciiDigit((char)text[at]))
                number[length++] = at == point ? (byte)'.' : text[at];
        }

        return AppendNumber(key, number[..length]);
    }

    private static void Invert(Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)~bytes[at];
    }
}
