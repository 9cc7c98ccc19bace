using AuroraConsole.Benchmarks;

// dotnet run -c Release --project tests/AuroraConsole.Benchmarks -- --list | NAME…
Dictionary<string, (string What, Func<Task> Run)> benchmarks = new()
{
    ["token-mint"] = ("minting a token, against AWSSDK.Core's presigner, @aws-sdk/rds-signer and boto3", TokenMint.RunAsync),
    ["gateway-select"] = ("SELECT 1 through the gateway, against the database's own socket", GatewayBenchmarks.SelectAsync),
    ["gateway-login"] = ("a login by token over TLS, against a login on the database's own socket", GatewayBenchmarks.LoginAsync),
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
