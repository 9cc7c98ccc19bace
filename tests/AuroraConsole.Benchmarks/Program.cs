using AuroraConsole.Benchmarks;
using AuroraConsole.Sandbox;

// dotnet run -c Release --project tests/AuroraConsole.Benchmarks -- --list | NAME… [--adminer URL]
SandboxHost.OwnProcess();
var option = Array.IndexOf(args, "--adminer");
var adminer = option >= 0 && option + 1 < args.Length ? args[option + 1] : null;
if (adminer is not null) args = [.. args[..option], .. args[(option + 2)..]];
await using var table = new MixedTable();
Dictionary<string, (string What, Func<Task> Run)> benchmarks = new()
{
    ["token-mint"] = ("minting a token, against AWSSDK.Core's presigner, @aws-sdk/rds-signer and boto3", TokenMint.RunAsync),
    ["gateway-select"] = ("SELECT 1 through the gateway, against the database's own socket", GatewayBenchmarks.SelectAsync),
    ["gateway-login"] = ("logins by token over TLS, 1 and 8 clients, against logins on the database's own socket", GatewayBenchmarks.LoginAsync),
    ["gateway-pgbench"] = ("pgbench -S, 1 and 8 clients, against the socket and pgbouncer with TLS", TrafficBenchmarks.PgbenchAsync),
    ["gateway-copy"] = ("COPY out and in, against the socket and pgbouncer with TLS", TrafficBenchmarks.CopyAsync),
    ["create-to-login"] = ("a new cluster until its first login, against initdb", ClusterBenchmarks.CreateAsync),
    ["idle-memory"] = ("PSS of 10 idle clusters, against the sandbox's own process", ClusterBenchmarks.MemoryAsync),
    ["query-first-row"] = ("a query of 1,000,000 rows until its first row, against psql with FETCH_COUNT", () => QueryRows.FirstAsync(table)),
    ["query-last-row"] = ("the same until all rows are stored, against psql writing them to a file", () => QueryRows.LastAsync(table)),
    ["query-window"] = ("200 rows at a random place of a stored result, against PostgreSQL by primary key", () => QueryRows.WindowAsync(table)),
    ["query-export-csv"] = ("CSV of a stored result to a file, against psql \\copy", () => QueryExport.RunAsync(table)),
    ["query-memory"] = ("the console's peak memory while 10 sessions hold 1,000,000 rows each, against psql with one", () => QueryMemory.RunAsync(table)),
    ["query-visible"] = ("from the click on Run until rows are seen in Chromium, against Adminer (--adminer URL)", () => QueryVisible.RunAsync(table, adminer)),
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
