using AuroraConsole.Query.Results.Views;

namespace AuroraConsole.Query.Results;

/// <summary>The rows of a result as they are looked at: all as they were fetched, or those of a view in its order.</summary>
internal sealed class SeenRows(StoredResult result, ResultView? view) : IDisposable
{
    /// <summary>The longest piece in which a cell comes.</summary>
    public const int PieceBytes = 128 * 1024;

    // In the order of the file much is read at once; a sorted view jumps, and reads little each time.
    private readonly RowCursor _cursor = result.Open(PieceBytes, view?.IsSorted == true ? 16 * 1024 : 64 * 1024);

    /// <summary>The columns of the result.</summary>
    public IReadOnlyList<ResultColumn> Columns => result.Columns;

    /// <summary>How many there are.</summary>
    public int Count => view?.Rows.Length ?? _cursor.Rows;

    /// <summary>The cursor, on the row that stands at <paramref name="index"/>.</summary>
    public RowCursor At(int index)
    {
        if (view is null)
            _cursor.MoveTo(index);
        else
            _cursor.MoveToOffset(view.Rows[index]);
        return _cursor;
    }

    /// <inheritdoc />
    public void Dispose() => _cursor.Dispose();
}
