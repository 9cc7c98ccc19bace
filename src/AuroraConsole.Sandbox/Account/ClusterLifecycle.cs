using System.Collections.Concurrent;
using System.Net.Sockets;
using AuroraConsole.Sandbox.Gateway;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Brings every cluster's PostgreSQL and ports where its status says, and ends transitions when they are due.</summary>
/// <remarks>
/// One worker a cluster compares what is with what should be, again after each change and each due time.
/// It keeps nothing of its own, so what a kill interrupted is simply done again.
/// </remarks>
internal sealed partial class ClusterLifecycle : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);
    private readonly SandboxAccount _account;
    private readonly SandboxOptions _options;
    private readonly PostgresFleet? _fleet;
    private readonly GatewayServer? _gateway;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Worker> _workers = [];
    private Task _prepared = Task.CompletedTask;

    /// <param name="account">Whose clusters.</param>
    /// <param name="options">Ports.</param>
    /// <param name="fleet">Their PostgreSQLs; <c>null</c>: the API alone.</param>
    /// <param name="gateway">Their ports; <c>null</c>: the API alone.</param>
    /// <param name="logger">Where failures go.</param>
    public ClusterLifecycle(SandboxAccount account, SandboxOptions options, PostgresFleet? fleet, GatewayServer? gateway, ILogger<ClusterLifecycle> logger)
    {
        _account = account;
        _options = options;
        _fleet = fleet;
        _gateway = gateway;
        _logger = logger;
    }

    /// <summary>Takes up every cluster, in the background.</summary>
    public void Start()
    {
        _prepared = PrepareAsync(_stopping.Token);
        _account.Changed += Touch;
        _account.SnapshotDeleted += RemoveSnapshot;
        _account.Clock.Moved += TouchAll;
        if (_fleet is not null)
        {
            _fleet.Idle += Touch;
            _fleet.Woken += Resumed;
        }

        TouchAll();
    }

    /// <summary>Stops the workers; the clusters stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        _account.Changed -= Touch;
        _account.SnapshotDeleted -= RemoveSnapshot;
        _account.Clock.Moved -= TouchAll;
        if (_fleet is not null)
        {
            _fleet.Idle -= Touch;
            _fleet.Woken -= Resumed;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_workers.Values.Select(w => w.Run ?? Task.CompletedTask));
        await Task.WhenAll(_removals.Values);
        await _prepared.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_fleet is null)
            return;
        try
        {
            await _fleet.PrepareAsync(cancellationToken);
            await _fleet.RemoveUnknownAsync(_account.State.Clusters.Select(c => c.ResourceId).ToHashSet(), cancellationToken);
            await _fleet.RemoveUnknownSnapshotsAsync(_account.State.Snapshots.Select(s => s.DataName).ToHashSet(), cancellationToken);
        }
        catch (FleetException e)
        {
            // Databases cannot run here: PostgresFleet.Unavailable says so to whoever asks, and the API works without them.
            Log.NoDatabases(_logger, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Leftovers that cannot be removed take room and harm nothing; the next start tries again.
            Log.LeftoversStay(_logger, e.Message);
        }
    }

    private PostgresFleet? Databases => _fleet is { Unavailable: null } ? _fleet : null;

    private void TouchAll()
    {
        foreach (var cluster in _account.State.Clusters)
            Touch(cluster.ResourceId);
    }

    private void Touch(string resourceId)
    {
        var fresh = new Worker();
        var worker = _workers.GetOrAdd(resourceId, fresh);
        worker.Touch();
        if (ReferenceEquals(worker, fresh))
            worker.Run = Task.Run(() => RunAsync(resourceId, worker, _stopping.Token));
    }

    private async Task RunAsync(string resourceId, Worker worker, CancellationToken cancellationToken)
    {
        try
        {
            await _prepared.WaitAsync(cancellationToken);
            while (Find(resourceId) is { } cluster)
            {
                TimeSpan? wait;
                try
                {
                    await ReconcileAsync(cluster, cancellationToken);
                    if (!_account.FinishDue(cluster))
                        continue;
                    wait = UntilDue(resourceId);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Log.Failed(_logger, e, cluster.Id, cluster.Status);
                    _account.Fail(resourceId, $"The database of {cluster.Id} could not be brought up or away: {e.Message}");
                    wait = cluster.Status == ResourceStatus.Deleting ? TimeSpan.FromSeconds(5) : null;
                }

                await worker.WaitAsync(wait, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The sandbox stops; the next start goes on from the state on disk.
        }
        finally
        {
            _workers.TryRemove(resourceId, out _);
        }
    }

    private async Task ReconcileAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (cluster.Status == ResourceStatus.Deleting)
        {
            ClosePorts(cluster, all: true);
            await RemoveDatabaseAsync(cluster, cancellationToken);
        }
        else if (cluster.Writer is null || cluster.Status is ResourceStatus.Stopping or ResourceStatus.Stopped)
        {
            await CopySourceAsync(cluster, cancellationToken);
            await TakeSnapshotsAsync(cluster, cancellationToken);
            ClosePorts(cluster, all: true);
            if (Databases is { } fleet)
                await fleet.StopAsync(cluster.ResourceId, cancellationToken);
        }
        else
        {
            ClosePorts(cluster, all: false);
            await TakeSnapshotsAsync(cluster, cancellationToken);
            if (Databases is { } fleet)
            {
                if (await CopySourceAsync(cluster, cancellationToken))
                {
                    await RestartIfDueAsync(fleet, cluster, cancellationToken);
                    await fleet.StartAsync(cluster.ResourceId, cancellationToken);
                }
                else
                {
                    await MakeDatabaseAsync(fleet, cluster, cancellationToken);
                }
            }

            await ChangeMasterAsync(cluster, cancellationToken);

            OpenPorts(cluster);
            await RestAsync(cluster, cancellationToken);
        }
    }

    // The status stays "available", as on Aurora. A range that no longer goes down to 0 wakes it for good.
    private async Task RestAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (Databases is not { } fleet)
            return;
        if (cluster.SecondsUntilAutoPause is null && fleet.IsPaused(cluster.ResourceId))
            await fleet.WakeAsync(cluster.ResourceId, cancellationToken);
        else if (PauseDue(cluster) <= _account.Clock.GetUtcNow() && await fleet.PauseAsync(cluster.ResourceId, cancellationToken))
            _account.RecordPause(cluster.ResourceId, paused: true);
    }

    /// <summary>When it pauses if nobody comes; <c>null</c> while somebody is there, it is paused, or never does.</summary>
    private DateTimeOffset? PauseDue(Cluster cluster) =>
        cluster is { Status: ResourceStatus.Available, SecondsUntilAutoPause: { } seconds } ? Databases?.IdleSince(cluster.ResourceId)?.AddSeconds(seconds) : null;

    private void Resumed(string resourceId)
    {
        _account.RecordPause(resourceId, paused: false);
        Touch(resourceId);
    }

    // Interrupted anywhere, it is simply done again: HasData is set last.
    private async Task MakeDatabaseAsync(PostgresFleet fleet, Cluster cluster, CancellationToken cancellationToken)
    {
        await fleet.CreateAsync(cluster.ResourceId, cancellationToken);
        if (cluster.Seed)
            await DemoDatabase.SeedAsync(fleet, cluster.ResourceId, cancellationToken);
        _account.Update(cluster.ResourceId, c => c with { HasData = true });
    }

    private async Task RemoveDatabaseAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        // Better a deletion that waits than one that says it took a snapshot.
        if (cluster.HasData && _fleet?.Unavailable is { } reason)
            throw new InvalidOperationException($"its data is out of reach, {reason}");

        await TakeSnapshotsAsync(cluster, cancellationToken);
        if (Databases is { } owner)
            await owner.DeleteAsync(cluster.ResourceId, cancellationToken);
    }

    private void OpenPorts(Cluster cluster)
    {
        if (_gateway is null)
            return;
        foreach (var route in RouteTable.Routes(cluster, _options.GatewayPort))
        {
            try
            {
                _gateway.Listen(route);
            }
            catch (SocketException e)
            {
                var moved = _account.MovePort(cluster.ResourceId, route.Port);
                Log.PortTaken(_logger, route.Port, cluster.Id, moved, e.Message);
                Touch(cluster.ResourceId);
            }
        }
    }

    private void ClosePorts(Cluster cluster, bool all)
    {
        if (_gateway is null)
            return;
        if (all)
            _gateway.Close(cluster.Port);
        foreach (var instance in cluster.Instances.Where(i => all || i.Status == ResourceStatus.Deleting))
            _gateway.Close(instance.Port);
    }

    private TimeSpan? UntilDue(string resourceId)
    {
        if (Find(resourceId) is not { } cluster)
            return TimeSpan.Zero;

        var waits = cluster.Instances.Select(i => i.Due).Append(cluster.Due).Append(PauseDue(cluster)).Where(due => due is not null).Select(due => due!.Value - _account.Clock.GetUtcNow()).ToList();
        if (waits.Count == 0)
            return null;

        // What fell due since the last look is looked at again at once; a cluster whose own time is over still waits for its instances.
        var soonest = waits.Where(wait => wait > TimeSpan.Zero).DefaultIfEmpty(Again).Min();
        // A clock set far back makes waits longer than a timer takes.
        return soonest < LongestWait ? soonest : LongestWait;
    }

    private Cluster? Find(string resourceId) => _account.State.Clusters.FirstOrDefault(c => c.ResourceId == resourceId);

    private sealed class Worker
    {
        private volatile TaskCompletionSource _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task? Run { get; set; }

        public void Touch() => _touched.TrySetResult();

        /// <summary>Waits for a touch or the time. A touch that comes while this ends is seen too: the next look comes after it.</summary>
        public async Task WaitAsync(TimeSpan? wait, CancellationToken cancellationToken)
        {
            try
            {
                await _touched.Task.WaitAsync(wait ?? Timeout.InfiniteTimeSpan, cancellationToken);
                _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            catch (TimeoutException)
            {
                // It is due.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Clusters have no database behind them: {Reason}")]
        public static partial void NoDatabases(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Data of clusters that are gone could not be removed: {Reason}")]
        public static partial void LeftoversStay(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Cluster {ClusterId} could not be brought where its status \"{Status}\" says.")]
        public static partial void Failed(ILogger logger, Exception exception, string clusterId, string status);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Port {Port} of cluster {ClusterId} is held by another program; it moves to {Moved}. ({Reason})")]
        public static partial void PortTaken(ILogger logger, int port, string clusterId, int moved, string reason);
    }
}
