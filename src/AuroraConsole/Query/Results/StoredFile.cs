namespace AuroraConsole.Query.Results;

/// <summary>What COPY … TO STDOUT sent, byte for byte, on disk. Written by one thread; read by any once it is complete.</summary>
public sealed class StoredFile : IDisposable
{
    private readonly FileStream _file;
    private readonly ResultStore _store;
    private long _bytes;
    private int _disposed;

    internal StoredFile(string id, string extension, FileStream file, ResultStore store)
    {
        Id = id;
        Extension = extension;
        _file = file;
        _store = store;
    }

    /// <summary>Unguessable; still only its owner may read it.</summary>
    public string Id { get; }

    /// <summary>Of the name it is saved under: <c>csv</c>, <c>tsv</c> or <c>bin</c>.</summary>
    public string Extension { get; }

    /// <summary>Bytes so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether all of it has come.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes all of <paramref name="source"/>.</summary>
    /// <returns><c>false</c> when the bound on disk was reached; what came before is kept.</returns>
    /// <exception cref="IOException">The disk takes no more.</exception>
    internal async Task<bool> FillAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var got)
        {
            if (!_store.HasRoom(Bytes, got))
                return false;
            RandomAccess.Write(_file.SafeFileHandle, buffer.AsSpan(0, got), Bytes);
            Interlocked.Add(ref _bytes, got);
            _store.Count(got);
            // A source that never lets one wait would never look at it.
            cancellationToken.ThrowIfCancellationRequested();
        }

        IsComplete = true;
        return true;
    }

    /// <summary>Writes it to <paramref name="output"/>.</summary>
    internal async Task WriteToAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
        for (long at = 0; await RandomAccess.ReadAsync(_file.SafeFileHandle, buffer, at, cancellationToken) is > 0 and var got; at += got)
            await output.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
    }

    /// <summary>Deletes it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _store.Count(-Bytes);
        _file.Dispose();
        File.Delete(_file.Name);
    }
}
