using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One event of a log group.</summary>
/// <param name="Timestamp">Epoch milliseconds, when it happened.</param>
/// <param name="Sequence">Order of arrival within the group; with the timestamp it is the place a page goes on from.</param>
/// <param name="IngestionTime">Epoch milliseconds, when it was written.</param>
/// <param name="Stream">The log stream.</param>
/// <param name="Message">The line.</param>
public sealed record LogEvent(long Timestamp, long Sequence, long IngestionTime, string Stream, string Message)
{
    /// <summary>Where an exported line ended in what it was read from; <c>null</c> for what was written here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }
}

/// <summary>An event to write.</summary>
/// <param name="Timestamp">Epoch milliseconds.</param>
/// <param name="Message">The line.</param>
/// <param name="Source"><see cref="LogEvent.Source"/>.</param>
public sealed record NewLogEvent(long Timestamp, string Message, string? Source = null);

/// <summary>A log group as <c>DescribeLogGroups</c> sees it.</summary>
/// <param name="Name">Its name, such as <c>/aws/rds/cluster/demo/iam-db-auth-error</c>.</param>
/// <param name="CreatedAt">Epoch milliseconds.</param>
/// <param name="StoredBytes">UTF-8 bytes of all messages.</param>
/// <param name="RetentionInDays">Older events go; <c>null</c>: none ever does.</param>
public sealed record LogGroupInfo(string Name, long CreatedAt, long StoredBytes, int? RetentionInDays);

/// <summary>A log stream of a group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">Epoch milliseconds.</param>
public sealed record LogStreamInfo(string Name, long CreatedAt);

/// <summary>CloudWatch log groups, one file each (<c>logs/REGION/GROUP.jsonl</c>): a head, then events as they arrive.</summary>
public sealed class LogStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Dictionary<(string Region, string Name), LogGroup> _groups = [];

    /// <summary>Reads the groups that are there.</summary>
    public LogStore(string dataPath, TimeProvider clock)
    {
        _folder = Path.Combine(dataPath, "logs");
        _clock = clock;
        AccountFiles.CreateFolder(_folder);
        foreach (var regionFolder in Directory.EnumerateDirectories(_folder))
        {
            foreach (var path in Directory.EnumerateFiles(regionFolder, "*.jsonl"))
            {
                if (LogGroup.Load(path) is { } group)
                    _groups[(Path.GetFileName(regionFolder), group.Name)] = group;
            }
        }
    }

    /// <summary>Makes a group.</summary>
    /// <returns><c>false</c> when it is there already.</returns>
    public bool CreateGroup(string region, string groupName)
    {
        lock (_lock)
        {
            if (_groups.ContainsKey((region, groupName)))
                return false;
            AddGroup(region, groupName);
            return true;
        }
    }

    /// <summary>Removes a group with all it holds.</summary>
    /// <returns><c>false</c> when there is none.</returns>
    public bool DeleteGroup(string region, string groupName)
    {
        lock (_lock)
        {
            if (!_groups.Remove((region, groupName), out var group))
                return false;
            group.Delete();
            return true;
        }
    }

    /// <summary>Writes events of one stream, all or, after a kill, the first of them; makes group and stream where they are missing.</summary>
    public void Write(string region, string groupName, string stream, params IReadOnlyList<NewLogEvent> events)
    {
        lock (_lock)
        {
            var group = _groups.GetValueOrDefault((region, groupName)) ?? AddGroup(region, groupName);
            group.Append(_clock.GetUtcNow().ToUnixTimeMilliseconds(), stream, events);
        }
    }

    /// <summary>The groups of a region, by name.</summary>
    public IReadOnlyList<LogGroupInfo> Groups(string region)
    {
        lock (_lock)
        {
            return [.. _groups.Where(g => g.Key.Region == region).Select(g => Kept(g.Value).Info).OrderBy(g => g.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Looks at, or changes, one group; its old events are gone then.</summary>
    /// <returns><c>false</c> when there is no such group.</returns>
    internal bool Use(string region, string groupName, Action<LogGroup> use)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue((region, groupName), out var group))
                return false;
            use(Kept(group));
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var group in _groups.Values)
            group.Dispose();
    }

    private LogGroup Kept(LogGroup group)
    {
        group.Expire(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        return group;
    }

    private LogGroup AddGroup(string region, string groupName)
    {
        AccountFiles.CreateFolder(Path.Combine(_folder, region));

        // A name has up to 512 characters, a file's 255 bytes.
        var fileName = Uri.EscapeDataString(groupName);
        if (fileName.Length > 200)
            fileName = fileName[..100] + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(groupName)));
        return _groups[(region, groupName)] = LogGroup.Create(Path.Combine(_folder, region, fileName + ".jsonl"), groupName, _clock.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
