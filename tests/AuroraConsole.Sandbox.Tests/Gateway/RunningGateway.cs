using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;
using AuroraConsole.Sandbox.Postgres;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>The gateways of all tests in the collection, one a build of PostgreSQL, started when first asked for.</summary>
public sealed class Gateways : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<RunningGateway>>> _running = new();

    /// <summary>Its cluster is awake.</summary>
    public async Task<RunningGateway> OnAsync(string build)
    {
        var gateway = await _running.GetOrAdd(build, _ => new(() => RunningGateway.StartAsync(build))).Value;
        await gateway.Fleet.WakeAsync(RunningGateway.ResourceId, default);
        return gateway;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var gateway in _running.Values) await (await gateway.Value).DisposeAsync();
    }
}

[CollectionDefinition("gateway")]
public sealed class GatewayCollection : ICollectionFixture<Gateways>;

/// <summary>A gateway with one seeded cluster behind it, everything real but the account, which is these few lines.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    public const string ResourceId = "cluster-TESTTESTTESTTESTTESTTEST01";
    public const string HostName = "demo.cluster-test01.us-east-1.rds.amazonaws.com";
    public const string Arn = "arn:aws:iam::000000000000:user/";
    private readonly SandboxOptions _options;

    private RunningGateway(SandboxOptions options)
    {
        _options = options;
        Fleet = new PostgresFleet(options, Log) { Clock = Clock, ConnectionLimit = _ => ConnectionLimit };
        Server = NewServer(options);
        Route = NewRoute("demo", ResourceId, HostName);
    }

    public SandboxClock Clock { get; } = new();
    public CapturedLog Log { get; } = new();
    public ConcurrentQueue<(string User, LoginOutcome Outcome, string? Caller)> Logins { get; } = new();
    public ConcurrentDictionary<string, IamCredential> Keys { get; } = new(new Dictionary<string, IamCredential>
    {
        ["SANDBOX"] = new("sandbox", Arn + "sandbox", null, null),
        ["SANDBOXAPP"] = new("sandbox", Arn + "app", null, null),
        ["SANDBOXDENIED"] = new("sandbox", Arn + "denied", null, null),
    });

    public Faults Faults { get; } = new();

    /// <summary><c>max_connections</c> of the next start.</summary>
    public int ConnectionLimit { get; set; } = 2_000;

    public PostgresFleet Fleet { get; }
    public GatewayServer Server { get; }
    public DatabaseRoute Route { get; private set; }
    public string CaFile => Path.Combine(_options.DataPath, "ca.pem");
    public string TokenHost => $"localhost:{Route.Port}";

    public static async Task<RunningGateway> StartAsync(string build, Action<SandboxOptions>? configure = null)
    {
        var options = new SandboxOptions { DataPath = Builds.NewDataPath(), GatewayPort = 0, PostgresBin = await Builds.BinAsync(build), LoginsPerSecond = 10_000 };
        configure?.Invoke(options);
        var gateway = new RunningGateway(options);
        await gateway.Fleet.CreateAsync(ResourceId, default);
        await DemoDatabase.SeedAsync(gateway.Fleet, ResourceId, default);
        await gateway.Server.StartAsync(default);
        gateway.Route = gateway.NewRoute("demo", ResourceId, HostName);
        gateway.Server.Listen(gateway.Route);
        return gateway;
    }

    /// <summary>Another gateway before the same cluster.</summary>
    public GatewayServer NewServer(SandboxOptions options) => new(options, new GatewayAuthority(
        port => port == Route!.Port ? Route : null,
        host => Route!.HostNames.Contains(host) ? Route : null,
        Keys.GetValueOrDefault,
        (key, action, resource) => action == "rds-db:connect" && (key.StartsWith("SANDBOX", StringComparison.Ordinal) && key is not "SANDBOXDENIED" and not "SANDBOXAPP" || (key == "SANDBOXAPP" && resource == $"arn:aws:rds-db:us-east-1:000000000000:dbuser:{ResourceId}/app_user")),
        (route, user, outcome, caller) =>
        {
            Assert.Same(Route, route);
            Logins.Enqueue((user, outcome, caller));
        },
        Faults.TakeForLogin), Fleet, Clock, Log);

    public DatabaseRoute NewRoute(string cluster, string resourceId, string hostName)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        return new DatabaseRoute("us-east-1", cluster, resourceId, cluster + "-instance-1", port, [hostName], [$"localhost:{port}", $"{hostName}:{port}", $"{hostName}:{Server.SharedPort}"]);
    }

    internal Presigner Signer(string user) => new() { Host = TokenHost, User = user, At = Clock.GetUtcNow() };

    public string Token(string user) => Signer(user).Token();

    public NpgsqlConnectionStringBuilder Settings(string user, string password, string database = "app") => new()
    {
        Host = "localhost",
        Port = Route.Port,
        Username = user,
        Password = password,
        Database = database,
        SslMode = SslMode.VerifyFull,
        RootCertificate = CaFile,
        Pooling = false,
        Timeout = 20,
        // Without it Npgsql shows a refused token twice: once more after giving up on GSS.
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    public async Task<NpgsqlConnection> OpenAsync(string user, string? password = null, string database = "app")
    {
        var connection = new NpgsqlConnection(Settings(user, password ?? Token(user), database).ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pauses the cluster once the sessions of earlier tests have ended.</summary>
    public async Task PauseAsync()
    {
        await RunningSandbox.UntilAsync(() => Fleet.Users(ResourceId) == 0);
        Assert.True(await Fleet.PauseAsync(ResourceId, default));
        TakeLogins();
    }

    /// <summary>How a login is refused: SQLSTATE and message.</summary>
    public async Task<string> RefusalAsync(string user, string password)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await OpenAsync(user, password));
        return $"{refused.SqlState} {refused.MessageText}";
    }

    /// <summary>psql's connection to the cluster's own port.</summary>
    public string Psql(string user, string rest = "sslmode=verify-full host=localhost") => $"port={Route.Port} dbname=app user={user} sslrootcert={CaFile} {rest}";

    /// <summary>The logins recorded since the last look.</summary>
    public List<(string User, LoginOutcome Outcome, string? Caller)> TakeLogins()
    {
        var taken = new List<(string, LoginOutcome, string?)>();
        while (Logins.TryDequeue(out var login)) taken.Add(login);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Fleet.DisposeAsync();
        Directory.Delete(_options.DataPath, recursive: true);
    }
}

internal static class Sql
{
    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
