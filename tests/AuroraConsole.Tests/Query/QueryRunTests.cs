using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query;

[Collection(nameof(QueryHost))]
public sealed class QueryRunTests(QueryHost host)
{
    [Fact]
    public async Task Rows_are_the_text_that_psql_shows_with_null_kept_apart()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1, null, '', 'x', 1.50, true, array[1,null], '{\"a\": 1.10}'::jsonb, '\\x00ff'::bytea, interval '1 day', 'infinity'::date"));

        Assert.Null(run.State.FirstError);
        var row = Assert.Single(await host.RowsAsync(run.State.Statements[0]));
        Assert.Equal<string?[]>(["1", null, "", "x", "1.50", "t", "{1,NULL}", "{\"a\": 1.10}", "\\x00ff", "1 day", "infinity"], row);
    }

    [Fact]
    public async Task Columns_carry_the_names_of_their_types()
    {
        var run = await host.RunAsync(QueryHost.Request("select id, note, total, now() as at, '{}'::jsonb as meta, array[1] as list from orders limit 1"));

        Assert.Equal(["integer", "text", "numeric(12,2)", "timestamptz", "jsonb", "integer[]"], run.State.Statements[0].Result!.Columns.Select(column => column.Type.Replace(", ", ",", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_statement_has_its_result_and_the_first_error_ends_the_run()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1; select 2/0; select 3"));

        Assert.Equal([RunPhase.Succeeded, RunPhase.Failed, RunPhase.Waiting], run.State.Statements.Select(statement => statement.Phase));
        Assert.Equal("22012", run.State.FirstError!.Code);
        Assert.Equal(RunPhase.Failed, run.State.Phase);
    }

    [Fact]
    public async Task The_row_limit_stops_reading_and_says_so()
    {
        var run = await host.RunAsync(QueryHost.Request("select generate_series(1, 50000000); select 'next'", rows: 1000));

        Assert.Null(run.State.FirstError);
        Assert.Equal((CutReason.RowLimit, 1000), (run.State.Statements[0].Cut, run.State.Statements[0].Result!.Rows));
        Assert.Equal(1, run.State.Statements[1].Result!.Rows);
    }

    [Fact]
    public async Task Who_watches_a_run_is_told_as_soon_as_rows_can_be_read()
    {
        // A megabyte at once, then nothing for a second.
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("select n, repeat('x', 1000) from generate_series(1, 1000) n union all select 0, pg_sleep(1)::text"));
        var isTold = false;
        run.Changed += () => isTold |= run.State.Statements[0].Result is { Rows: > 0, IsComplete: false };
        await run.Finished;

        Assert.Null(run.State.FirstError);
        Assert.True(isTold);
    }

    [Fact]
    public async Task In_read_write_mode_a_limit_does_not_undo_what_the_statement_writes()
    {
        var run = await host.RunAsync(QueryHost.Request("create temp table t (n int); insert into t select * from generate_series(1, 5000) returning n; select count(*) from t", mode: "read-write", rows: 10));

        Assert.Null(run.State.FirstError);
        Assert.Equal((10, 4990L), (run.State.Statements[1].Result!.Rows, run.State.Statements[1].Unkept));
        Assert.Equal("5000", (await host.RowsAsync(run.State.Statements[2]))[0][0]);
    }

    [Fact]
    public async Task A_transaction_left_open_is_said_to_be_rolled_back()
    {
        var run = await host.RunAsync(QueryHost.Request("begin; insert into orders values (777, 'x', 1)", mode: "read-write"));

        Assert.Equal(RunPhase.Succeeded, run.State.Phase);
        Assert.Equal(1, run.State.Statements[1].Affected);
        Assert.Contains(run.State.Messages, message => message.Text.Contains("rolled back", StringComparison.Ordinal));
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where id = 777"));
    }

    [Theory]
    [InlineData("select 1 frm x y", 13, 1, 14)]
    [InlineData("select nope", 7, 1, 8)]
    [InlineData("select '😀😀', nope", 15, 1, 16)]
    [InlineData("select 1;\n  select 'é😀' ||\n  nope", 30, 3, 3)]
    public async Task The_place_of_an_error_is_the_editors_own(string sql, int position, int line, int column)
    {
        var error = (await host.RunAsync(QueryHost.Request(sql))).State.FirstError!;

        Assert.Equal((position, line, column), (error.Position, error.Line, error.Column));
    }

    [Fact]
    public async Task A_selection_keeps_the_positions_of_the_whole_text()
    {
        const string sql = "select 1;\nselect 2, nope;\nselect 3";
        var run = await host.RunAsync(QueryHost.Request(sql) with { From = 10, To = 24 });

        Assert.Single(run.State.Statements);
        Assert.Equal(sql.IndexOf("nope", StringComparison.Ordinal), run.State.FirstError!.Position);
    }

    [Theory]
    [InlineData("select * from payments", "42501", "GRANT SELECT ON payments TO app_user;")]
    [InlineData("select * from nowhere", "42P01", "search_path")]
    [InlineData("select emial from orders", "42703", "spelling")]
    [InlineData("select add_order()", "25006", "Switch to read-write")]
    [InlineData("select nosuch(1)", "42883", "cast")]
    public async Task Common_errors_come_with_their_cure(string sql, string code, string advice)
    {
        var error = (await host.RunAsync(QueryHost.Request(sql))).State.FirstError!;

        Assert.Equal(code, error.Code);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_is_told_apart_from_a_cancel()
    {
        var error = (await host.RunAsync(QueryHost.Request("select pg_sleep(60)", timeout: 1))).State.FirstError!;

        Assert.Equal("57014", error.Code);
        Assert.Contains("after 1 s, your limit", error.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_stops_the_server_and_keeps_what_arrived()
    {
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("select n, pg_sleep(0.002), repeat('x', 2000) from generate_series(1, 1000000) n", timeout: 600));
        while ((run.State.Statements[0].Result?.Rows ?? 0) == 0)
            await Task.Delay(20);

        var since = Stopwatch.GetTimestamp();
        run.Cancel();
        await run.Finished;

        Assert.Equal(RunPhase.Cancelled, run.State.Phase);
        Assert.NotEmpty(await host.RowsAsync(run.State.Statements[0]));
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from pg_stat_activity where application_name = 'AuroraConsole' and state = 'active' and query like '%1000000%' and pid <> pg_backend_pid()"));
        // The promise is a second; the bound leaves room for a machine that does other things.
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Notices_arrive_in_messages()
    {
        var run = await host.RunAsync(QueryHost.Request("do $$ begin for n in 1..1500 loop raise notice 'n %', n; end loop; end $$", mode: "read-write"));

        Assert.Equal(1000, run.State.Messages.Count);
        Assert.Contains(run.State.Messages, message => message is { Severity: "NOTICE", Text: "n 1" });
        Assert.Contains("more messages", run.State.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_statement_keeps_all_from_being_sent()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1;\n\\d orders", tab: "refused"));

        Assert.Equal("PsqlCommand", run.State.FirstError!.Code);
        Assert.Equal((2, 1), (run.State.FirstError.Line, run.State.FirstError.Column));
        Assert.Null(run.State.ConnectedAt);
    }

    [Fact]
    public async Task A_login_that_fails_is_explained()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1") with { Database = "nosuch" });

        Assert.Equal(("3D000", "database"), (run.State.Error!.Code, run.State.Error.Field));
        Assert.Contains("nosuch", run.State.Error.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_servers_session_is_told_and_breaks_nothing()
    {
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("select pg_sleep(60) as cut_me"));
        while (await host.Postgres.PsqlAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where query like '%cut_me%' and pid <> pg_backend_pid()") == "0")
            await Task.Delay(50);
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(RunPhase.Failed, run.State.Phase);
        Assert.Equal("57P01", run.State.FirstError!.Code);
        Assert.Equal(RunPhase.Succeeded, (await host.RunAsync(QueryHost.Request("select 1"))).State.Phase);
    }

    [Fact]
    public async Task A_tab_has_one_run_and_its_results_go_with_the_next()
    {
        var first = await host.RunAsync(QueryHost.Request("select 1", tab: "one"));
        var sleeping = host.Runs.Start(QueryHost.Ann, QueryHost.Request("select pg_sleep(60)", tab: "one"));

        Assert.Throws<ProblemException>(() => host.Runs.Get(QueryHost.Ann, first.Id));
        Assert.Equal("QueryRunning", Assert.Throws<ProblemException>(() => host.Runs.Start(QueryHost.Ann, QueryHost.Request("select 1", tab: "one"))).Problem.Code);
        Assert.Same(sleeping, host.Runs.Last(QueryHost.Ann, "one"));
        sleeping.Cancel();
        await sleeping.Finished;
    }

    [Fact]
    public async Task Nobody_sees_the_results_runs_or_drafts_of_another()
    {
        var run = await host.RunAsync(QueryHost.Request("select 'secret'"));
        var result = run.State.Statements[0].Result!.Id;
        using var ben = host.Client(QueryHost.Ben);
        using var ann = host.Client(QueryHost.Ann);
        using var nobody = host.Client(new Actor("", false));
        string[] addresses = [$"runs/{run.Id}", $"results/{result}/rows", $"results/{result}/cell?row=0&column=0", $"results/{result}/export.csv"];

        foreach (var address in addresses)
        {
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync($"/api/query/{address}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/api/query/{address}")).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync($"/api/query/{address}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await ben.PostAsync($"/api/query/runs/{run.Id}/cancel", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.PostAsJsonAsync("/api/query/runs", QueryHost.Request("select 1"))).StatusCode);
    }

    [Fact]
    public async Task A_script_runs_a_statement_by_http_and_reads_its_rows()
    {
        using var client = host.Client(QueryHost.Ann);
        var started = await client.PostAsJsonAsync("/api/query/runs", QueryHost.Request("select n from generate_series(1, 300) n"));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        JsonElement run;
        do
            run = await client.GetFromJsonAsync<JsonElement>(started.Headers.Location);
        while (run.GetProperty("endedAt").ValueKind == JsonValueKind.Null);

        var statement = run.GetProperty("statements")[0];
        Assert.Equal(("succeeded", 300), (run.GetProperty("state").GetString(), statement.GetProperty("rows").GetInt32()));
        var answer = await client.GetAsync($"/api/query/results/{statement.GetProperty("result").GetString()}/rows?from=250&count=200");
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(50, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData("", "sql")]
    [InlineData("-- nothing", "sql")]
    public void A_request_without_a_statement_names_the_field(string sql, string field) =>
        Assert.Equal(field, Assert.Throws<ProblemException>(() => host.Runs.Start(QueryHost.Ann, QueryHost.Request(sql))).Problem.Field);

    [Fact]
    public async Task The_trail_holds_the_run_before_it_ends_and_never_its_literals()
    {
        await host.RunAsync(QueryHost.Request("select 'canary-literal'", tab: "trail"));

        var trail = await File.ReadAllTextAsync(Path.Combine(host.DataPath, "audit", "trail.jsonl"));
        Assert.Contains("RunSql", trail, StringComparison.Ordinal);
        Assert.Contains("\"sha256\"", trail, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-literal", trail, StringComparison.Ordinal);
    }
}
