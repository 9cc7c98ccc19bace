using System.Text;
using System.Text.Json;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One log group: its events in order of time, and the file they are appended to. Guarded by its store.</summary>
internal sealed class LogGroup : IDisposable
{
    private const long Day = 86_400_000;
    private readonly string _path;
    private readonly List<LogEvent> _events = [];
    private readonly List<LogStreamInfo> _streams = [];
    private Head _head;
    private FileStream? _file;
    private long _nextSequence;

    private LogGroup(string path, Head head)
    {
        _path = path;
        _head = head;
        _streams.AddRange(head.Streams ?? []);
    }

    public string Name => _head.Name!;

    public LogGroupInfo Info => new(Name, _head.CreatedAt, StoredBytes, _head.RetentionInDays);

    /// <summary>Its streams, as they came to be.</summary>
    public IReadOnlyList<LogStreamInfo> Streams => _streams;

    /// <summary>Its events in order of time, then of arrival.</summary>
    public IReadOnlyList<LogEvent> Events => _events;

    private long StoredBytes { get; set; }

    /// <summary>Reads a file; <c>null</c> when a kill left one without its first line: there is no group then.</summary>
    public static LogGroup? Load(string path)
    {
        var lines = AccountFiles.ReadWholeLines(path);
        if (lines.Length == 0)
            return null;

        var head = JsonSerializer.Deserialize<Head>(lines[0])!;
        var group = new LogGroup(path, head with { Name = head.Name ?? Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(path)) });
        foreach (var line in lines.Skip(1))
            group.Insert(JsonSerializer.Deserialize<LogEvent>(line)!);
        group._file = AccountFiles.OpenAppend(path);
        return group;
    }

    public static LogGroup Create(string path, string name, long now)
    {
        var group = new LogGroup(path, new Head(now) { Name = name });
        group.Rewrite();
        return group;
    }

    /// <summary>Writes events of one stream, which the first of them makes.</summary>
    public void Append(long now, string stream, IEnumerable<NewLogEvent> events)
    {
        var lines = new MemoryStream();
        foreach (var added in events)
        {
            var logEvent = new LogEvent(added.Timestamp, _nextSequence, now, stream, added.Message) { Source = added.Source };
            Insert(logEvent);
            WriteLine(lines, logEvent);
        }

        _file!.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
    }

    /// <summary>Makes an empty stream; <c>false</c> when it is there already.</summary>
    public bool CreateStream(string name, long now)
    {
        if (_streams.Any(s => s.Name == name))
            return false;
        _streams.Add(new LogStreamInfo(name, now));
        Rewrite();
        return true;
    }

    /// <summary>Removes a stream with its events; <c>false</c> when there is none.</summary>
    public bool DeleteStream(string name)
    {
        if (_streams.RemoveAll(s => s.Name == name) == 0)
            return false;
        Remove(e => e.Stream == name);
        Rewrite();
        return true;
    }

    /// <summary>Events older than that many days go; <c>null</c>: they stay.</summary>
    public void Retain(int? days)
    {
        _head = _head with { RetentionInDays = days };
        Rewrite();
    }

    /// <summary>Whether an event of that time would be gone at once.</summary>
    public bool IsExpired(long timestamp, long now) => _head.RetentionInDays is { } days && timestamp < now - days * Day;

    /// <summary>Lets go of what is older than the retention. It leaves the file at the next rewrite or start.</summary>
    public void Expire(long now)
    {
        if (_events.Count > 0 && IsExpired(_events[0].Timestamp, now))
            Remove(e => IsExpired(e.Timestamp, now));
    }

    /// <summary>Index of the first event at or after a place.</summary>
    public int IndexOf(long timestamp, long sequence)
    {
        int low = 0, high = _events.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var there = _events[middle];
            if ((there.Timestamp, there.Sequence).CompareTo((timestamp, sequence)) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file?.Dispose();

    // Nearly always at the end; elsewhere when events come late or the clock was moved back.
    private void Insert(LogEvent logEvent)
    {
        _events.Insert(IndexOf(logEvent.Timestamp, logEvent.Sequence), logEvent);
        _nextSequence = Math.Max(_nextSequence, logEvent.Sequence + 1);
        StoredBytes += Encoding.UTF8.GetByteCount(logEvent.Message);
        if (_streams.All(s => s.Name != logEvent.Stream))
            _streams.Add(new LogStreamInfo(logEvent.Stream, logEvent.IngestionTime));
    }

    private void Remove(Predicate<LogEvent> gone)
    {
        _events.RemoveAll(gone);
        StoredBytes = _events.Sum(e => (long)Encoding.UTF8.GetByteCount(e.Message));
    }

    // What does not only append is rare: the whole file anew, so that a kill leaves the old or the new.
    private void Rewrite()
    {
        _head = _head with { Streams = [.. _streams] };
        var content = new MemoryStream();
        WriteLine(content, _head);
        foreach (var logEvent in _events)
            WriteLine(content, logEvent);
        _file?.Dispose();
        AccountFiles.Replace(_path, content.GetBuffer().AsSpan(0, (int)content.Length));
        _file = AccountFiles.OpenAppend(_path);
    }

    private static void WriteLine<T>(MemoryStream lines, T value)
    {
        JsonSerializer.Serialize(lines, value);
        lines.WriteByte((byte)'\n');
    }

    private sealed record Head(long CreatedAt)
    {
        public string? Name { get; init; }
        public int? RetentionInDays { get; init; }
        public IReadOnlyList<LogStreamInfo>? Streams { get; init; }
    }
}
