namespace AuroraConsole.Sandbox.Postgres;

/// <summary>One cluster's place in the fleet: its server while it runs, and the turn that keeps starts, stops and deletes apart.</summary>
internal sealed class FleetMember : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private volatile PostgresServer? _server;

    /// <summary>Written only by who holds the turn, read by anyone.</summary>
    public PostgresServer? Server { get => _server; set => _server = value; }

    /// <summary>Waits for the turn; disposing the answer ends it.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Turn(_gate);
    }

    /// <summary>Stops the server, if there is one.</summary>
    public async Task StopAsync()
    {
        if (Server is not { } server) return;
        await server.DisposeAsync();
        Server = null;
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
