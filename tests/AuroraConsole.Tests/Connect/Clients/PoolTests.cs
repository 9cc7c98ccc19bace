using AuroraConsole.Connect.Clients;

namespace AuroraConsole.Tests.Connect.Clients;

/// <summary>
/// The pools of the programs over time: what is idle closes, and a connection opened after the first token's end logs in,
/// because it has a token of its own. The clocks of the sandbox and of the program move together.
/// </summary>
[Collection(nameof(ClientSandbox))]
[Trait("Category", "ClientMatrix")]
public sealed class PoolTests(ClientSandbox sandbox) : IDisposable
{
    private const string Role = "App User";
    private const int Later = 960;
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [ClientTheory("faketime", "node", "npm")]
    [InlineData("node")]
    [InlineData("drizzle")]
    public async Task Node_closes_what_is_idle_and_signs_anew(string block)
    {
        Directory.CreateSymbolicLink(Path.Combine(_bench.Folder, "node_modules"), await Workbench.NodeModulesAsync());
        _bench.Write("pool.mjs",
            $$"""
            import { once } from 'node:events';
            {{Text(block, idleSeconds: 2)}}
            await once(process.stdin, 'data');
            console.log((await pool.query('select current_user as who')).rows[0].who);
            process.exit();
            """);
        await OutliveTheFirstTokenAsync("node", "pool.mjs");
    }

    [ClientFact("faketime", Toolbox.Modules + "boto3", Toolbox.Modules + "psycopg_pool")]
    public async Task Psycopg_closes_what_is_idle_and_signs_anew()
    {
        // The program ends by closing its pool; this one goes on.
        _bench.Write("pool.py",
            Text("python", idleSeconds: 2).Replace("\npool.close()", "")
            + "\nimport sys\nsys.stdout.flush()\nsys.stdin.readline()\nwith pool.connection() as connection:\n    print(connection.execute('select current_user').fetchone()[0])\n");
        await OutliveTheFirstTokenAsync(Toolbox.Python, "pool.py");
    }

    [ClientFact("faketime", Toolbox.Modules + "boto3", Toolbox.Modules + "psycopg2", Toolbox.Modules + "sqlalchemy")]
    public async Task SqlAlchemy_keeps_nothing_open_and_signs_anew()
    {
        _bench.Write("pool.py",
            Text("sqlalchemy", idleSeconds: 2)
            + "\nimport sys\nsys.stdout.flush()\nsys.stdin.readline()\nwith engine.connect() as connection:\n    print(connection.execute(text('select current_user')).scalar())\n");
        await OutliveTheFirstTokenAsync(Toolbox.Python, "pool.py");
    }

    [ClientFact("faketime")]
    public async Task Npgsql_closes_what_is_idle_and_signs_anew()
    {
        // Npgsql looks every ten seconds at what is idle; here every second, to be done sooner.
        var program = Text("npgsql", idleSeconds: 2).Replace("Connection Idle Lifetime=2", "Connection Idle Lifetime=2;Connection Pruning Interval=1")
            + "\nConsole.ReadLine();\nawait using var later = source.CreateCommand(\"select current_user\");\nConsole.WriteLine(await later.ExecuteScalarAsync());\n";
        Assert.Contains("Pruning", program);
        await OutliveTheFirstTokenAsync(DotNetProgram.Host, await DotNetProgram.BuildAsync(_bench, [program]));
    }

    private async Task OutliveTheFirstTokenAsync(string runtime, string program)
    {
        var clock = _bench.Write("clock", "+0");
        _bench.Environment["LD_PRELOAD"] = Toolbox.FakeTime;
        _bench.Environment["FAKETIME_TIMESTAMP_FILE"] = clock;
        _bench.Environment["FAKETIME_NO_CACHE"] = "1";
        // Timers go on by real time.
        _bench.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        using var process = _bench.Start(runtime, program);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var first = await process.StandardOutput.ReadLineAsync(limit.Token);
            Assert.True(first == $"{Role}|{Role}", first ?? await error);
            await sandbox.UntilSessionsAsync(Role, 0);
            await sandbox.MoveClockAsync(Later);
            await File.WriteAllTextAsync(clock, $"+{Later}", limit.Token);
            await process.StandardInput.WriteLineAsync("go on");
            await process.StandardInput.FlushAsync(limit.Token);
            var second = await process.StandardOutput.ReadLineAsync(limit.Token);
            Assert.True(second == Role, second ?? await error);
        }
        finally
        {
            await sandbox.MoveClockAsync(0);
            process.Kill(entireProcessTree: true);
        }
    }

    private string Text(string block, int idleSeconds) =>
        ClientSnippets.For(sandbox.Target(Role, idleSeconds)).SelectMany(client => client.Blocks).Single(found => found.Id == block).Text;
}
