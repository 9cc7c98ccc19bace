using System.Diagnostics;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Query;

/// <summary>What breaks in the middle of a query: told to its author, and nothing else breaks or leaks.</summary>
public sealed class QueryFaultTests : IAsyncLifetime
{
    private readonly QueryHost _host = new() { Proxy = new CuttableProxy() };

    private QuerySessions Sessions => _host.Services.GetRequiredService<QuerySessions>();

    private ResultStore Store => _host.Services.GetRequiredService<ResultStore>();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_server_that_dies_ends_the_query_and_every_session_with_a_word_and_the_next_run_works()
    {
        Assert.Null((await _host.RunAsync(QueryHost.Request("create temp table gone (n int)", mode: "read-write", tab: "idle"))).State.FirstError);
        var run = _host.Runs.Start(QueryHost.Ann, QueryHost.Request("select g, pg_sleep(0.001) from generate_series(1, 1000000) g", mode: "read-write", tab: "busy"));
        await EventuallyAsync(() => run.State.Statements[0].Result?.Rows > 10, "rows");

        Kill(Sessions.Find(QueryHost.Ann, "busy")!.ProcessId!.Value);
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(RunPhase.Failed, run.State.Phase);
        Assert.Contains(run.State.FirstError!.Code, new[] { "ConnectionBroken", "57P02" });
        var result = run.State.Statements[0].Result!;
        Assert.True(result is { IsComplete: true, Rows: > 10 });
        Assert.Equal(result.Rows, (await _host.RowsAsync(run.State.Statements[0])).Count);
        Assert.Equal(SessionPhase.Closed, Sessions.Find(QueryHost.Ann, "busy")!.Phase);
        await EventuallyAsync(() => Sessions.Find(QueryHost.Ann, "idle")!.Phase == SessionPhase.Closed, "the word of the idle session");
        Assert.Contains("Gone with it: 1 temporary relation", Sessions.Find(QueryHost.Ann, "idle")!.Ended, StringComparison.Ordinal);
        Assert.Equal(0, Sessions.Open);

        await EventuallyOkAsync("busy");
        await _host.Runs.DropAsync(QueryHost.Ann, "busy");
        await _host.Runs.DropAsync(QueryHost.Ann, "idle");
        await EventuallyAsync(() => Store.TotalBytes == 0, "the results gone");
        await EventuallyAsync(() => Directory.GetFiles(Path.Combine(_host.DataPath, "results")).Length == 0, "the files gone");
    }

    [Fact]
    public async Task A_network_that_is_cut_without_a_word_ends_the_query_shortly_after_its_timeout()
    {
        var run = _host.Runs.Start(QueryHost.Ann, QueryHost.Request("select g, repeat('x', 1000), pg_sleep(0.01) from generate_series(1, 100000) g", timeout: 5, tab: "cut"));
        await EventuallyAsync(() => run.State.Statements[0].Result?.Rows > 0, "rows");

        _host.Proxy!.Cut();
        await EventuallyAsync(() => !run.State.IsActive, "the end");

        Assert.Equal((RunPhase.Failed, "NoAnswer"), (run.State.Phase, run.State.FirstError!.Code));
        Assert.NotEmpty(await _host.RowsAsync(run.State.Statements[0]));
        Assert.Equal(SessionPhase.Closed, Sessions.Find(QueryHost.Ann, "cut")!.Phase);
        _host.Proxy.Mend();
        await EventuallyOkAsync("cut");
    }

    [Fact]
    public async Task A_cancel_over_a_network_that_is_cut_ends_within_seconds()
    {
        var run = _host.Runs.Start(QueryHost.Ann, QueryHost.Request("select pg_sleep(600)", timeout: 600, tab: "cancelled"));
        while (await _host.Postgres.PsqlAsync("select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == "0")
            await Task.Delay(50);
        _host.Proxy!.Cut();

        run.Cancel();
        await EventuallyAsync(() => !run.State.IsActive, "the end");

        Assert.Equal((RunPhase.Cancelled, "NoAnswer"), (run.State.Phase, run.State.FirstError!.Code));
        Assert.Equal(SessionPhase.Closed, Sessions.Find(QueryHost.Ann, "cancelled")!.Phase);
        _host.Proxy.Mend();
        await EventuallyOkAsync("cancelled");
    }

    [Fact]
    public async Task A_network_that_is_cut_while_a_session_is_idle_is_told_at_the_next_run()
    {
        Assert.Null((await _host.RunAsync(QueryHost.Request("begin", mode: "read-write", tab: "quiet"))).State.FirstError);
        _host.Proxy!.Cut();

        var run = await _host.RunAsync(QueryHost.Request("insert into orders values (950, 'x', 1)", mode: "read-write", tab: "quiet"));

        Assert.Equal("SessionLost", run.State.Error!.Code);
        Assert.Contains("Its open transaction was rolled back", run.State.Error.Sentence, StringComparison.Ordinal);
        _host.Proxy.Mend();
        await EventuallyOkAsync("quiet");
    }

    [MountFact]
    public async Task A_disk_that_is_full_keeps_what_fits_says_so_and_leaves_the_server_alone()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(_host.DataPath, "results"), megabytes: 2);

        var run = await _host.RunAsync(QueryHost.Request("select g, repeat('x', 1000) from generate_series(1, 100000) g", tab: "full"));

        Assert.Null(run.State.FirstError);
        var statement = run.State.Statements[0];
        Assert.Equal(CutReason.DiskFull, statement.Cut);
        Assert.InRange(statement.Result!.Rows, 500, 3000);
        Assert.Equal(statement.Result.Rows, (await _host.RowsAsync(statement)).Count);
        // A write goes on to its end all the same.
        var write = await _host.RunAsync(QueryHost.Request("create temp table t as select g from generate_series(1, 100000) g; update t set g = g returning g, repeat('x', 100); select count(*) from t", mode: "read-write", tab: "full2"));
        Assert.Equal(CutReason.DiskFull, write.State.Statements[1].Cut);
        Assert.Equal(100_000, write.State.Statements[1].Affected);
        await _host.Runs.DropAsync(QueryHost.Ann, "full");
        await _host.Runs.DropAsync(QueryHost.Ann, "full2");
        await EventuallyAsync(() => Store.TotalBytes == 0, "the results gone");
        var after = await _host.RunAsync(QueryHost.Request("select 1", tab: "full"));
        Assert.Null(after.State.FirstError);
        await _host.Runs.DropAsync(QueryHost.Ann, "full");
        await EventuallyAsync(() => Directory.GetFiles(Path.Combine(_host.DataPath, "results")).Length == 0, "the files gone");
    }

    [Theory]
    [InlineData("select 1")]
    [InlineData("copy (select 1) to stdout")]
    public async Task A_disk_that_takes_no_file_leaves_no_transaction_behind(string sql)
    {
        var results = Path.Combine(_host.DataPath, "results");
        Directory.Delete(results);

        var run = await _host.RunAsync(QueryHost.Request(sql, tab: "nofile"));

        Assert.Equal("ResultStoreUnavailable", run.State.FirstError!.Code);
        Assert.Equal(TransactionPhase.None, Sessions.Find(QueryHost.Ann, "nofile")!.Transaction);
        Directory.CreateDirectory(results);
        Assert.Null((await _host.RunAsync(QueryHost.Request(sql, tab: "nofile"))).State.FirstError);
    }

    [Fact]
    public async Task A_text_that_lifts_the_timeout_is_stopped_and_its_session_stays()
    {
        var run = await _host.RunAsync(QueryHost.Request("create temp table stays (n int); set statement_timeout = 0; select pg_sleep(600)", mode: "read-write", timeout: 1, tab: "lifted"));

        Assert.Equal("57014", run.State.FirstError!.Code);
        Assert.Null((await _host.RunAsync(QueryHost.Request("select * from stays", mode: "read-write", tab: "lifted"))).State.FirstError);
    }

    private static void Kill(int processId)
    {
        using var kill = Process.Start("kill", ["-KILL", processId.ToString()]);
        kill.WaitForExit();
    }

    private static async Task EventuallyAsync(Func<bool> done, string what)
    {
        for (var tries = 0; !done(); tries++)
        {
            Assert.True(tries < 1200, $"{what}: not within a minute");
            await Task.Delay(50);
        }
    }

    // After what was lost was told, Run works again, once the server does.
    private async Task EventuallyOkAsync(string tab)
    {
        QueryRun? run = null;
        for (var tries = 0; tries < 100; tries++)
        {
            run = await _host.RunAsync(QueryHost.Request("select 1", tab: tab));
            if (run.State.FirstError is null)
                return;
            await Task.Delay(100);
        }

        Assert.Null(run!.State.FirstError);
    }
}
