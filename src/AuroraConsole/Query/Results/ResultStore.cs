using AuroraConsole.Query.Results.Views;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results;

/// <summary>
/// Where results are kept: one file each in <c>results/</c> under the data path, mode 0600, deleted when the result is dropped.
/// What an earlier process left there is deleted at the start.
/// </summary>
public sealed class ResultStore
{
    private readonly string _folder;
    private readonly QueryOptions _options;
    private long _total;

    /// <summary>Opens the folder and empties it.</summary>
    public ResultStore(ConsoleOptions console, QueryOptions options)
    {
        _options = options;
        _folder = PrivateFiles.Folder(console.DataPath, "results");
        foreach (var stale in Directory.EnumerateFiles(_folder, "*.rows").Concat(Directory.EnumerateFiles(_folder, "*.copy")))
            File.Delete(stale);
    }

    /// <summary>Bytes on disk of all results.</summary>
    public long TotalBytes => Interlocked.Read(ref _total);

    /// <summary>An empty result to be filled by its one writer.</summary>
    /// <exception cref="IOException">The disk does not take a file.</exception>
    public StoredResult Create(IReadOnlyList<ResultColumn> columns)
    {
        var id = Guid.NewGuid().ToString("N");
        var path = Path.Combine(_folder, $"{id}.rows");
        return new StoredResult(id, columns, PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.ReadWrite), this);
    }

    /// <summary>An empty file to be filled with what COPY … TO STDOUT sends.</summary>
    /// <exception cref="IOException">The disk does not take a file.</exception>
    public StoredFile CreateFile(string extension)
    {
        var id = Guid.NewGuid().ToString("N");
        return new StoredFile(id, extension, PrivateFiles.Open(Path.Combine(_folder, $"{id}.copy"), FileMode.CreateNew, FileAccess.ReadWrite), this);
    }

    /// <summary>Whether <paramref name="more"/> bytes may be written to a result that has <paramref name="bytes"/>.</summary>
    internal bool HasRoom(long bytes, long more) => bytes + more <= _options.ResultBytes && TotalBytes + more <= _options.TotalBytes;

    /// <summary>A file for work in progress; who asked deletes it, else the next start does.</summary>
    /// <exception cref="IOException">The disk does not take a file.</exception>
    internal FileStream Scratch() => PrivateFiles.Open(Path.Combine(_folder, $"{Guid.NewGuid():N}.rows"), FileMode.CreateNew, FileAccess.ReadWrite);

    /// <summary>Views being made at one time; the others wait, so that the memory this takes has a bound (see <see cref="ResultView"/>).</summary>
    internal SemaphoreSlim ViewPlaces { get; } = new(2);

    internal void Count(long bytes) => Interlocked.Add(ref _total, bytes);
}
