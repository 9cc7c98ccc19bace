using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AuroraConsole.Benchmarks;

/// <summary>A whole sandbox of its own, on free ports and a folder that goes with it.</summary>
internal static class GatewayBenchmarks
{
    public static Task SelectAsync() => WithDemoAsync(async (gateway, direct) =>
    {
        await using var through = await gateway.OpenConnectionAsync();
        await using var beside = await direct.OpenConnectionAsync();
        await Pairs.CompareAsync("gateway-select", "socket", 3_000, () => SelectOneAsync(through), () => SelectOneAsync(beside));
    });

    public static Task LoginAsync() => WithDemoAsync((gateway, direct) =>
        Pairs.CompareAsync("gateway-login", "socket", 40, () => OpenAndCloseAsync(gateway), () => OpenAndCloseAsync(direct)));

    private static async Task WithDemoAsync(Func<NpgsqlDataSource, NpgsqlDataSource, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("aurora-benchmark-");
        var options = new SandboxOptions { AwsUrl = "http://127.0.0.1:0", GatewayPort = Random.Shared.Next(20_000, 30_000), DataPath = Path.Combine(folder.FullName, "sandbox"), DemoTraffic = false, LoginsPerSecond = int.MaxValue };
        await using (var sandbox = await SandboxHost.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None))
        {
            var demo = await AvailableAsync(sandbox);
            using var authority = X509CertificateLoader.LoadCertificateFromFile(sandbox.CaPath);
            await using var gateway = ThroughGateway(demo, authority);
            await using var direct = BesideGateway(sandbox.Fleet!.Running(demo.ResourceId)!);
            await measure(gateway, direct);
        }

        folder.Delete(recursive: true);
    }

    private static async Task<Cluster> AvailableAsync(SandboxHost sandbox)
    {
        while (true)
        {
            if (sandbox.Account.State.Clusters.FirstOrDefault(cluster => cluster is { Id: "demo", Status: "available" }) is { } demo)
                return demo;
            await Task.Delay(50);
        }
    }

    private static NpgsqlDataSource ThroughGateway(Cluster demo, X509Certificate2 authority)
    {
        var builder = new NpgsqlDataSourceBuilder($"Host=localhost;Port={demo.Port};Database=app;Username=app_user;SSL Mode=VerifyFull;GSS Encryption Mode=Disable;Pooling=false");
        string Mint() => ConnectToken.Mint($"localhost:{demo.Port}", demo.Region, "app_user", "SANDBOX", "sandbox", DateTimeOffset.UtcNow);
        builder.UsePasswordProvider(_ => Mint(), (_, _) => ValueTask.FromResult(Mint()));
        builder.UseRootCertificate(authority);
        return builder.Build();
    }

    // The same role; on the socket its membership of rds_iam lets it in.
    private static NpgsqlDataSource BesideGateway(PostgresServer server) =>
        new NpgsqlDataSourceBuilder($"Host={Path.GetDirectoryName(server.SocketPath)};Port=5432;Database=app;Username=app_user;Pooling=false").Build();

    private static async Task SelectOneAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync();
    }

    private static async Task OpenAndCloseAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
    }
}
