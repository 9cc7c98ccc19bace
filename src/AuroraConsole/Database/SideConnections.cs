using System.Collections.Concurrent;
using System.Data;
using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Database;

/// <summary>
/// Connections on which pages read beside the user's own sessions: the catalog, activity, estimates. One for each actor, cluster, database
/// and role, shared by that actor's pages, read-only, and closed after half a minute without use, so that it does not keep a cluster awake.
/// </summary>
public sealed class SideConnections(DatabaseConnector connector, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(string Actor, string Cluster, string Database, string Role), Slot> _all = new();

    /// <summary>Does <paramref name="work"/> on the connection, logging in where there is none; a paused cluster wakes. Work of one connection waits in line.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Where.</param>
    /// <param name="database">The database.</param>
    /// <param name="role">Who reads.</param>
    /// <param name="purpose">For the record of the token.</param>
    /// <param name="work">Only reads: done again on a new connection when the old one had ended meanwhile. A statement has 15 s.</param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>; as <see cref="DatabaseConnector"/> when logging in; 502 with the SQLSTATE of what the server says to the work, or <c>ConnectionLost</c>.</exception>
    public async Task<T> UseAsync<T>(
        Actor actor, Cluster cluster, string database, string role, string purpose, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.RunSql);
        var shared = _all.GetOrAdd((actor.Name, cluster.Key, database, role), key => new Slot(time, closed => _all.TryRemove(new(key, closed))));
        await shared.Turn.WaitAsync(cancellationToken);
        try
        {
            var reused = shared.Connection is { FullState: ConnectionState.Open };
            try
            {
                return await work(await OpenAsync(), cancellationToken);
            }
            // The server's last word to a session that it ended is an error like any other.
            catch (NpgsqlException) when (reused && shared.Connection is not { FullState: ConnectionState.Open } && !cancellationToken.IsCancellationRequested)
            {
                return await work(await OpenAsync(), cancellationToken);
            }
        }
        catch (NpgsqlException said) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(Explain(said, database, isLost: shared.Connection is not { FullState: ConnectionState.Open }), said);
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
            var (opened, _) = await connector.LoginAsync(actor, cluster, database, role, purpose, cancellationToken);
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

    /// <summary>Closes a connection on which nobody works at the moment; whoever asks next logs in again.</summary>
    public Task CloseAsync(string actor, string cluster, string database, string role) => _all.TryGetValue((actor, cluster, database, role), out var slot) ? slot.CloseIfIdleAsync() : Task.CompletedTask;

    private static Problem Explain(NpgsqlException said, string database, bool isLost) => said switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } slow => new($"{database} did not answer within 15 s: the server is busy, or what was asked for is locked. Try again.", slow.SqlState, StatusCodes.Status502BadGateway),
        PostgresException refused when !isLost => new($"{database} did not answer: {refused.MessageText}", refused.SqlState, StatusCodes.Status502BadGateway),
        _ => new($"The connection to {database} ended while it was read. Try again.", "ConnectionLost", StatusCodes.Status502BadGateway),
    };

    /// <summary>
    /// Work that begins on the role's own search_path, for names and statements of the user, with pg_catalog first where the path names it later.
    /// The path ends with the batch; its first result is to be passed over.
    /// </summary>
    public static NpgsqlBatch OnPath(NpgsqlConnection connection, string sql) => new(connection)
    {
        BatchCommands = { new("SELECT set_config('search_path', CASE WHEN reset_val ~ 'pg_catalog' THEN 'pg_catalog, ' ELSE '' END || reset_val, true) FROM pg_settings WHERE name = 'search_path'"), new(sql) },
    };

    // The console's own statements find pg_catalog alone: what somebody planted on the role's search_path, a function or an operator that fits the
    // catalog's types better than PostgreSQL's own (CVE-2018-1058), would else run as whoever looks. Which schemas the path leads to stays known.
    private static async Task BindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var bounds = new NpgsqlCommand(
            "SELECT pg_catalog.set_config('aurora_console.path', pg_catalog.current_schemas(true)::pg_catalog.text, false), pg_catalog.set_config('search_path', '', false), "
            + "pg_catalog.set_config('default_transaction_read_only', 'on', false), pg_catalog.set_config('statement_timeout', '15s', false)", connection);
        await bounds.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var shared in _all.Values)
            await shared.DisposeAsync();
    }

    private sealed class Slot : IAsyncDisposable
    {
        private readonly ITimer _timer;
        private readonly Action<Slot> _closed;

        public Slot(TimeProvider time, Action<Slot> closed) => (_closed, _timer) = (closed, time.CreateTimer(_ => _ = CloseIfIdleAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

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
        public async Task CloseIfIdleAsync()
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
