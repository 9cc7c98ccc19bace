using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;
using AuroraConsole.Connect.Clients;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Postgres;
using AuroraConsole.Tokens;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>
/// One sandbox for all clients: its gateway verifies every token, and its PostgreSQL has a role with <c>rds_iam</c> and a database
/// for each of the <see cref="Names"/>.
/// </summary>
public sealed class ClientSandbox : IAsyncLifetime
{
    /// <summary>What people may call a role and a database.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "app_user", "App User", "o'brien \"b\"", "$HOME `id` $(touch hacked)", "x; touch hacked #", "!event back\\slash \\u0041", "user=postgres", "ünï😀",
        "a&b|c>d %PATH% {0}", "col:on@at/slash?", "-dash", "right\u202eleft line\u2028end", " spaces ",
    ];

    private readonly string _data = Builds.NewDataPath();
    private SandboxHost? _host;
    private DBCluster? _demo;

    public string CaPath { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync(
            new SandboxOptions { AwsUrl = "http://127.0.0.1:0", GatewayPort = FreePort(), DataPath = Path.Combine(_data, "sandbox"), DemoTraffic = false, CreateSeconds = 0, ModifySeconds = 0, DeleteSeconds = 0 },
            NullLoggerFactory.Instance, CancellationToken.None);
        // A name that has to be quoted everywhere.
        CaPath = Path.Combine(_data, "it's the root.pem");
        File.Copy(_host.CaPath, CaPath);
        using var rds = new AmazonRDSClient(new BasicAWSCredentials("SANDBOX", "sandbox"), new AmazonRDSConfig { ServiceURL = _host.AwsUrl, AuthenticationRegion = "us-east-1" });
        for (var tries = 0; _demo?.Status != "available"; tries++)
        {
            Assert.True(tries < 1200, "demo never became available");
            await Task.Delay(50);
            _demo = (await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest { DBClusterIdentifier = "demo" })).DBClusters!.Single();
        }

        await using var master = MasterSource();
        foreach (var name in Names)
        {
            var identifier = name.Replace("\"", "\"\"");
            if (name != "app_user")
                await ExecuteAsync(master, $"create role \"{identifier}\" login");
            await ExecuteAsync(master, $"grant rds_iam to \"{identifier}\"");
            await ExecuteAsync(master, $"create database \"{identifier}\"");
        }
    }

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>A login as the role of that name to the database of that name.</summary>
    public LoginTarget Target(string name, int idleSeconds = 240) =>
        new("demo", "writer", _demo!.Endpoint!, _demo.Port!.Value, name, name, "us-east-1", CaPath, idleSeconds);

    public string Token(string role) =>
        TokenSignature.Presign(_demo!.Endpoint!, _demo.Port!.Value, "us-east-1", role, "SANDBOX", "sandbox", null, DateTimeOffset.UtcNow);

    /// <summary>Moves the sandbox's clock that far ahead of the real one.</summary>
    public async Task MoveClockAsync(int seconds)
    {
        using var http = new HttpClient();
        (await http.PutAsJsonAsync($"{_host!.AwsUrl}/_sandbox/clock", new { offsetSeconds = seconds })).EnsureSuccessStatusCode();
    }

    /// <summary>Waits until that many sessions of a role are open, and fails after half a minute.</summary>
    public async Task UntilSessionsAsync(string role, int count)
    {
        await using var master = MasterSource();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            await using var command = master.CreateCommand("select count(*) from pg_stat_activity where usename = $1");
            command.Parameters.AddWithValue(role);
            var open = (long)(await command.ExecuteScalarAsync())!;
            if (open == count)
                return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{open} sessions of {role} are open, not {count}");
            await Task.Delay(100);
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlDataSource MasterSource()
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = _demo!.Endpoint,
            Port = _demo.Port!.Value,
            Database = "postgres",
            Username = "postgres",
            SslMode = SslMode.VerifyFull,
            RootCertificate = CaPath,
        }.ConnectionString);
        builder.UsePasswordProvider(_ => Token("postgres"), (_, _) => ValueTask.FromResult(Token("postgres")));
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The classes that share the sandbox; they run one after another.</summary>
[CollectionDefinition(nameof(ClientSandbox))]
public sealed class ClientSandboxCollection : ICollectionFixture<ClientSandbox>;
