using AuroraConsole.Benchmarks;
using AuroraConsole.Sandbox;

// dotnet run -c Release --project tests/AuroraConsole.Benchmarks -- --list | NAME…
SandboxHost.OwnProcess();
Dictionary<string, (string What, Func<Task> Run)> benchmarks = new()
{
    ["token-mint"] = ("minting a token, against AWSSDK.Core's presigner, @aws-sdk/rds-signer and boto3", TokenMint.RunAsync),
    ["gateway-select"] = ("SELECT 1 through the gateway, against the database's own socket", GatewayBenchmarks.SelectAsync),
    ["gateway-login"] = ("logins by token over TLS, 1 and 8 clients, against logins on the database's own socket", GatewayBenchmarks.LoginAsync),
    ["gateway-pgbench"] = ("pgbench -S, 1 and 8 clients, against the socket and pgbouncer with TLS", TrafficBenchmarks.PgbenchAsync),
    ["gateway-copy"] = ("COPY out and in, against the socket and pgbouncer with TLS", TrafficBenchmarks.CopyAsync),
    ["create-to-login"] = ("a new cluster until its first login, against initdb", ClusterBenchmarks.CreateAsync),
    ["idle-memory"] = ("PSS of 10 idle clusters, against the sandbox's own process", ClusterBenchmarks.MemoryAsync),
};

if (args is [] or ["--list"])
{
    foreach (var (name, (what, _)) in benchmarks)
        Console.WriteLine($"{name,-16} {what}");
    return 0;
}

foreach (var name in args)
{
    if (!benchmarks.TryGetValue(name, out var benchmark))
    {
        await Console.Error.WriteLineAsync($"There is no benchmark {name}; --list names them.");
        return 2;
    }

    await benchmark.Run();
}

return 0;
