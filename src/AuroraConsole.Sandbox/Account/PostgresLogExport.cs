using System.Text.Json;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Brings what a cluster's PostgreSQL logs into <c>/aws/rds/cluster/ID/postgresql</c> while that export is on.</summary>
/// <remarks>
/// How far it came is in <c>log-exports.json</c>, written after the events. A kill in between shows in the events, which say
/// where in the log they ended, so nothing is delivered twice.
/// </remarks>
internal sealed partial class PostgresLogExport : IAsyncDisposable
{
    private const string LogType = "postgresql";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly SandboxAccount _account;
    private readonly PostgresFleet _fleet;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Place> _places;
    private readonly Dictionary<string, long> _lengths = [];
    private Task _run = Task.CompletedTask;

    public PostgresLogExport(SandboxAccount account, PostgresFleet fleet, ILogger<PostgresLogExport> logger)
    {
        _account = account;
        _fleet = fleet;
        _logger = logger;
        _path = account.PathOf("log-exports.json");
        _places = File.Exists(_path) ? JsonSerializer.Deserialize<Dictionary<string, Place>>(File.ReadAllBytes(_path))! : [];
    }

    /// <summary>Goes on where it was; a change of an export counts from the moment it is made.</summary>
    public void Start()
    {
        foreach (var cluster in _account.State.Clusters)
        {
            if (_places.TryGetValue(cluster.ResourceId, out var place))
                _places[cluster.ResourceId] = place with { Offset = Math.Max(place.Offset, Delivered(cluster) - place.Before) };
            Mark(cluster.ResourceId);
        }

        _account.Changed += Mark;
        _run = RunAsync(_stopping.Token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _account.Changed -= Mark;
        await _stopping.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                DeliverAll();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next look reads the same again.
                Log.NotRead(_logger, e.Message);
            }
        }
    }

    private void DeliverAll()
    {
        lock (_gate)
        {
            foreach (var id in _places.Keys.ToList())
            {
                if (Find(id) is not { } cluster)
                    Keep(id, null);
                else if (PathOf(cluster) is { } path)
                    Deliver(cluster, path, last: false);
            }
        }
    }

    // Switched on, it begins at the log's end, or at the start of a cluster that is only being made; switched off, what was there is still delivered.
    private void Mark(string resourceId)
    {
        lock (_gate)
        {
            var cluster = Find(resourceId);
            var known = _places.ContainsKey(resourceId);
            var path = cluster is null ? null : PathOf(cluster);
            if (cluster?.LogExports.Contains(LogType) == true && !known)
            {
                Keep(resourceId, cluster.HasData && path is not null ? new Place(ServerLog.HeadOf(path), ServerLog.LengthOf(path), 0) : new Place(null, 0, 0));
            }
            else if (cluster?.LogExports.Contains(LogType) == false && known)
            {
                if (path is not null)
                    Deliver(cluster, path, last: true);
                Keep(resourceId, null);
            }
        }
    }

    private void Deliver(Cluster cluster, string path, bool last)
    {
        var place = _places[cluster.ResourceId];
        var head = ServerLog.HeadOf(path);
        if (head is null)
            return;
        if (place.Head is not null && place.Head != head)
        {
            // A start of the server put a new file in its place (PostgresServer): first what was left of the old one.
            if (ServerLog.HeadOf(path + ".1") == place.Head)
                place = Deliver(cluster, path + ".1", place, whole: true);
            place = new Place(null, 0, place.Before + place.Offset);
        }

        // An entry may still go on while the file grows.
        var length = ServerLog.LengthOf(path);
        var quiet = _lengths.GetValueOrDefault(cluster.ResourceId) == length;
        _lengths[cluster.ResourceId] = length;
        place = Deliver(cluster, path, place with { Head = head }, last || quiet);
        if (place != _places[cluster.ResourceId])
            Keep(cluster.ResourceId, place);
    }

    private Place Deliver(Cluster cluster, string path, Place place, bool whole)
    {
        while (ServerLog.Read(path, place.Offset, whole) is { Count: > 0 } entries)
        {
            var before = place.Before;
            _account.Logs.Write(cluster.Region, GroupOf(cluster), $"{cluster.Writer?.Id ?? cluster.Id}.0",
                [.. entries.Select(e => new NewLogEvent(TimeOf(e).ToUnixTimeMilliseconds(), e.Text, $"{cluster.ResourceId}:{before + e.End}"))]);
            place = place with { Offset = entries[^1].End };
        }

        return place;
    }

    // The server's clock is the machine's.
    private DateTimeOffset TimeOf(ServerLogEntry entry) => entry.Time + _account.Clock.Offset ?? _account.Clock.GetUtcNow();

    private long Delivered(Cluster cluster)
    {
        var prefix = cluster.ResourceId + ":";
        long delivered = 0;
        _account.Logs.Use(cluster.Region, GroupOf(cluster), group => delivered = group.Events
            .Where(e => e.Source?.StartsWith(prefix, StringComparison.Ordinal) == true)
            .Select(e => long.Parse(e.Source.AsSpan(prefix.Length))).DefaultIfEmpty().Max());
        return delivered;
    }

    private static string GroupOf(Cluster cluster) => $"/aws/rds/cluster/{cluster.Id}/{LogType}";

    // Known once PostgreSQL was found; before that no server runs that could write.
    private string? PathOf(Cluster cluster) =>
        _fleet.LogPathAsync(cluster.ResourceId, CancellationToken.None) is { IsCompletedSuccessfully: true } path ? path.Result : null;

    private void Keep(string resourceId, Place? place)
    {
        if (place is not null)
            _places[resourceId] = place;
        else if (_places.Remove(resourceId))
            _lengths.Remove(resourceId);
        AccountFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(_places));
    }

    private Cluster? Find(string resourceId) => _account.State.Clusters.FirstOrDefault(c => c.ResourceId == resourceId);

    /// <summary>How far a cluster's log was delivered.</summary>
    /// <param name="Head">First line of the file; <c>null</c> before there is one.</param>
    /// <param name="Offset">Bytes of it.</param>
    /// <param name="Before">Bytes of the files before it.</param>
    private sealed record Place(string? Head, long Offset, long Before);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A server's log could not be exported, it is tried again: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
