namespace AuroraConsole.Query.Results;

/// <summary>One row at a time, its cells in any order. Rows and cells taken in the order of the file are read once.</summary>
internal sealed class RowCursor(RowReader reader, int columns, long[] offsets, int rows) : IDisposable
{
    // Where the cells of the row begin, as far as that is known; the last is where the next row begins.
    private readonly long[] _starts = new long[columns + 1];
    private int _known;
    private int _row = -1;

    /// <summary>Rows that can be read.</summary>
    public int Rows => rows;

    /// <summary>Where the row begins in the file.</summary>
    public long Offset => _starts[0];

    /// <summary>Goes to the row that begins there.</summary>
    public void MoveToOffset(long offset) => Place(-1, offset);

    /// <summary>Goes to a row, from 0.</summary>
    public void MoveTo(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)rows);
        var ahead = _row >= 0 && row >= _row && (row / StoredResult.Stride == _row / StoredResult.Stride || row == _row + 1);
        if (!ahead)
            Place(row - (row % StoredResult.Stride), offsets[row / StoredResult.Stride]);
        while (_row < row)
            Place(_row + 1, Start(columns));
    }

    /// <summary>The length of a cell of the row in bytes; −1: NULL. Its bytes follow by <see cref="Take"/>.</summary>
    public long Length(int column)
    {
        reader.Seek(Start(column));
        var length = reader.Length();
        if (column == _known)
            _starts[++_known] = reader.Position + Math.Max(0, length);
        return length;
    }

    /// <summary>The next bytes of the cell, as <see cref="RowReader.Take"/> gives them.</summary>
    public ReadOnlySpan<byte> Take(long count) => reader.Take(count);

    /// <inheritdoc />
    public void Dispose() => reader.Dispose();

    private void Place(int row, long offset)
    {
        _row = row;
        _starts[0] = offset;
        _known = 0;
    }

    private long Start(int column)
    {
        while (_known < column)
        {
            reader.Seek(_starts[_known]);
            reader.SkipCell();
            _starts[++_known] = reader.Position;
        }

        return _starts[column];
    }
}
