namespace AuroraConsole.Sandbox.Postgres;

/// <summary>One real PostgreSQL per cluster, each reachable only by its Unix socket.</summary>
public sealed class PostgresFleet : IAsyncDisposable
{
    /// <summary>Why databases cannot run here, with what to install; <c>null</c> when they can.</summary>
    public string? Unavailable => throw new NotSupportedException();

    /// <summary>Makes the data directory from the spare copy and starts it; with one there already, only starts it.</summary>
    public Task CreateAsync(string resourceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Starts an existing data directory and returns when it accepts connections. Starting a running one is nothing.</summary>
    public Task StartAsync(string resourceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stops it (SIGINT, then SIGQUIT). Stopping a stopped one is nothing.</summary>
    public Task StopAsync(string resourceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stops it and copies its data directory under <c>snapshots/</c>.</summary>
    public Task SnapshotAsync(string resourceId, string snapshotId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stops it and removes its data. Deleting what is not there is nothing.</summary>
    public Task DeleteAsync(string resourceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Removes data directories whose resource id is not among <paramref name="known"/> (left by a kill).</summary>
    public Task RemoveUnknownAsync(IReadOnlySet<string> known, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Runs the demo cluster's schema: database <c>app</c>, its tables and rows, roles <c>app_user</c> and <c>app_readonly</c>. Safe to repeat.</summary>
    public Task SeedDemoAsync(string resourceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
