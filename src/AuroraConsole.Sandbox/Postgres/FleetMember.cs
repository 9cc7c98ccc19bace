namespace AuroraConsole.Sandbox.Postgres;

/// <summary>
/// One cluster's place in the fleet: its server while it runs, what is remembered of it while it is paused, who uses it, and
/// the turn that keeps starts, stops and deletes apart.
/// </summary>
internal sealed class FleetMember(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private volatile Standing _standing = new(null, null);
    private Task _waking = Task.CompletedTask;
    private DateTimeOffset _idleSince;
    private int _users;

    /// <summary>Server or memory of it, as of one moment; both <c>null</c> while it is stopped.</summary>
    public Standing Standing => _standing;

    /// <summary>Open uses.</summary>
    public int Users
    {
        get
        {
            lock (_gate) return _users;
        }
    }

    /// <summary>Since when a running server has had no user, by the fleet's clock; <c>null</c> while it has one, or does not run.</summary>
    public DateTimeOffset? IdleSince
    {
        get
        {
            lock (_gate) return _users == 0 && _standing.Server is { IsRunning: true } ? _idleSince : null;
        }
    }

    /// <summary>Waits for the turn; disposing the answer ends it.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>Counts one user in; <c>null</c> when no server runs.</summary>
    /// <param name="ended">Told when the last user has gone.</param>
    public ServerUse? TryUse(Action ended)
    {
        lock (_gate)
        {
            if (_standing.Server is not { IsRunning: true } server) return null;
            _users++;
            return new ServerUse(server, () =>
            {
                if (CountOut()) ended();
            });
        }
    }

    /// <summary>Puts a server in place that accepts connections. Only by who holds the turn.</summary>
    public void Started(PostgresServer server)
    {
        lock (_gate)
        {
            _standing = new Standing(server, null);
            _idleSince = clock.GetUtcNow();
        }
    }

    /// <summary>Takes the server out of reach; false when somebody used it since <paramref name="idleSince"/>. Only by who holds the turn.</summary>
    public bool TryPause(PausedServer paused, DateTimeOffset idleSince)
    {
        lock (_gate)
        {
            if (_users > 0 || _idleSince != idleSince) return false;
            _standing = new Standing(null, paused);
            return true;
        }
    }

    /// <summary>The wake under way, or the one that <paramref name="wake"/> begins: however many ask, one is made.</summary>
    public Task WakeAsync(Func<Task> wake)
    {
        lock (_gate) return _waking.IsCompleted ? _waking = Task.Run(wake) : _waking;
    }

    /// <summary>Stops the server, if there is one; a paused one stays paused. Only by who holds the turn.</summary>
    public async Task StopAsync()
    {
        if (_standing.Server is not { } server) return;
        await server.DisposeAsync();
        _standing = new Standing(null, null);
    }

    /// <summary>A paused server is a stopped one from now on, which no login wakes. Only by who holds the turn.</summary>
    public void Forget() => _standing = new Standing(null, null);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private bool CountOut()
    {
        lock (_gate)
        {
            if (--_users > 0) return false;
            _idleSince = clock.GetUtcNow();
            return true;
        }
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>A server that runs (or has just ended), or what is remembered of one that is paused.</summary>
internal sealed record Standing(PostgresServer? Server, PausedServer? Paused);

/// <summary>One user's hold on a running server, given back once by disposing: no server is paused under it.</summary>
internal sealed class ServerUse(PostgresServer server, Action ended) : IDisposable
{
    private int _given;

    public PostgresServer Server => server;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _given, 1) == 0) ended();
    }
}
