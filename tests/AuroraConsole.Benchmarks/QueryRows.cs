using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace AuroraConsole.Benchmarks;

/// <summary>A million rows into the console's store, and windows out of it.</summary>
internal static class QueryRows
{
    private const string Tab = "benchmark";
    private const int WindowRows = 200;
    private const int Windows = 2_000;

    /// <summary>From the request, with a login, until the first row's text is there; psql with <c>FETCH_COUNT</c> from its start until its first byte.</summary>
    public static async Task FirstAsync(MixedTable table)
    {
        var sandbox = await table.SandboxAsync();
        await using var console = await ConsoleProcess.StartAsync(sandbox);
        await Pairs.CompareTimesAsync("query-first-row", "psql, FETCH_COUNT=1000",
            async () =>
            {
                var watch = Stopwatch.StartNew();
                var run = await console.StartAsync(Tab, MixedTable.Select);
                var statement = await console.UntilAsync(run, run => run.Statements[0].Rows > 0);
                await console.Http.GetByteArrayAsync($"/api/query/results/{statement.Result}/rows?from=0&count=1");
                var seconds = watch.Elapsed.TotalSeconds;
                await console.CancelAsync(run);
                await console.CloseAsync(Tab);
                return seconds;
            },
            async () =>
            {
                var watch = Stopwatch.StartNew();
                using var psql = LibpqPrograms.Start(LibpqPrograms.Found("psql"), ["-XqAt", "-v", "FETCH_COUNT=1000", "-c", MixedTable.Select], MixedTable.Libpq(sandbox));
                await psql.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1]);
                var seconds = watch.Elapsed.TotalSeconds;
                psql.Kill();
                await psql.WaitForExitAsync();
                return seconds;
            });
    }

    /// <summary>From the request, with a login, until the run has ended with all rows stored; psql from its start to its end.</summary>
    public static async Task LastAsync(MixedTable table)
    {
        var sandbox = await table.SandboxAsync();
        await using var console = await ConsoleProcess.StartAsync(sandbox);
        var file = Path.Combine(console.Folder, "psql.txt");
        await Pairs.CompareTimesAsync("query-last-row", "psql to a file",
            async () =>
            {
                var watch = Stopwatch.StartNew();
                await console.RunAsync(Tab, MixedTable.Select);
                var seconds = watch.Elapsed.TotalSeconds;
                await console.CloseAsync(Tab);
                return seconds;
            },
            async () =>
            {
                var watch = Stopwatch.StartNew();
                await LibpqPrograms.RunAsync(LibpqPrograms.Found("psql"), ["-XqAt", "-o", file, "-c", MixedTable.Select], MixedTable.Libpq(sandbox));
                return watch.Elapsed.TotalSeconds;
            });
        Console.WriteLine($"query-last-row: {new FileInfo(file).Length / 1e6:0} MB of text as psql writes it");
    }

    /// <summary>200 rows at random places of the stored million; PostgreSQL finds the same rows by primary key, on an open connection, prepared.</summary>
    public static async Task WindowAsync(MixedTable table)
    {
        var sandbox = await table.SandboxAsync();
        await using var console = await ConsoleProcess.StartAsync(sandbox);
        var result = await console.RunAsync(Tab, MixedTable.Select);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(sandbox.Host.CaPath);
        await using var source = GatewayBenchmarks.ThroughGateway(sandbox.Demo, "app_user", "app", authority);
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"{MixedTable.Select} where id > $1 and id <= $1 + {WindowRows} order by id", connection) { AllResultTypesAreUnknown = true, Parameters = { new() { Value = 0 } } };
        await command.PrepareAsync();
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var turn = -Windows / 10; turn < Windows; turn++)
        {
            var from = Random.Shared.Next(MixedTable.Rows - WindowRows);
            var began = Stopwatch.GetTimestamp();
            var window = await console.Http.GetByteArrayAsync($"/api/query/results/{result}/rows?from={from}&count={WindowRows}");
            var one = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (window.Length < 20_000) throw new InvalidOperationException($"A window of {window.Length} bytes.");
            command.Parameters[0].Value = from;
            began = Stopwatch.GetTimestamp();
            await ReadAllAsync(command);
            var other = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            // The first ones warm up.
            if (turn < 0) continue;
            ours.Add(one);
            theirs.Add(other);
        }

        ours.Sort();
        theirs.Sort();
        Console.WriteLine($"query-window: median {ours[Windows / 2]:0.00} ms, p99 {ours[Windows * 99 / 100]:0.00} ms; by primary key: median {theirs[Windows / 2]:0.00} ms, p99 {theirs[Windows * 99 / 100]:0.00} ms; ratio of the medians {ours[Windows / 2] / theirs[Windows / 2]:0.00} ({Windows:N0} pairs)");
    }

    private static async Task ReadAllAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            for (var column = 0; column < reader.FieldCount; column++)
                if (!reader.IsDBNull(column)) reader.GetString(column);
        }
    }
}
