using AuroraConsole.Query.Results.Views;
using Microsoft.Win32.SafeHandles;

namespace AuroraConsole.Query.Results;

/// <summary>
/// Rows on disk: each cell is a varint of its length + 1 (0: NULL) and its UTF-8 bytes; the offset of every 64th row is kept in memory
/// (8 bytes, 122 KB a million rows). May be read from any thread while its writer still appends.
/// </summary>
public sealed class StoredResult : IDisposable
{
    /// <summary>Rows from one kept offset to the next.</summary>
    internal const int Stride = 64;

    private readonly FileStream _file;
    private readonly ResultStore _store;
    private volatile Published _published = new(0, 0, []);
    private volatile bool _isComplete;
    private int _disposed;

    internal StoredResult(string id, IReadOnlyList<ResultColumn> columns, FileStream file, ResultStore store)
    {
        Id = id;
        Columns = columns;
        _file = file;
        _store = store;
        Views = new ResultViews(this, store);
    }

    /// <summary>Unguessable; still only its owner may read it.</summary>
    public string Id { get; }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Rows that can be read now.</summary>
    public int Rows => _published.Rows;

    /// <summary>Bytes on disk that can be read now.</summary>
    public long Bytes => _published.Bytes;

    /// <summary>Bytes of the console's memory that it holds: kept offsets, the writer's buffer while it is written, and its views.</summary>
    public long MemoryBytes => (_published.Offsets.Length * sizeof(long)) + (IsComplete ? 0 : ResultWriter.BufferSize) + Views.MemoryBytes;

    /// <summary>Whether the writer has ended.</summary>
    public bool IsComplete => _isComplete;

    internal SafeFileHandle File => _file.SafeFileHandle;

    /// <summary>The one writer.</summary>
    internal ResultWriter Write(TimeProvider time) => new(this, _store, time);

    /// <summary>Sorted and filtered views of it.</summary>
    internal ResultViews Views { get; }

    /// <summary>Reads the rows there are now.</summary>
    internal RowCursor Open(int bufferSize, int readAhead)
    {
        var now = _published;
        return new RowCursor(new RowReader(File, 0, now.Bytes, bufferSize, readAhead), Columns.Count, now.Offsets, now.Rows);
    }

    internal void Publish(int rows, long bytes, long[] offsets) => _published = new Published(rows, bytes, offsets);

    internal void Complete() => _isComplete = true;

    /// <summary>Deletes the file. Who still reads gets <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Views.Dispose();
        _store.Count(-Bytes);
        _file.Dispose();
        System.IO.File.Delete(_file.Name);
    }

    // Rows, bytes and offsets that belong together. The array may be longer than the rows need; what is there never changes.
    private sealed record Published(int Rows, long Bytes, long[] Offsets);
}
