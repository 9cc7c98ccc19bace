using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AuroraConsole.Benchmarks;

/// <summary>pgbench and COPY by psql, over the same database in turn: its own socket, the gateway, and pgbouncer with TLS.</summary>
internal static partial class TrafficBenchmarks
{
    private const int Rounds = 5;
    private const int Seconds = 4;
    private const int CopyRows = 100_000;
    private const string Wide = "select n, repeat(md5(n::text), 32) as line from generate_series(1, 100000) n";

    public static Task PgbenchAsync() => WithRoutesAsync(async routes =>
    {
        var pgbench = LibpqPrograms.Found("pgbench");
        await LibpqPrograms.RunAsync(pgbench, ["-i", "-q", "-s", "10"], routes[0].Environment);
        foreach (var clients in new[] { 1, 8 })
        {
            await CompareAsync($"pgbench -S, {clients} client{(clients == 1 ? "" : "s")}", "tps", routes, async route =>
            {
                var said = await LibpqPrograms.RunAsync(pgbench, ["-S", "-n", "-M", "simple", "-c", $"{clients}", "-j", $"{Math.Min(clients, 2)}", "-T", $"{Seconds}"], route.Environment);
                return double.Parse(Tps().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
            });
        }
    });

    public static Task CopyAsync() => WithRoutesAsync(async routes =>
    {
        var psql = LibpqPrograms.Found("psql");
        await LibpqPrograms.RunAsync(psql, ["-Xqc", $"create table wide as {Wide}", "-c", "create unlogged table target (n int, line text)"], routes[0].Environment);
        var file = Path.GetTempFileName();
        try
        {
            await LibpqPrograms.RunAsync(psql, ["-Xqc", "copy wide to stdout", "-o", file], routes[0].Environment);
            var megabytes = new FileInfo(file).Length / 1e6;
            await CompareAsync($"COPY out, {megabytes:N0} MB", "MB/s", routes, async route => megabytes / await SecondsAsync(() => LibpqPrograms.RunAsync(psql, ["-Xqc", "copy wide to stdout", "-o", "/dev/null"], route.Environment)));
            await CompareAsync($"COPY in, {megabytes:N0} MB", "MB/s", routes, async route =>
            {
                await LibpqPrograms.RunAsync(psql, ["-Xqc", "truncate target"], routes[0].Environment);
                return megabytes / await SecondsAsync(() => LibpqPrograms.RunAsync(psql, ["-Xqc", $"\\copy target from {file}"], route.Environment));
            });
            var copied = await LibpqPrograms.RunAsync(psql, ["-XAtqc", "select count(*) from target"], routes[0].Environment);
            if (copied.Trim() != $"{CopyRows}") throw new InvalidOperationException($"{copied} rows came in.");
        }
        finally
        {
            File.Delete(file);
        }
    });

    /// <summary>One way to the database, as libpq's environment.</summary>
    private sealed record Route(string Name, Dictionary<string, string> Environment);

    private static async Task WithRoutesAsync(Func<IReadOnlyList<Route>, Task> measure)
    {
        await using var sandbox = await DemoSandbox.StartAsync();
        await using var bouncer = await PgBouncer.StartAsync(sandbox.SocketFolder);
        List<Route> routes =
        [
            new("socket", LibpqPrograms.Environment(sandbox.SocketFolder, 5432, "postgres", "postgres")),
            new("gateway", LibpqPrograms.Environment("localhost", sandbox.Demo.Port, "postgres", "postgres", sandbox.Host.CaPath, DemoSandbox.Mint(sandbox.Demo, "postgres"))),
        ];
        if (bouncer is null) Console.WriteLine("pgbouncer is not installed, so it is left out: apt install pgbouncer.");
        else routes.Add(new("pgbouncer with TLS", LibpqPrograms.Environment("localhost", bouncer.Port, "postgres", "postgres", bouncer.CaFile)));
        await measure(routes);
    }

    // In turn, so that a machine whose speed drifts touches all; ratios are taken round by round.
    private static async Task CompareAsync(string name, string unit, IReadOnlyList<Route> routes, Func<Route, Task<double>> measure)
    {
        var rates = routes.ToDictionary(route => route.Name, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var route in routes) rates[route.Name].Add(await measure(route));
        }

        Console.WriteLine($"{name}: {string.Join("; ", routes.Select(route => $"{route.Name} {Median(rates[route.Name]):N0} {unit}"))}");
        foreach (var reference in routes.Where(route => route.Name != "gateway"))
        {
            var ratios = rates["gateway"].Zip(rates[reference.Name], (ours, theirs) => ours / theirs).Order().ToArray();
            Console.WriteLine($"  gateway to {reference.Name}: {ratios[Rounds / 2]:0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}, {Rounds} rounds)");
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        await action();
        return watch.Elapsed.TotalSeconds;
    }

    [GeneratedRegex(@"tps = ([\d.]+) \(without initial connection time\)")]
    private static partial Regex Tps();
}
