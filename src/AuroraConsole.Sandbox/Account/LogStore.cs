using System.Text.Json;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One event of a log group.</summary>
/// <param name="Timestamp">Epoch milliseconds, when it happened.</param>
/// <param name="Sequence">Order of arrival within the group; with the timestamp it is the place a page goes on from.</param>
/// <param name="IngestionTime">Epoch milliseconds, when it was written.</param>
/// <param name="Stream">The log stream.</param>
/// <param name="Message">The line.</param>
public sealed record LogEvent(long Timestamp, long Sequence, long IngestionTime, string Stream, string Message);

/// <summary>A log group as <c>DescribeLogGroups</c> sees it.</summary>
/// <param name="Name">Its name, such as <c>/aws/rds/cluster/demo/iam-db-auth-error</c>.</param>
/// <param name="CreatedAt">Epoch milliseconds.</param>
/// <param name="StoredBytes">UTF-8 bytes of all messages.</param>
public sealed record LogGroupInfo(string Name, long CreatedAt, long StoredBytes);

/// <summary>CloudWatch log groups, one append-only file each (<c>logs/REGION/GROUP.jsonl</c>). A group exists from its first event on.</summary>
public sealed class LogStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly Dictionary<(string Region, string Name), Group> _groups = [];

    /// <summary>Reads the groups that are there.</summary>
    public LogStore(string dataPath)
    {
        _folder = Path.Combine(dataPath, "logs");
        AccountFiles.CreateFolder(_folder);
        foreach (var regionFolder in Directory.EnumerateDirectories(_folder))
        {
            foreach (var path in Directory.EnumerateFiles(regionFolder, "*.jsonl"))
            {
                var group = new Group(path);
                if (group.Load())
                    _groups[(Path.GetFileName(regionFolder), Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(path)))] = group;
            }
        }
    }

    /// <summary>Writes one event; the first makes the group.</summary>
    public void Write(string region, string groupName, string stream, DateTimeOffset time, string message)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue((region, groupName), out var group))
            {
                AccountFiles.CreateFolder(Path.Combine(_folder, region));
                group = new Group(Path.Combine(_folder, region, Uri.EscapeDataString(groupName) + ".jsonl"));
                group.Create(time.ToUnixTimeMilliseconds());
                _groups[(region, groupName)] = group;
            }

            group.Append(time.ToUnixTimeMilliseconds(), stream, message);
        }
    }

    /// <summary>The groups of a region, by name.</summary>
    public IReadOnlyList<LogGroupInfo> Groups(string region)
    {
        lock (_lock)
        {
            return [.. _groups.Where(g => g.Key.Region == region)
                .Select(g => new LogGroupInfo(g.Key.Name, g.Value.CreatedAt, g.Value.StoredBytes))
                .OrderBy(g => g.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>A group's events in order of time, from the first at or after that place; <c>null</c> when there is no such group.</summary>
    public IReadOnlyList<LogEvent>? Read(string region, string groupName, long fromTimestamp, long fromSequence, int count)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue((region, groupName), out var group))
                return null;

            var first = group.IndexOf(fromTimestamp, fromSequence);
            return group.Events.GetRange(first, Math.Min(count, group.Events.Count - first));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var group in _groups.Values)
            group.Dispose();
    }

    private sealed class Group(string path) : IDisposable
    {
        private FileStream? _file;

        public List<LogEvent> Events { get; } = [];

        public long CreatedAt { get; private set; }

        public long StoredBytes { get; private set; }

        /// <summary><c>false</c> when a kill left a file without its first line: there is no group then.</summary>
        public bool Load()
        {
            var lines = AccountFiles.ReadWholeLines(path);
            if (lines.Length == 0)
                return false;

            CreatedAt = JsonSerializer.Deserialize<Head>(lines[0])!.CreatedAt;
            foreach (var line in lines.Skip(1))
                Insert(JsonSerializer.Deserialize<LogEvent>(line)!);
            _file = AccountFiles.OpenAppend(path);
            return true;
        }

        public void Create(long now)
        {
            CreatedAt = now;
            _file = AccountFiles.OpenAppend(path);
            WriteLine(new Head(now));
        }

        public void Append(long now, string stream, string message)
        {
            var logEvent = new LogEvent(now, Events.Count, now, stream, message);
            Insert(logEvent);
            WriteLine(logEvent);
        }

        /// <summary>Index of the first event at or after a place.</summary>
        public int IndexOf(long timestamp, long sequence)
        {
            int low = 0, high = Events.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                var there = Events[middle];
                if ((there.Timestamp, there.Sequence).CompareTo((timestamp, sequence)) < 0)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }

        public void Dispose() => _file?.Dispose();

        // Nearly always the end; elsewhere only after the clock was moved back.
        private void Insert(LogEvent logEvent)
        {
            Events.Insert(IndexOf(logEvent.Timestamp, logEvent.Sequence), logEvent);
            StoredBytes += System.Text.Encoding.UTF8.GetByteCount(logEvent.Message);
        }

        private void WriteLine<T>(T value) => _file!.Write([.. JsonSerializer.SerializeToUtf8Bytes(value), (byte)'\n']);

        private sealed record Head(long CreatedAt);
    }
}
