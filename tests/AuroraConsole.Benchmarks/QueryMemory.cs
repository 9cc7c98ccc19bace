namespace AuroraConsole.Benchmarks;

/// <summary>What sessions that hold a million rows each cost the console's process.</summary>
internal static class QueryMemory
{
    private const int Sessions = 10;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    /// <summary>Peak resident memory above that of the idle, warm console, for each session; psql's peak for one such result.</summary>
    public static async Task RunAsync(MixedTable table)
    {
        var sandbox = await table.SandboxAsync();
        var psql = await PsqlPeakAsync(sandbox);
        await MeasureAsync(sandbox, "one after the other", psql, async console =>
        {
            for (var session = 0; session < Sessions; session++) await console.RunAsync($"tab-{session}", MixedTable.Select);
        });
        await MeasureAsync(sandbox, "all at once", psql, console => Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => console.RunAsync($"tab-{session}", MixedTable.Select))));
    }

    private static async Task MeasureAsync(DemoSandbox sandbox, string how, double psql, Func<ConsoleProcess, Task> fill)
    {
        await using var console = await ConsoleProcess.StartAsync(sandbox);
        await console.RunAsync("warm", $"{MixedTable.Select} limit 1000", 1000);
        await Task.Delay(Rest);
        var idle = console.ResidentMegabytes();
        console.ForgetPeak();
        await fill(console);
        var peak = console.PeakMegabytes();
        await Task.Delay(Rest);
        var each = (peak - idle) / Sessions;
        Console.WriteLine($"query-memory, {Sessions} sessions of {MixedTable.Rows:N0} rows, {how}: {each:0.0} MB a session at the peak ({peak:0} MB, idle {idle:0} MB, with the results at rest {console.ResidentMegabytes():0} MB); psql {psql:0} MB for one; ratio {each / psql:0.000}");
    }

    // psql's own child reads it, after the result.
    private static async Task<double> PsqlPeakAsync(DemoSandbox sandbox) => Memory.Megabytes(await LibpqPrograms.RunAsync(
        LibpqPrograms.Found("psql"), ["-XqAt", "-o", "/dev/null", "-c", MixedTable.Select, "-c", @"\! grep VmHWM /proc/$PPID/status"], MixedTable.Libpq(sandbox)));
}
