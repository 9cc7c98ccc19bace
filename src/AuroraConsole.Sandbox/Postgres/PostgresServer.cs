using System.Diagnostics;
using Npgsql;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>One running PostgreSQL, reachable by its Unix socket only, that ends when this process does.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // A leash: this process holds the other end of the shell's input; letting go, by will or by SIGKILL, stops the server.
    private const string Leash = """
        data=$1 run=$2; shift 2
        umask 077; rm -rf "$run"; mkdir "$run" || exit 1
        log="$data/server.log"; [ "$(wc -c 2>/dev/null <"$log" || echo 0)" -lt 16777216 ] || mv "$log" "$log.1"
        exec 3<&0 >>"$log" 2>&1
        "$@" 3<&- </dev/null & c=$!
        (read -r _ <&3; kill -INT $c; for _ in 1 2 3 4 5; do sleep 1; kill -0 $c || exit; done; kill -QUIT $c) 2>/dev/null & w=$!
        exec 3<&-; wait $c; r=$?; kill $w 2>/dev/null; exit $r
        """;

    private const string Setsid = "/usr/bin/setsid";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private readonly SemaphoreSlim _adminGate = new(1);
    private readonly Process _leash;
    private readonly string _socketFolder;
    private NpgsqlConnection? _admin;
    private volatile bool _stopping;

    private PostgresServer(Process leash, string socketFolder, int major)
    {
        _leash = leash;
        _socketFolder = socketFolder;
        SocketPath = Path.Combine(socketFolder, ".s.PGSQL.5432");
        ProtocolMinor = major >= 18 ? 2 : 0;
        Exited = leash.WaitForExitAsync();
    }

    /// <summary>The Unix socket that backends are opened on.</summary>
    public string SocketPath { get; }

    /// <summary>The shell that holds the server: its descendants are the server's processes.</summary>
    public int LeashId => _leash.Id;

    /// <summary>When it was started, as <see cref="TimeProvider.GetTimestamp"/> of the system counts.</summary>
    public long StartedAt { get; } = TimeProvider.System.GetTimestamp();

    /// <summary>Newest minor version of protocol 3 the server speaks: 2 from PostgreSQL 18 on.</summary>
    public int ProtocolMinor { get; }

    /// <summary>Whether it accepts connections, as far as is known.</summary>
    public bool IsRunning => !_stopping && !Exited.IsCompleted;

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Ends when the server has ended, for whatever reason.</summary>
    public Task Exited { get; }

    /// <summary>Starts the server and returns after its first successful startup reply.</summary>
    /// <param name="binaries">Its programs.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="dataFolder">Its data directory.</param>
    /// <param name="socketFolder">Where its socket goes; made anew.</param>
    /// <param name="connectionLimit">Its <c>max_connections</c>; <c>null</c>: as its configuration says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="FleetException">It ended or did not answer; the message ends with the last lines of its log.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresBinaries binaries, ServerUser user, string dataFolder, string socketFolder, int? connectionLimit, CancellationToken cancellationToken)
    {
        await StalePostmaster.ClearAsync(dataFolder, cancellationToken);
        string[] shell = ["/bin/sh", "-c", Leash, "sh", dataFolder, socketFolder, binaries["postgres"], "-D", dataFolder, "-k", socketFolder, "-p", "5432", .. Limits(connectionLimit)];
        // In a session of its own, where there is setsid: a Ctrl C in the terminal is ours to act on, not also the server's.
        var leash = File.Exists(Setsid) ? user.Start(Setsid, shell, redirectOutput: false) : user.Start(shell[0], shell[1..], redirectOutput: false);
        var server = new PostgresServer(leash, socketFolder, binaries.Major);
        try
        {
            await server.WaitUntilReadyAsync(dataFolder, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new connection over the socket. <c>rdsadmin</c> and members of <c>rds_iam</c> need no password here.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string user, string database, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = _socketFolder, Port = 5432, Username = user, Database = database, ApplicationName = "sandbox", Pooling = false };
        await using var source = new NpgsqlDataSourceBuilder(settings.ConnectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
        return await source.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>Whether logins of a role go through IAM: it exists and is a member of <c>rds_iam</c>, directly or not.</summary>
    public Task<bool> IsIamRoleAsync(string role, CancellationToken cancellationToken) => AskAsync<bool>(
        """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_roles r, pg_catalog.pg_roles i
          WHERE r.rolname = $1::text AND i.rolname = 'rds_iam' AND pg_catalog.pg_has_role(r.oid, i.oid, 'MEMBER'))
        """,
        role, cancellationToken);

    /// <summary>What has to be known of logins while it is paused.</summary>
    public async Task<PausedServer> RememberAsync(CancellationToken cancellationToken)
    {
        var iam = await AskAsync<string[]>(
            """
            SELECT coalesce(array_agg(r.rolname::text), '{}') FROM pg_catalog.pg_roles r, pg_catalog.pg_roles i
              WHERE i.rolname = $1::text AND pg_catalog.pg_has_role(r.oid, i.oid, 'MEMBER')
            """,
            "rds_iam", cancellationToken);
        var withPassword = await AskAsync<string[]>(
            "SELECT coalesce(array_agg(rolname::text), '{}') FROM pg_catalog.pg_authid WHERE rolpassword IS NOT NULL AND rolname <> $1::text",
            "rdsadmin", cancellationToken);
        return new PausedServer(ProtocolMinor, iam.ToHashSet(), withPassword.ToHashSet());
    }

    /// <summary>How many clients are connected, not counting the sandbox's own connection.</summary>
    public Task<long> CountConnectionsAsync(CancellationToken cancellationToken) => AskAsync<long>(
        "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend' AND usename <> $1::text",
        "rdsadmin", cancellationToken);

    /// <summary>Age of the oldest transaction id still in use (what <c>MaximumUsedTransactionIDs</c> counts).</summary>
    public Task<long> OldestTransactionAgeAsync(CancellationToken cancellationToken) => AskAsync<long>(
        "SELECT max(pg_catalog.age(datfrozenxid))::bigint FROM pg_catalog.pg_database WHERE datname <> $1::text",
        "", cancellationToken);

    /// <summary>Lets go of the leash: SIGINT, after five seconds SIGQUIT; returns when the server has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (_admin is { } admin) await admin.DisposeAsync();
        try
        {
            _leash.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell ended before; nothing was left to tell it.
        }
        await Exited;
        _leash.Dispose();
    }

    // Lock tables are made for connections times locks each and touched at the start: thousands of connections share as many
    // locks as the template's 150 have, or every idle cluster would hold tens of megabytes more.
    private static string[] Limits(int? connections) => connections is { } most
        ? ["-c", $"max_connections={most}", .. new[] { "max_locks_per_transaction", "max_pred_locks_per_transaction" }.SelectMany(name => new[] { "-c", $"{name}={Math.Clamp(9_600 / most, 10, 64)}" })]
        : [];

    private async Task WaitUntilReadyAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var pidFile = Path.Combine(dataFolder, "postmaster.pid");
        while (true)
        {
            if (_leash.HasExited) throw new FleetException($"PostgreSQL did not start: {await LastLogLinesAsync(dataFolder)}");
            if (TimeProvider.System.GetElapsedTime(started) > StartLimit) throw new FleetException($"PostgreSQL did not become ready within {StartLimit.TotalSeconds} s: {await LastLogLinesAsync(dataFolder)}");
            // Its eighth line is the state; "ready" spares connection attempts that must fail.
            if (File.Exists(SocketPath) && await SaysReadyAsync(pidFile, cancellationToken) && await TryAdminAsync(cancellationToken)) return;
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private async Task<bool> TryAdminAsync(CancellationToken cancellationToken)
    {
        try
        {
            _admin = await ConnectAsync("rdsadmin", "postgres", cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            // Still starting, or it ended: the loop finds out which.
            return false;
        }
    }

    private static async Task<bool> SaysReadyAsync(string pidFile, CancellationToken cancellationToken)
    {
        try
        {
            var lines = await File.ReadAllLinesAsync(pidFile, cancellationToken);
            return lines.Length >= 8 && lines[7].Trim() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<string> LastLogLinesAsync(string dataFolder)
    {
        var log = Path.Combine(dataFolder, "server.log");
        return File.Exists(log) ? string.Join(" / ", (await File.ReadAllLinesAsync(log)).TakeLast(5)) : "it left no log.";
    }

    private async Task<T> AskAsync<T>(string sql, string argument, CancellationToken cancellationToken)
    {
        await _adminGate.WaitAsync(cancellationToken);
        try
        {
            if (_admin is not { State: System.Data.ConnectionState.Open })
            {
                if (_admin is { } broken) await broken.DisposeAsync();
                _admin = await ConnectAsync("rdsadmin", "postgres", cancellationToken);
            }
            await using var command = _admin.CreateCommand();
#pragma warning disable CA2100 // The questions above; the argument is a parameter.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
            // Milliseconds, and the connection is everyone's: a client's impatience must not cancel the next one's question.
            return (T)(await command.ExecuteScalarAsync(CancellationToken.None))!;
        }
        finally
        {
            _adminGate.Release();
        }
    }
}
