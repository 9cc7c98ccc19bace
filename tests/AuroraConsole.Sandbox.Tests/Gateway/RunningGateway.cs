using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;
using AuroraConsole.Sandbox.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>A gateway with one seeded cluster behind it, everything real but the account, which is these few lines.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    public const string ResourceId = "cluster-TESTTESTTESTTESTTESTTEST01";
    public const string HostName = "demo.cluster-test01.us-east-1.rds.amazonaws.com";
    public const string Arn = "arn:aws:iam::000000000000:user/";

    public string DataPath { get; } = Directory.CreateTempSubdirectory("aurora-gateway-test-").FullName;
    public SandboxClock Clock { get; } = new();
    public ConcurrentQueue<(string User, LoginOutcome Outcome, string? Caller)> Logins { get; } = new();
    public ConcurrentDictionary<string, IamCredential> Keys { get; } = new(new Dictionary<string, IamCredential>
    {
        ["SANDBOX"] = new("sandbox", Arn + "sandbox", null, null),
        ["SANDBOXAPP"] = new("sandbox", Arn + "app", null, null),
        ["SANDBOXDENIED"] = new("sandbox", Arn + "denied", null, null),
    });

    public string? Fault { get; set; }
    public PostgresFleet Fleet { get; private set; } = null!;
    public GatewayServer Server { get; private set; } = null!;
    public DatabaseRoute Route { get; private set; } = null!;
    public string CaFile => Path.Combine(DataPath, "ca.pem");
    public string TokenHost => $"localhost:{Route.Port}";

    public async Task InitializeAsync()
    {
        var options = new SandboxOptions { DataPath = DataPath, GatewayPort = 0 };
        Fleet = new PostgresFleet(options, NullLoggerFactory.Instance);
        await Fleet.CreateAsync(ResourceId, default);
        await Fleet.SeedDemoAsync(ResourceId, default);
        Server = NewServer(options);
        await Server.StartAsync(default);
        Route = NewRoute("demo", ResourceId, HostName);
        Server.Listen(Route);
    }

    public GatewayServer NewServer(SandboxOptions options) => new(options, new GatewayAuthority(
        port => Route.Port == port ? Route : null,
        host => Route.HostNames.Contains(host) ? Route : null,
        Keys.GetValueOrDefault,
        (key, action, resource) => action == "rds-db:connect" && (key == "SANDBOX" || (key == "SANDBOXAPP" && resource == $"arn:aws:rds-db:us-east-1:000000000000:dbuser:{ResourceId}/app_user")),
        (route, user, outcome, caller) =>
        {
            Assert.Equal(ResourceId, route.ResourceId);
            Logins.Enqueue((user, outcome, caller));
        },
        () => Fault), Fleet, Clock, NullLoggerFactory.Instance);

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

    /// <summary>What the recorded logins were since the last look.</summary>
    public List<(string User, LoginOutcome Outcome, string? Caller)> TakeLogins()
    {
        var taken = new List<(string, LoginOutcome, string?)>();
        while (Logins.TryDequeue(out var login)) taken.Add(login);
        return taken;
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Fleet.DisposeAsync();
        Directory.Delete(DataPath, recursive: true);
    }
}
