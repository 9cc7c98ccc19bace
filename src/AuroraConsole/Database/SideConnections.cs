using System.Collections.Concurrent;
using System.Data;
using AuroraConsole.Access;
using AuroraConsole.Fleet;
using Npgsql;

namespace AuroraConsole.Database;

/// <summary>
/// Connections on which pages read beside the user's own sessions: the catalog, activity, estimates. One for each actor, cluster, database
/// and role, shared by that actor's pages, read-only, and closed after half a minute without use, so that it does not keep a cluster awake.
/// </summary>
public sealed class SideConnections(DatabaseConnector connector, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(string Actor, string Cluster, string Database, string Role), Shared> _all = new();

    /// <summary>Does <paramref name="work"/> on the connection, logging in where there is none; a paused cluster wakes. Work of one connection waits in line.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Where.</param>
    /// <param name="database">The database.</param>
    /// <param name="role">Who reads.</param>
    /// <param name="purpose">For the record of the token.</param>
    /// <param name="work">Only reads: done again on a new connection when the old one had ended meanwhile. A statement has 15 s.</param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    /// <exception cref="Shared.ProblemException">403 <c>AccessDenied</c>, and as <see cref="DatabaseConnector"/> when logging in.</exception>
    /// <exception cref="PostgresException">What the server says to the work.</exception>
    public async Task<T> UseAsync<T>(
        Actor actor, Cluster cluster, string database, string role, string purpose, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.RunSql);
        var shared = _all.GetOrAdd((actor.Name, cluster.Key, database, role), key => new Shared(time, closed => _all.TryRemove(new(key, closed))));
        await shared.Turn.WaitAsync(cancellationToken);
        try
        {
            var reused = shared.Connection is { FullState: ConnectionState.Open };
            try
            {
                return await work(await OpenAsync(), cancellationToken);
            }
            catch (NpgsqlException broken) when (reused && broken is not PostgresException && !cancellationToken.IsCancellationRequested)
            {
                return await work(await OpenAsync(), cancellationToken);
            }
        }
        finally
        {
            shared.CloseLater();
            shared.Turn.Release();
        }

        async Task<NpgsqlConnection> OpenAsync()
        {
            if (shared.Connection is { FullState: ConnectionState.Open } open)
                return open;
            await shared.CloseAsync();
            var opened = await connector.OpenAsync(actor, cluster, database, role, purpose, cancellationToken);
            try
            {
                await BindAsync(opened, cancellationToken);
            }
            catch
            {
                await opened.DisposeAsync();
                throw;
            }

            return shared.Connection = opened;
        }
    }

    // A role or database may have a search_path that names a schema before pg_catalog: what stands there would run in the place of what the
    // console's statements mean, as whoever looks.
    private static async Task BindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var show = new NpgsqlCommand("SHOW search_path", connection);
        var path = (string)(await show.ExecuteScalarAsync(cancellationToken))!;
        if (path.Contains("pg_catalog", StringComparison.Ordinal))
            path = $"pg_catalog, {path}";
        await using var bounds = new NpgsqlCommand(
            "SELECT pg_catalog.set_config('default_transaction_read_only', 'on', false), pg_catalog.set_config('statement_timeout', '15s', false), pg_catalog.set_config('search_path', $1, false)", connection)
        {
            Parameters = { new() { Value = path } },
        };
        await bounds.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var shared in _all.Values)
            await shared.DisposeAsync();
    }

    private sealed class Shared : IAsyncDisposable
    {
        private readonly ITimer _timer;
        private readonly Action<Shared> _closed;

        public Shared(TimeProvider time, Action<Shared> closed) => (_closed, _timer) = (closed, time.CreateTimer(_ => _ = CloseIfIdleAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

        // Never disposed: whoever still works at the end gives it back.
        public SemaphoreSlim Turn { get; } = new(1);

        public NpgsqlConnection? Connection { get; set; }

        public void CloseLater() => _timer.Change(Rest, Timeout.InfiniteTimeSpan);

        public async Task CloseAsync()
        {
            if (Connection is { } connection)
                await connection.DisposeAsync();
            Connection = null;
        }

        public async ValueTask DisposeAsync()
        {
            await _timer.DisposeAsync();
            await CloseAsync();
        }

        // Busy: whoever works on it sets the timer anew.
        private async Task CloseIfIdleAsync()
        {
            if (!await Turn.WaitAsync(0))
                return;
            try
            {
                await CloseAsync();
                // Whoever waits for it still has it, and its closing is set anew.
                _closed(this);
            }
            finally
            {
                Turn.Release();
            }
        }
    }
}
