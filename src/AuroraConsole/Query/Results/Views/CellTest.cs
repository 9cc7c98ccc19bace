using System.Text;

namespace AuroraConsole.Query.Results.Views;

/// <summary>A filter made ready to look at cells. Of a cell over 1 MB its first 1 MB counts. For one thread.</summary>
internal sealed class CellTest(ColumnKind kind, FilterTest test, string value)
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(value);
    private readonly ByteBuffer _key = KeyOf(kind, value);
    private readonly ByteBuffer _other = new(64);
    private char[] _characters = [];

    /// <summary>A test for a column's filter.</summary>
    /// <exception cref="Shared.ProblemException">400: the value is none that the column could be compared with.</exception>
    public static CellTest Of(ResultColumn column, ColumnFilter filter)
    {
        if (filter.Test is not (FilterTest.Null or FilterTest.NotNull) && filter.Value is null)
            throw ViewRequest.Refused($"The filter on {column.Name} has no value to compare with.", "filters");
        var value = filter.Value ?? "";
        return new CellTest(column.Kind, filter.Test, filter.Test is FilterTest.Above or FilterTest.Below or FilterTest.Equals or FilterTest.Differs ? AsWritten(column, filter.Test, value) : value);
    }

    // What people write, as the server would.
    private static string AsWritten(ResultColumn column, FilterTest test, string value)
    {
        var word = value.Trim();
        var written = (column.Kind, word.ToLowerInvariant()) switch
        {
            (ColumnKind.Text or ColumnKind.Json, _) => value,
            (ColumnKind.Boolean, "true" or "false") => word[..1].ToLowerInvariant(),
            (ColumnKind.Number, "nan") => "NaN",
            (ColumnKind.Number, "infinity" or "+infinity") => "Infinity",
            (ColumnKind.Number, "-infinity") => "-Infinity",
            (ColumnKind.Number, _) => word.TrimStart('+'),
            (_, "infinity" or "-infinity") => word.ToLowerInvariant(),
            _ => word,
        };
        // The same text is the same time in any DateStyle and IntervalStyle.
        var isText = column.Kind is ColumnKind.Instant or ColumnKind.Interval && test is FilterTest.Equals or FilterTest.Differs;
        if (!isText && !CellOrder.Reads(column.Kind, Encoding.UTF8.GetBytes(written)))
        {
            var what = column.Kind switch
            {
                ColumnKind.Instant => "times, such as 2026-01-31 12:00",
                ColumnKind.Interval => "intervals, such as 2 days 03:00:00",
                _ => "numbers",
            };
            throw ViewRequest.Refused($"{column.Name} holds {what}; \"{word}\" is none.", "filters");
        }

        return written;
    }

    /// <summary>Whether the cell passes.</summary>
    public bool Passes(ReadOnlySpan<byte> text, bool isNull) => test switch
    {
        FilterTest.Null => isNull,
        FilterTest.NotNull => !isNull,
        FilterTest.Contains => !isNull && Contains(text),
        FilterTest.Lacks => isNull || !Contains(text),
        FilterTest.Equals => !isNull && IsSame(text),
        FilterTest.Differs => isNull || !IsSame(text),
        FilterTest.Above => !isNull && Compare(text) > 0,
        _ => !isNull && Compare(text) < 0,
    };

    private static ByteBuffer KeyOf(ColumnKind kind, string value)
    {
        var key = new ByteBuffer(64);
        CellOrder.Append(key, kind, Encoding.UTF8.GetBytes(value), isNull: false, descending: false);
        return key;
    }

    private bool Contains(ReadOnlySpan<byte> text)
    {
        if (_characters.Length < text.Length)
            _characters = new char[Math.Max(256, text.Length)];
        var length = Encoding.UTF8.GetChars(text, _characters);
        return _characters.AsSpan(0, length).Contains(value, StringComparison.OrdinalIgnoreCase);
    }

    // Keys of text are cut, so text is compared itself.
    private bool IsSame(ReadOnlySpan<byte> text) =>
        text.SequenceEqual(_text) || (kind is ColumnKind.Number or ColumnKind.Money or ColumnKind.Instant or ColumnKind.Interval && Compare(text) == 0);

    private int Compare(ReadOnlySpan<byte> text)
    {
        _other.Clear();
        CellOrder.Append(_other, kind, text, isNull: false, descending: false);
        return _other.Written.SequenceCompareTo(_key.Written);
    }
}
