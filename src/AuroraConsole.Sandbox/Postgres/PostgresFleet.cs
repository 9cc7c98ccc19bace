using System.Collections.Concurrent;
using AuroraConsole.Sandbox.Account;
using Npgsql;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>One real PostgreSQL per cluster, each reachable only by its Unix socket.</summary>
public sealed partial class PostgresFleet(SandboxOptions options, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ILogger _log = loggers.CreateLogger<PostgresFleet>();
    private readonly ConcurrentDictionary<string, FleetMember> _members = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task<FleetGround>? _ground;
    private Task _spare = Task.CompletedTask;
    private volatile string? _unavailable;

    /// <summary>Time by which servers have been idle.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Resource id → <c>max_connections</c>, asked at each start; <c>null</c>: as the server's configuration says.</summary>
    public Func<string, int?> ConnectionLimit { get; init; } = _ => null;

    /// <summary>The last user of a server has gone; the argument is its resource id.</summary>
    public event Action<string>? Idle;

    /// <summary>A paused server was woken; the argument is its resource id.</summary>
    public event Action<string>? Woken;

    /// <summary>Why databases cannot run here, with what to install; <c>null</c> when they can, or before <see cref="PrepareAsync"/> found out.</summary>
    public string? Unavailable => _unavailable;

    /// <summary>Finds or fetches PostgreSQL and makes the template; every other call waits for it. Doing it early saves the first create about 2 s.</summary>
    /// <exception cref="FleetException">Databases cannot run here; <see cref="Unavailable"/> says the same.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => GroundAsync(cancellationToken);

    /// <summary>Makes the data directory from the spare copy and starts it; with one there already, only starts it.</summary>
    /// <exception cref="FleetException">It did not start; the message says why.</exception>
    public async Task CreateAsync(string resourceId, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        using var turn = await MemberOf(resourceId).EnterAsync(cancellationToken);
        var data = ground.Folder.Cluster(resourceId);
        if (!Directory.Exists(data))
        {
            await ground.Template.PlaceAsync(data, cancellationToken);
            KeepSpareReady(ground);
        }
        await StartAsync(ground, resourceId, cancellationToken);
    }

    /// <summary>Starts an existing data directory and returns when it accepts connections. Starting a running or paused one is nothing.</summary>
    /// <exception cref="FleetException">There is none, or it did not start; the message says why.</exception>
    public async Task StartAsync(string resourceId, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        var member = MemberOf(resourceId);
        using var turn = await member.EnterAsync(cancellationToken);
        if (member.Standing.Paused is null) await StartAsync(ground, resourceId, cancellationToken);
    }

    /// <summary>Stops it (SIGINT, then SIGQUIT); no login wakes it. Stopping a stopped one is nothing.</summary>
    public async Task StopAsync(string resourceId, CancellationToken cancellationToken)
    {
        var member = MemberOf(resourceId);
        using var turn = await member.EnterAsync(cancellationToken);
        await member.StopAsync();
        member.Forget();
    }

    /// <summary>Stops a server that nobody uses until the next use wakes it; false when somebody does, or it does not run.</summary>
    public async Task<bool> PauseAsync(string resourceId, CancellationToken cancellationToken)
    {
        var member = MemberOf(resourceId);
        using var turn = await member.EnterAsync(cancellationToken);
        if (member.IdleSince is not { } idleSince || member.Standing.Server is not { } server) return false;
        try
        {
            if (!member.TryPause(await server.RememberAsync(cancellationToken), idleSince)) return false;
        }
        catch (NpgsqlException)
        {
            // It is ending by itself.
            return false;
        }
        await server.DisposeAsync();
        return true;
    }

    /// <summary>Starts a paused server, after <c>Sandbox:WakeSeconds</c>; goes on when the caller gives up. Waking one that is not paused is nothing.</summary>
    /// <exception cref="FleetException">It did not start and is still paused; the message says why.</exception>
    public Task WakeAsync(string resourceId, CancellationToken cancellationToken)
    {
        var member = MemberOf(resourceId);
        return member.Standing.Paused is null ? Task.CompletedTask : member.WakeAsync(() => WakeAsync(member, resourceId)).WaitAsync(cancellationToken);
    }

    /// <summary>Stops it and copies its data directory under <c>snapshots/</c>; it stays stopped, a paused one paused. A snapshot of that name that is there already is kept.</summary>
    public async Task SnapshotAsync(string resourceId, string snapshotId, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        using var turn = await MemberOf(resourceId).EnterAsync(cancellationToken);
        await MemberOf(resourceId).StopAsync();
        var target = ground.Folder.Snapshot(snapshotId);
        if (!Directory.Exists(target)) await ground.Template.CopyAsync(ground.Folder.Cluster(resourceId), target, cancellationToken);
    }

    /// <summary>Stops it and removes its data. Deleting what is not there is nothing.</summary>
    public async Task DeleteAsync(string resourceId, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        using var turn = await MemberOf(resourceId).EnterAsync(cancellationToken);
        await MemberOf(resourceId).StopAsync();
        MemberOf(resourceId).Forget();
        var data = ground.Folder.Cluster(resourceId);
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
    }

    /// <summary>Removes data directories whose resource id is not among <paramref name="known"/> (left by a kill).</summary>
    public async Task RemoveUnknownAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var ground = await GroundAsync(cancellationToken);
        foreach (var id in Directory.EnumerateDirectories(Path.Combine(ground.Folder.Root, "clusters")).Select(path => Path.GetFileName(path)).Where(id => !known.Contains(id)).ToList())
        {
            await DeleteAsync(id, cancellationToken);
        }
    }

    /// <summary>Whether it accepts connections now.</summary>
    public bool IsRunning(string resourceId) => Running(resourceId) is not null;

    /// <summary>Whether its server sleeps until the next login.</summary>
    public bool IsPaused(string resourceId) => Find(resourceId).Paused is not null;

    /// <summary>Since when a running server has had no user, by <see cref="Clock"/>; <c>null</c> while it has one, or does not run.</summary>
    public DateTimeOffset? IdleSince(string resourceId) => _members.TryGetValue(resourceId, out var member) ? member.IdleSince : null;

    /// <summary>How many users hold its server. Unlike <see cref="CountConnectionsAsync"/> this asks no database.</summary>
    public int Users(string resourceId) => _members.TryGetValue(resourceId, out var member) ? member.Users : 0;

    /// <summary>Open client connections (what <c>DatabaseConnections</c> counts); <c>null</c> when it does not run.</summary>
    public async Task<long?> CountConnectionsAsync(string resourceId, CancellationToken cancellationToken)
        => Running(resourceId) is { } server ? await server.CountConnectionsAsync(cancellationToken) : null;

    /// <summary>Bytes of its data directory (what <c>VolumeBytesUsed</c> counts), whether it runs or not.</summary>
    public async Task<long> CountBytesAsync(string resourceId, CancellationToken cancellationToken)
    {
        var data = new DirectoryInfo((await GroundAsync(cancellationToken)).Folder.Cluster(resourceId));
        return data.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Sum(file => file is { Name: not ("server.log" or "server.log.1"), Exists: true } ? file.Length : 0);
    }

    /// <summary>The server's own log, with Aurora's line prefix; replaced by a new one at a start once it is over 16 MB.</summary>
    public async Task<string> LogPathAsync(string resourceId, CancellationToken cancellationToken)
        => Path.Combine((await GroundAsync(cancellationToken)).Folder.Cluster(resourceId), "server.log");

    /// <summary>Stops every server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _spare;
        await Task.WhenAll(_members.Values.Select(async member =>
        {
            using var turn = await member.EnterAsync(CancellationToken.None);
            await member.StopAsync();
        }));
        if (_ground is { } ground)
        {
            await ((Task)ground).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ground.IsCompletedSuccessfully) (await ground).Dispose();
        }
    }

    /// <summary>The running server of a cluster, or <c>null</c> while it is starting, paused, stopped or gone.</summary>
    internal PostgresServer? Running(string resourceId) => Find(resourceId).Server;

    /// <summary>The running server or the memory of a paused one, as of one moment; neither while it is starting, stopped or gone.</summary>
    internal Standing Find(string resourceId)
        => _members.TryGetValue(resourceId, out var member) && member.Standing is { Server: null or { IsRunning: true } } standing ? standing : new Standing(null, null);

    /// <summary>A hold on the running server, woken for it when it is paused; <c>null</c> when it is stopped or gone.</summary>
    /// <exception cref="FleetException">It could not be woken; the message says why.</exception>
    internal async Task<ServerUse?> UseAsync(string resourceId, CancellationToken cancellationToken)
    {
        if (!_members.TryGetValue(resourceId, out var member)) return null;
        while (true)
        {
            if (member.TryUse(LastUserGone) is { } use) return use;
            // Not paused any more: woken between the two looks, or stopped.
            if (member.Standing.Paused is null) return member.TryUse(LastUserGone);
            await WakeAsync(resourceId, cancellationToken);
        }

        void LastUserGone() => Idle?.Invoke(resourceId);
    }

    private FleetMember MemberOf(string resourceId) => _members.GetOrAdd(resourceId, _ => new FleetMember(Clock));

    private async Task WakeAsync(FleetMember member, string resourceId)
    {
        var ground = await GroundAsync(_closing.Token);
        await Task.Delay(TimeSpan.FromSeconds(options.WakeSeconds), _closing.Token);
        using var turn = await member.EnterAsync(_closing.Token);
        if (member.Standing.Paused is null) return;
        try
        {
            await StartAsync(ground, resourceId, _closing.Token);
        }
        catch (FleetException cause)
        {
            Log.NotWoken(_log, resourceId, cause.Message);
            throw;
        }
        Woken?.Invoke(resourceId);
    }

    private Task<FleetGround> GroundAsync(CancellationToken cancellationToken)
    {
        lock (_gate) _ground ??= Task.Run(PrepareGroundAsync, _closing.Token);
        return _ground.WaitAsync(cancellationToken);
    }

    private async Task<FleetGround> PrepareGroundAsync()
    {
        try
        {
            var ground = await FleetGround.PrepareAsync(options, _closing.Token);
            if (ground.Folder.Moved is { } moved) Log.Moved(_log, moved);
            Log.Found(_log, ground.Binaries.Version, ground.Binaries.Bin, ground.User.Name ?? Environment.UserName);
            return ground;
        }
        catch (Exception cause) when (cause is FleetException or IOException or UnauthorizedAccessException)
        {
            _unavailable = cause.Message;
            Log.NotAvailable(_log, cause.Message);
            throw cause as FleetException ?? new FleetException(cause.Message, cause);
        }
    }

    private async Task StartAsync(FleetGround ground, string resourceId, CancellationToken cancellationToken)
    {
        _closing.Token.ThrowIfCancellationRequested();
        var member = MemberOf(resourceId);
        if (member.Standing.Server is { } earlier)
        {
            if (earlier.IsRunning) return;
            await earlier.DisposeAsync();
        }
        var server = await ground.StartAsync(resourceId, ConnectionLimit(resourceId), cancellationToken);
        member.Started(server);
        _ = ReportExitAsync(server, resourceId);
    }

    private async Task ReportExitAsync(PostgresServer server, string resourceId)
    {
        await server.Exited;
        if (!server.IsStopping) Log.Ended(_log, resourceId);
    }

    // After a create, so that the next one is a rename again; a failure shows at the next create, which tries again.
    private void KeepSpareReady(FleetGround ground)
    {
        lock (_gate) _spare = RefillAsync(_spare, ground);
    }

    private async Task RefillAsync(Task earlier, FleetGround ground)
    {
        await earlier;
        try
        {
            await ground.Template.PrepareAsync(_closing.Token);
        }
        catch (Exception cause) when (cause is FleetException or IOException or OperationCanceledException)
        {
            Log.NoSpare(_log, cause.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Version} in {Bin}, run as {User}")]
        public static partial void Found(ILogger log, string version, string bin, string user);

        [LoggerMessage(LogLevel.Warning, "{Sentence}")]
        public static partial void Moved(ILogger log, string sentence);

        [LoggerMessage(LogLevel.Warning, "Databases cannot run here: {Reason}")]
        public static partial void NotAvailable(ILogger log, string reason);

        [LoggerMessage(LogLevel.Error, "PostgreSQL of {ResourceId} ended by itself; its server.log says why")]
        public static partial void Ended(ILogger log, string resourceId);

        [LoggerMessage(LogLevel.Error, "PostgreSQL of {ResourceId} did not wake and stays paused: {Reason}")]
        public static partial void NotWoken(ILogger log, string resourceId, string reason);

        [LoggerMessage(LogLevel.Debug, "No spare copy for the next cluster: {Reason}")]
        public static partial void NoSpare(ILogger log, string reason);
    }
}
