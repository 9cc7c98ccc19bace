using System.Buffers.Text;

namespace AuroraConsole.Query.Results.Views;

/// <summary>Reads PostgreSQL's text of moments (DateStyle ISO) and intervals (IntervalStyle postgres), far beyond the years that .NET knows.</summary>
internal static class TimeText
{
    private const long Day = 86_400_000_000;

    /// <summary>A date or timestamp as days since 1970 and microseconds of the day, in UTC where the text has an offset.</summary>
    public static bool TryInstant(ReadOnlySpan<byte> text, out long days, out long microseconds)
    {
        days = microseconds = 0;
        var beforeChrist = text.EndsWith(" BC"u8);
        if (beforeChrist)
            text = text[..^3];
        if (!Number(ref text, out var year) || !Passed(ref text, '-') || !Number(ref text, out var month) || !Passed(ref text, '-') || !Number(ref text, out var day))
            return false;
        days = Days(beforeChrist ? 1 - year : year, month, day);
        if (text.IsEmpty)
            return true;
        if (!(Passed(ref text, ' ') || Passed(ref text, 'T')) || !Clock(ref text, out microseconds))
            return false;
        if (!text.IsEmpty)
        {
            var west = Passed(ref text, '-');
            if (!(west || Passed(ref text, '+')) || !Clock(ref text, out var offset))
                return false;
            microseconds += west ? offset : -offset;
        }

        Normalize(ref days, ref microseconds);
        return text.IsEmpty;
    }

    /// <summary>An interval as PostgreSQL compares it: a month has 30 days and a day 24 hours.</summary>
    public static bool TryInterval(ReadOnlySpan<byte> text, out long days, out long microseconds)
    {
        days = microseconds = 0;
        if (text.IsEmpty)
            return false;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)' ');
            var word = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            var negative = Passed(ref word, '-');
            if (!negative)
                Passed(ref word, '+');
            if (word.Contains((byte)':'))
            {
                if (!Clock(ref word, out var time) || !word.IsEmpty)
                    return false;
                microseconds += negative ? -time : time;
                continue;
            }

            if (!Number(ref word, out var count) || !word.IsEmpty)
                return false;
            var length = text.StartsWith("year"u8) ? 360 : text.StartsWith("mon"u8) ? 30 : text.StartsWith("day"u8) ? 1 : 0;
            if (length == 0)
                return false;
            days += (negative ? -count : count) * length;
            end = text.IndexOf((byte)' ');
            text = end < 0 ? [] : text[(end + 1)..];
        }

        Normalize(ref days, ref microseconds);
        return true;
    }

    // Hours, and as far as they are there minutes, seconds and their fraction.
    private static bool Clock(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        for (var unit = 3_600_000_000L; unit >= 1_000_000; unit /= 60)
        {
            if (!Number(ref text, out var count))
                return false;
            microseconds += count * unit;
            if (!Passed(ref text, ':'))
                break;
        }

        if (!Passed(ref text, '.'))
            return true;
        var before = text.Length;
        if (!Number(ref text, out var fraction))
            return false;
        for (var digits = before - text.Length; digits < 6; digits++)
            fraction *= 10;
        microseconds += fraction;
        return true;
    }

    private static void Normalize(ref long days, ref long microseconds)
    {
        var whole = Math.DivRem(microseconds, Day, out microseconds);
        if (microseconds < 0)
        {
            whole--;
            microseconds += Day;
        }

        days += whole;
    }

    // H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    private static long Days(long year, long month, long day)
    {
        if (month <= 2)
            year--;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    private static bool Number(ref ReadOnlySpan<byte> text, out long number)
    {
        if (text.IsEmpty || !char.IsAsciiDigit((char)text[0]) || !Utf8Parser.TryParse(text, out number, out var length))
        {
            number = 0;
            return false;
        }

        text = text[length..];
        return true;
    }

    private static bool Passed(ref ReadOnlySpan<byte> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
            return false;
        text = text[1..];
        return true;
    }
}
