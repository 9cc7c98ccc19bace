namespace AuroraConsole.Query.Results;

/// <summary>
/// Appends rows to a <see cref="StoredResult"/> from one thread. Rows can be read once they are on disk: when the buffer is full, and
/// ten times a second by a timer, so that a slow query shows what it has, also while the rest of a row is still on its way.
/// </summary>
internal sealed class ResultWriter : IDisposable
{
    /// <summary>Bytes gathered before they go to the disk.</summary>
    internal const int BufferSize = 256 * 1024;

    private const int FirstScreen = 100;
    private static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(100);
    private readonly StoredResult _result;
    private readonly ResultStore _store;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private long[] _offsets = new long[16];
    private int _used;
    private long _flushed;
    private long _counted;
    private long _rowStart;
    private int _rows;
    private int _lastOffset = -1;

    internal ResultWriter(StoredResult result, ResultStore store, TimeProvider time)
    {
        _result = result;
        _store = store;
        _timer = time.CreateTimer(_ => FlushWhole(), null, FlushEvery, FlushEvery);
    }

    /// <summary>Rows appended.</summary>
    public int Rows => _rows;

    private long Position => _flushed + _used;

    /// <summary>
    /// Appends one row; <paramref name="cells"/> writes each cell in order. The row is kept whole or not at all.
    /// </summary>
    /// <returns><c>false</c> when the row found no room within the limits.</returns>
    public bool Append<TSource>(TSource source, Func<ResultWriter, TSource, bool> cells)
    {
        if (!cells(this, source) || !_store.HasRoom(_counted, Position - _counted))
        {
            Abandon();
            return false;
        }

        lock (_gate)
        {
            if (_rows % StoredResult.Stride == 0)
                KeepOffset();
            _rows++;
            _rowStart = Position;
        }

        // What fills a screen is shown at once; the rest may gather.
        if (_rows == FirstScreen)
            FlushWhole();
        return true;
    }

    /// <summary>A NULL.</summary>
    public void Null() => Varint(0);

    /// <summary>Begins a cell of so many bytes, to be written with <see cref="Free"/> and <see cref="Advance"/>.</summary>
    /// <returns><c>false</c> when there is no room for it.</returns>
    public bool Begin(long length)
    {
        if (!_store.HasRoom(_counted, Position - _counted + length))
            return false;
        Varint((ulong)length + 1);
        return true;
    }

    /// <summary>Room to write the next bytes to; at least one byte.</summary>
    public ArraySegment<byte> Free()
    {
        if (_used == BufferSize)
            Flush();
        return new ArraySegment<byte>(_buffer, _used, BufferSize - _used);
    }

    /// <summary>So many bytes were written to <see cref="Free"/>.</summary>
    public void Advance(int count) => _used += count;

    /// <summary>Puts everything on disk, publishes it and ends the writing.</summary>
    /// <returns><c>false</c> when the disk did not take the last rows; those before them are kept.</returns>
    public bool Finish()
    {
        _timer.Dispose();
        try
        {
            if (!_result.IsComplete)
                Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
                _result.Complete();
        }
    }

    /// <inheritdoc />
    public void Dispose() => Finish();

    private void Varint(ulong value)
    {
        if (BufferSize - _used < 10)
            Flush();
        for (; value >= 0x80; value >>= 7)
            _buffer[_used++] = (byte)(value | 0x80);
        _buffer[_used++] = (byte)value;
    }

    private void KeepOffset()
    {
        if (++_lastOffset == _offsets.Length)
            Array.Resize(ref _offsets, _offsets.Length * 2);
        _offsets[_lastOffset] = _rowStart;
    }

    // What of the row is on disk already is written over by the next one, or lies beyond the published bytes.
    private void Abandon()
    {
        lock (_gate)
        {
            _used = (int)Math.Max(0, _rowStart - _flushed);
            _flushed = Math.Min(_flushed, _rowStart);
        }
    }

    private void Flush()
    {
        lock (_gate)
        {
            RandomAccess.Write(_result.File, _buffer.AsSpan(0, _used), _flushed);
            _flushed += _used;
            _used = 0;
            Publish();
        }
    }

    // The rows that are whole; the one that comes in may be on disk in part.
    private void Publish()
    {
        _store.Count(_rowStart - _counted);
        _counted = _rowStart;
        _result.Publish(_rows, _rowStart, _offsets);
    }

    // Another thread may be filling the buffer behind the last whole row; what is before it does not change while the lock is held.
    private void FlushWhole()
    {
        lock (_gate)
        {
            if (_rows == _result.Rows || _result.IsComplete)
                return;
            try
            {
                if (_rowStart > _flushed)
                    RandomAccess.Write(_result.File, _buffer.AsSpan(0, (int)(_rowStart - _flushed)), _flushed);
                Publish();
            }
            catch (IOException)
            {
                // The writer meets the same full disk at its next flush and says so.
            }
        }
    }
}
