using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Query;

[Collection(nameof(QueryHost))]
public sealed class SessionTests(QueryHost host) : IAsyncLifetime
{
    private readonly string _tab = Guid.NewGuid().ToString("N")[..12];

    private QuerySessions Sessions => host.Services.GetRequiredService<QuerySessions>();

    private SessionState State => Sessions.Find(QueryHost.Ann, _tab)!;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => host.Runs.DropAsync(QueryHost.Ann, _tab);

    [Fact]
    public async Task Temporary_tables_and_settings_live_as_long_as_the_tab()
    {
        await OkAsync("create temp table kept (n int); insert into kept values (7); set application_name = 'mine'; set work_mem = '9MB'");

        Assert.Equal("7", await FirstAsync("select n from kept"));
        Assert.Equal("9MB", await FirstAsync("show work_mem"));
        Assert.Equal(SessionPhase.Idle, State.Phase);
        Assert.Equal("1 temporary relation", Assert.Single(State.Holds));
        Assert.Null(State.ClosesAt);
        var other = await host.RunAsync(QueryHost.Request("select n from kept", tab: $"{_tab}2"));
        Assert.Equal("42P01", other.State.FirstError!.Code);
        await host.Runs.DropAsync(QueryHost.Ann, $"{_tab}2");
    }

    [Fact]
    public async Task What_the_console_warns_of_is_said_once_a_connection()
    {
        // The test's PostgreSQL is 15 or later; the warning is for 15.
        var isWarned = (await RunAsync("select 1", "read-only")).State.Messages.Any(message => message.Severity == "CONSOLE");

        Assert.Equal(await IsOldAsync(), isWarned);
        Assert.Empty((await RunAsync("select 1", "read-only")).State.Messages);
        await Sessions.DisconnectAsync(QueryHost.Ann, _tab);
        Assert.Equal(isWarned, (await RunAsync("select 1", "read-only")).State.Messages.Any(message => message.Text.Contains("lift read-only", StringComparison.Ordinal)));

        async Task<bool> IsOldAsync() => int.Parse(await host.Postgres.PsqlAsync("show server_version_num"), CultureInfo.InvariantCulture) < 160000;
    }

    [Fact]
    public async Task A_transaction_goes_on_from_run_to_run_and_takes_no_snapshot_of_its_own()
    {
        await OkAsync("begin");
        Assert.Equal(TransactionPhase.Open, State.Transaction);
        // Refused once the transaction has a snapshot.
        await OkAsync("set transaction isolation level serializable");
        await OkAsync("insert into orders values (901, 'x', 1)");
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id = 901"));

        await OkAsync("rollback");

        Assert.Equal(TransactionPhase.None, State.Transaction);
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id = 901"));
    }

    [Fact]
    public async Task Transaction_mode_begins_one_and_commit_ends_it()
    {
        await OkAsync("insert into orders values (902, 'x', 1); insert into orders values (903, 'y', 1)", "transaction");
        Assert.Equal(TransactionPhase.Open, State.Transaction);
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id in (902, 903)"));

        Assert.Equal("Committed.", await EndAsync("commit"));

        Assert.Equal(TransactionPhase.None, State.Transaction);
        Assert.Equal("2", await host.Postgres.PsqlAsync("with gone as (delete from orders where id in (902, 903) returning 1) select count(*) from gone"));
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("commit")).StatusCode);
    }

    [Fact]
    public async Task A_failed_transaction_says_so_and_commits_nothing()
    {
        var run = await RunAsync("insert into orders values (904, 'x', 1); select 1/0", "transaction");

        Assert.Equal("22012", run.State.FirstError!.Code);
        Assert.Equal(TransactionPhase.Failed, State.Transaction);
        Assert.Equal("25P02", (await RunAsync("select 1", "transaction")).State.FirstError!.Code);
        Assert.Contains("Rolled back: a statement", await EndAsync("commit"), StringComparison.Ordinal);
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id = 904"));
    }

    [Fact]
    public async Task A_savepoint_brings_a_failed_transaction_back()
    {
        await RunAsync("begin; savepoint s; select 1/0", "read-write");
        Assert.Equal(TransactionPhase.Failed, State.Transaction);

        await OkAsync("rollback to savepoint s");

        Assert.Equal(TransactionPhase.Open, State.Transaction);
    }

    [Fact]
    public async Task Read_only_mode_never_ends_an_open_transaction()
    {
        await OkAsync("begin; insert into orders values (905, 'x', 1)");

        var run = await RunAsync("select 1", "read-only");

        Assert.Equal(("TransactionOpen", "mode"), (run.State.Error!.Code, run.State.Error.Field));
        Assert.Equal("1", await FirstAsync("select count(*) from orders where id = 905", "read-write"));
        await EndAsync("rollback");
    }

    [Fact]
    public async Task An_idle_connection_is_closed_said_so_and_comes_back_with_its_settings()
    {
        await WithIdleAsync(0.01, async () =>
        {
            await OkAsync("set search_path = pg_temp, public; set work_mem = '9MB'");
            await EventuallyAsync(() => State.Phase == SessionPhase.Closed);
            Assert.Contains("so that demo may sleep", State.Ended, StringComparison.Ordinal);
            Assert.Equal("0", await host.Postgres.PsqlAsync($"select count(*) from pg_stat_activity where pid = {State.ProcessId ?? -1}"));

            var run = await RunAsync("show work_mem", "read-write");

            Assert.Equal("9MB", (await host.RowsAsync(run.State.Statements[0]))[0][0]);
            Assert.Contains(run.State.Messages, message => message.Text.Contains("A new connection was opened. Set again as before: search_path, work_mem.", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_connection_that_holds_something_is_not_closed_for_being_idle()
    {
        await WithIdleAsync(0.005, async () =>
        {
            await OkAsync("select pg_advisory_lock(4711)");
            await Task.Delay(1000);
            Assert.Equal((SessionPhase.Idle, "1 advisory lock"), (State.Phase, Assert.Single(State.Holds)));
        });
    }

    [Fact]
    public async Task The_end_of_an_idle_session_is_told_at_once_and_what_it_held_is_told_before_anything_runs()
    {
        await OkAsync("create temp table gone (n int)");
        await host.Postgres.PsqlAsync($"select pg_terminate_backend({State.ProcessId})");
        await EventuallyAsync(() => State.Phase == SessionPhase.Closed);
        Assert.Contains("terminating connection due to administrator command. Gone with it: 1 temporary relation.", State.Ended, StringComparison.Ordinal);

        var first = await RunAsync("insert into orders values (906, 'x', 1)", "read-write");
        Assert.Equal("SessionLost", first.State.Error!.Code);
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id = 906"));

        Assert.Equal("1", await FirstAsync("select 1"));
    }

    [Fact]
    public async Task An_idle_session_that_held_nothing_comes_back_with_a_word()
    {
        await OkAsync("select 1");
        await host.Postgres.PsqlAsync($"select pg_terminate_backend({State.ProcessId})");
        await EventuallyAsync(() => State.Phase == SessionPhase.Closed);

        var run = await RunAsync("select 2", "read-only");

        Assert.Null(run.State.FirstError);
        Assert.Contains(run.State.Messages, message => message.Text.StartsWith("A new connection was opened.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_role_needs_another_connection_and_an_open_transaction_forbids_it()
    {
        await OkAsync("begin");
        var refused = await host.RunAsync(QueryHost.Request("select 1", role: "app_owner", tab: _tab));
        Assert.Equal("SessionHasState", refused.State.Error!.Code);
        Assert.Equal(TransactionPhase.Open, State.Transaction);
        await EndAsync("rollback");

        var run = await host.RunAsync(QueryHost.Request("select current_user", role: "app_owner", tab: _tab));

        Assert.Equal("app_owner", (await host.RowsAsync(run.State.Statements[0]))[0][0]);
        Assert.Contains(run.State.Messages, message => message.Text.Contains("The connection to demo / postgres as app_user was closed.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancel_leaves_the_session_as_it_was()
    {
        await OkAsync("create temp table stays (n int)");
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("select pg_sleep(60)", mode: "read-write", tab: _tab));
        await EventuallyAsync(() => run.State.Statements[0].Phase == RunPhase.Running);
        run.Cancel();
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(RunPhase.Cancelled, run.State.Phase);
        Assert.Equal("0", await FirstAsync("select count(*) from stays"));
    }

    [Fact]
    public async Task A_type_made_in_the_session_has_its_name_at_once()
    {
        var run = await RunAsync("create type pg_temp.mood as enum ('fine'); select 'fine'::pg_temp.mood as how", "read-write");

        Assert.Null(run.State.FirstError);
        Assert.EndsWith("mood", Assert.Single(run.State.Statements[1].Result!.Columns).Type, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_on_after_an_error_runs_the_rest()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1; select 1/0; select 3", tab: _tab) with { OnError = "continue" });

        Assert.Equal([RunPhase.Succeeded, RunPhase.Failed, RunPhase.Succeeded], run.State.Statements.Select(statement => statement.Phase));
        Assert.Equal(RunPhase.Failed, run.State.Phase);
    }

    [Fact]
    public async Task Explain_analyze_of_a_write_writes_nothing()
    {
        var run = await host.RunAsync(QueryHost.Request("insert into orders values (907, 'x', 1)", mode: "read-write", tab: _tab) with { Explain = "analyze" });

        Assert.Null(run.State.FirstError);
        var plan = JsonDocument.Parse(run.State.Statements[0].Plan!).RootElement[0];
        Assert.Equal("ModifyTable", plan.GetProperty("Plan").GetProperty("Node Type").GetString());
        Assert.True(plan.GetProperty("Execution Time").GetDouble() >= 0);
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id = 907"));
    }

    [Fact]
    public async Task Explain_analyze_inside_a_transaction_leaves_the_transaction()
    {
        await OkAsync("begin; insert into orders values (908, 'x', 1)");
        var explained = await host.RunAsync(QueryHost.Request("update orders set note = 'changed' where id = 908", mode: "read-write", tab: _tab) with { Explain = "analyze" });
        Assert.Null(explained.State.FirstError);
        var failed = await host.RunAsync(QueryHost.Request("select 1/(id - id) from orders", mode: "read-write", tab: _tab) with { Explain = "analyze" });
        Assert.Equal("22012", failed.State.FirstError!.Code);

        Assert.Equal("x", await FirstAsync("select note from orders where id = 908", "read-write"));
        await EndAsync("rollback");
    }

    [Fact]
    public async Task The_place_of_an_error_in_an_explained_statement_is_the_editors()
    {
        var run = await host.RunAsync(QueryHost.Request("select nope", tab: _tab) with { Explain = "plan" });

        Assert.Equal((7, 1, 8), (run.State.FirstError!.Position, run.State.FirstError.Line, run.State.FirstError.Column));
    }

    [Theory]
    [InlineData("copy (select g, 'a,\"b' from generate_series(1, 1000) g) to stdout with (format csv, header)", "csv")]
    [InlineData("copy (select g, null, E'a\\tb' from generate_series(1, 1000) g) to stdout", "tsv")]
    public async Task Copy_to_stdout_becomes_a_file_of_the_same_bytes(string sql, string extension)
    {
        var run = await RunAsync(sql, "read-only");

        Assert.Null(run.State.FirstError);
        var file = run.State.Statements[0].File!;
        using var client = host.Client(QueryHost.Ann);
        using var answer = await client.GetAsync($"/api/query/files/{file.Id}");
        Assert.EndsWith(extension, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        Assert.Equal(await host.Postgres.PsqlAsync(sql), (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'));
        using var stranger = host.Client(QueryHost.Ben);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/query/files/{file.Id}")).StatusCode);
    }

    [Fact]
    public async Task A_binary_copy_is_kept_as_it_is()
    {
        var run = await RunAsync("copy (select 1) to stdout with (format binary)", "read-only");

        Assert.Null(run.State.FirstError);
        using var client = host.Client(QueryHost.Ann);
        var bytes = await client.GetByteArrayAsync($"/api/query/files/{run.State.Statements[0].File!.Id}");
        Assert.Equal("PGCOPY\n"u8.ToArray(), bytes[..7]);
        Assert.Equal("1", await FirstAsync("select 1"));
    }

    [Fact]
    public async Task A_copy_that_writes_is_stopped_by_read_only_mode_and_one_that_is_cancelled_ends()
    {
        Assert.Equal("25006", (await RunAsync("copy (insert into orders values (909, 'x', 1) returning id) to stdout", "read-only")).State.FirstError!.Code);
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("copy (select generate_series(1, 2000000000)) to stdout", tab: _tab));
        await EventuallyAsync(() => run.State.Statements[0].File?.Bytes > 0);
        run.Cancel();
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(run.State.Phase == RunPhase.Cancelled, run.State.FirstError?.ToString());
        Assert.Equal("1", await FirstAsync("select 1"));
    }

    [Theory]
    [InlineData("csv", "with (format csv, header)")]
    [InlineData("text", "")]
    public async Task All_rows_of_a_result_that_was_cut_come_by_copy_from_the_same_session(string format, string options)
    {
        await OkAsync("create temp table many as select g, 'a,\"' || g as t from generate_series(1, 5000) g");
        var run = await host.RunAsync(QueryHost.Request("select * from many order by g -- a comment", rows: 10, tab: _tab));
        Assert.Equal(CutReason.RowLimit, run.State.Statements[0].Cut);
        using var ann = host.Client(QueryHost.Ann);

        var all = await ann.GetStringAsync($"/api/query/results/{run.State.Statements[0].Result!.Id}/all?format={format}");

        Assert.Equal(await host.Postgres.PsqlAsync($"copy (select g, 'a,\"' || g as t from generate_series(1, 5000) g) to stdout {options}"), all.TrimEnd('\n'));
        Assert.Equal("5000", await FirstAsync("select count(*) from many"));
        using var ben = host.Client(QueryHost.Ben);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/api/query/results/{run.State.Statements[0].Result!.Id}/all")).StatusCode);
    }

    [Fact]
    public async Task All_rows_inside_a_transaction_leave_it_as_it_was_and_a_write_is_not_run_twice()
    {
        await OkAsync("begin; insert into orders values (960, 'x', 1)");
        var read = await RunAsync("select id from orders where id = 960", "read-write");
        using var ann = host.Client(QueryHost.Ann);
        Assert.Equal("id\n960\n", await ann.GetStringAsync($"/api/query/results/{read.State.Statements[0].Result!.Id}/all"));
        Assert.Equal(TransactionPhase.Open, State.Transaction);
        var write = await RunAsync("update orders set note = 'y' where id = 960 returning id", "read-write");
        var refused = await ann.GetAsync($"/api/query/results/{write.State.Statements[0].Result!.Id}/all");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("NotReading", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await EndAsync("rollback");
    }

    [Fact]
    public async Task What_listen_hears_arrives_while_the_session_is_idle()
    {
        var run = await RunAsync("listen orders_changed", "read-write");
        await host.Postgres.PsqlAsync("notify orders_changed, '42'");

        await EventuallyAsync(() => run.State.Messages.Any(message => message is { Severity: "NOTIFY", Text: "orders_changed: 42" }));
        Assert.Equal("LISTEN orders_changed", Assert.Single(State.Holds));
    }

    [Fact]
    public async Task Connections_have_a_bound()
    {
        var before = host.Options.Sessions;
        try
        {
            await OkAsync("select 1");
            // Its own is one; those of other tests come and go.
            host.Options.Sessions = 1;
            await OkAsync("select 2");
            var full = Assert.Throws<ProblemException>(() => host.Runs.Start(QueryHost.Ann, QueryHost.Request("select 1", tab: $"{_tab}3")));
            Assert.Equal(("TooManySessions", 429), (full.Problem.Code, full.Problem.Status));
        }
        finally
        {
            host.Options.Sessions = before;
        }
    }

    [Fact]
    public async Task A_session_answers_to_its_owner_only()
    {
        await OkAsync("begin");
        using var ben = host.Client(QueryHost.Ben);

        Assert.Equal("closed", (await ben.GetFromJsonAsync<JsonElement>($"/api/query/sessions/{_tab}")).GetProperty("phase").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await ben.PostAsync($"/api/query/sessions/{_tab}/rollback", null)).StatusCode);
        Assert.Equal(TransactionPhase.Open, State.Transaction);
        using var ann = host.Client(QueryHost.Ann);
        var state = await ann.GetFromJsonAsync<JsonElement>($"/api/query/sessions/{_tab}");
        Assert.Equal(("idle", "open"), (state.GetProperty("phase").GetString(), state.GetProperty("transaction").GetString()));
        await EndAsync("rollback");
    }

    private static async Task EventuallyAsync(Func<bool> done)
    {
        for (var tries = 0; !done(); tries++)
        {
            Assert.True(tries < 1200, "did not happen within a minute");
            await Task.Delay(50);
        }
    }

    private async Task WithIdleAsync(double minutes, Func<Task> test)
    {
        var before = host.Options.IdleMinutes;
        host.Options.IdleMinutes = minutes;
        try
        {
            await test();
        }
        finally
        {
            host.Options.IdleMinutes = before;
        }
    }

    private Task<QueryRun> RunAsync(string sql, string mode) => host.RunAsync(QueryHost.Request(sql, mode: mode, tab: _tab));

    private async Task OkAsync(string sql, string mode = "read-write") => Assert.Null((await RunAsync(sql, mode)).State.FirstError);

    private async Task<string?> FirstAsync(string sql, string mode = "read-only")
    {
        var run = await RunAsync(sql, mode);
        Assert.Null(run.State.FirstError);
        return (await host.RowsAsync(run.State.Statements[^1]))[0][0];
    }

    private async Task<HttpResponseMessage> PostAsync(string verb)
    {
        using var client = host.Client(QueryHost.Ann);
        return await client.PostAsync($"/api/query/sessions/{_tab}/{verb}", null);
    }

    private async Task<string> EndAsync(string verb)
    {
        using var answer = await PostAsync(verb);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        return body.GetProperty("sentence").GetString()!;
    }
}
