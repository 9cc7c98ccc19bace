using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Account;
using Npgsql;

namespace AuroraConsole.Benchmarks;

/// <summary>Npgsql through the gateway, against the database's own socket.</summary>
internal static class GatewayBenchmarks
{
    public static Task SelectAsync() => WithDemoAsync(async (gateway, direct) =>
    {
        await using var through = await gateway.OpenConnectionAsync();
        await using var beside = await direct.OpenConnectionAsync();
        await Pairs.CompareAsync("gateway-select", "socket", 3_000, () => SelectOneAsync(through), () => SelectOneAsync(beside));
    });

    public static Task LoginAsync() => WithDemoAsync(async (gateway, direct) =>
    {
        await Pairs.CompareAsync("gateway-login, 1 client", "socket", 40, () => OpenAndCloseAsync(gateway), () => OpenAndCloseAsync(direct));
        await Pairs.CompareAsync("gateway-login, 8 clients", "socket", 8, () => TogetherAsync(gateway), () => TogetherAsync(direct), each: 8 * 5);
    });

    private static async Task WithDemoAsync(Func<NpgsqlDataSource, NpgsqlDataSource, Task> measure)
    {
        await using var sandbox = await DemoSandbox.StartAsync();
        using var authority = X509CertificateLoader.LoadCertificateFromFile(sandbox.Host.CaPath);
        await using var gateway = ThroughGateway(sandbox.Demo, "app_user", "app", authority);
        // The same role; on the socket its membership of rds_iam lets it in.
        await using var direct = NpgsqlDataSource.Create($"Host={sandbox.SocketFolder};Port=5432;Database=app;Username=app_user;Pooling=false");
        await measure(gateway, direct);
    }

    /// <summary>A token for each connection, <c>verify-full</c>, no pool.</summary>
    public static NpgsqlDataSource ThroughGateway(Cluster cluster, string user, string database, X509Certificate2 authority)
    {
        var builder = new NpgsqlDataSourceBuilder($"Host=localhost;Port={cluster.Port};Database={database};Username={user};SSL Mode=VerifyFull;GSS Encryption Mode=Disable;Pooling=false");
        builder.UsePasswordProvider(_ => DemoSandbox.Mint(cluster, user), (_, _) => ValueTask.FromResult(DemoSandbox.Mint(cluster, user)));
        builder.UseRootCertificate(authority);
        return builder.Build();
    }

    private static async Task SelectOneAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync();
    }

    private static async Task OpenAndCloseAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
    }

    // Eight clients, each of which logs in five times.
    private static Task TogetherAsync(NpgsqlDataSource source) => Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
    {
        for (var i = 0; i < 5; i++) await OpenAndCloseAsync(source);
    }));
}
