using System.Net;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuroraConsole.Tests.Query;

/// <summary>What the console believes of a session is what the server says, whatever was run on it.</summary>
[Collection(nameof(QueryHost))]
public sealed class SessionStateTests(QueryHost host) : IAsyncLifetime
{
    private readonly string _tab = Guid.NewGuid().ToString("N")[..12];

    private QuerySessions Sessions => host.Services.GetRequiredService<QuerySessions>();

    private SessionState State => Sessions.Find(QueryHost.Ann, _tab)!;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => host.Runs.DropAsync(QueryHost.Ann, _tab);

    [Theory]
    [InlineData("begin; select 1/0; rollback and chain", TransactionPhase.Open)]
    [InlineData("begin; select 1/0; commit and chain", TransactionPhase.Open)]
    [InlineData("begin; savepoint s; select 1/0; rollback to s", TransactionPhase.Open)]
    [InlineData("begin; select 1/0; select 2", TransactionPhase.Failed)]
    [InlineData("begin; select 1; prepare transaction 'p'", TransactionPhase.None)]
    [InlineData("create temp table d (n int unique deferrable initially deferred); begin; insert into d values (1), (1); commit", TransactionPhase.None)]
    [InlineData("create procedure pg_temp.ends() language plpgsql as 'begin commit; end'; call pg_temp.ends()", TransactionPhase.None)]
    [InlineData("begin; set transaction read only; create table nope (n int)", TransactionPhase.Failed)]
    [InlineData("begin; copy (select 1) to stdout", TransactionPhase.Open)]
    [InlineData("begin; discard all", TransactionPhase.Failed)]
    public async Task The_transaction_is_what_the_server_says(string sql, TransactionPhase phase)
    {
        await host.RunAsync(QueryHost.Request(sql, mode: "read-write", tab: _tab) with { OnError = "continue" });

        Assert.Equal(phase, State.Transaction);
    }

    [Theory]
    [InlineData("plan", "select nope")]
    [InlineData("analyze", "select 1/(id - id) from orders")]
    public async Task Explaining_a_mistake_leaves_the_transaction_open(string explain, string sql)
    {
        await RunAsync("begin; insert into orders values (971, 'x', 1)");

        var explained = await host.RunAsync(QueryHost.Request(sql, mode: "read-write", tab: _tab) with { Explain = explain });

        Assert.NotNull(explained.State.FirstError);
        Assert.Equal(TransactionPhase.Open, State.Transaction);
        Assert.Null((await RunAsync("select count(*) from orders where id = 971")).State.FirstError);
    }

    [Fact]
    public async Task Explaining_in_transaction_mode_begins_none()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1", mode: "transaction", tab: _tab) with { Explain = "plan" });

        Assert.NotNull(run.State.Statements[0].Plan);
        Assert.Equal(TransactionPhase.None, State.Transaction);
    }

    [Fact]
    public async Task Settings_of_ones_own_come_back_with_a_new_connection()
    {
        await RunAsync("set app.tenant = '7'; select set_config('app.region', 'eu', false); set session app.role to 'x'; select set_config('app.gone', 'y', true)");
        await Sessions.DisconnectAsync(QueryHost.Ann, _tab);

        var run = await RunAsync("select current_setting('app.tenant') || current_setting('app.region') || current_setting('app.role') || coalesce(current_setting('app.gone', true), '')");

        Assert.Equal("A new connection was opened. Set again as before: app.tenant, app.region, app.role.", string.Join('|', run.State.Messages.Select(message => message.Text)));
        Assert.Null(run.State.FirstError);
        Assert.Equal("7eux", (await host.RowsAsync(run.State.Statements[0]))[0][0]);
    }

    [Fact]
    public async Task Settings_of_one_place_never_reach_another_whose_first_login_failed()
    {
        await RunAsync("set work_mem = '9MB'");
        await Sessions.DisconnectAsync(QueryHost.Ann, _tab);
        Assert.NotNull((await host.RunAsync(QueryHost.Request("select 1", role: "late", tab: _tab))).State.Error);
        await host.Postgres.PsqlAsync("create role late login");

        var run = await host.RunAsync(QueryHost.Request("show work_mem", role: "late", tab: _tab));

        Assert.Equal("4MB", (await host.RowsAsync(run.State.Statements[0]))[0][0]);
    }

    [Fact]
    public async Task Temporary_tables_named_as_catalogs_fool_nobody()
    {
        await RunAsync("create temp table pg_proc (x int); create temp table pg_settings as select 'work_mem'::text as name, '1MB'::text as setting, 'session'::text as source");

        Assert.Equal(SessionPhase.Idle, State.Phase);
        Assert.Equal("2 temporary relations", Assert.Single(State.Holds));
    }

    [Fact]
    public async Task A_schema_before_pg_catalog_runs_nothing_in_the_place_of_the_consoles_own_statements()
    {
        await host.Postgres.PsqlAsync("""
            create schema evil; create role trusting login; grant usage on schema evil to trusting; grant select, insert on orders to trusting;
            create function evil.pg_backend_pid() returns int language sql as 'insert into public.orders values (972, ''sneaked'', 1) on conflict do nothing returning 1';
            create function evil.set_config(text, text, bool) returns text language sql as 'insert into public.orders values (973, ''sneaked'', 1) on conflict do nothing returning ''x''';
            alter role trusting set search_path = evil, pg_catalog, public;
            """);

        var run = await host.RunAsync(QueryHost.Request("select 1", role: "trusting", tab: _tab));
        var seen = await host.Services.GetRequiredService<SideConnections>().UseAsync(QueryHost.Ann, await ClusterAsync(), "postgres", "trusting", "test", async (connection, stop) =>
        {
            await using var command = new NpgsqlCommand("select pg_backend_pid(), (select count(*) from pg_class where oid = 'public.orders'::regclass)", connection);
            await command.ExecuteNonQueryAsync(stop);
            await using var path = new NpgsqlCommand("show search_path", connection);
            return (string)(await path.ExecuteScalarAsync(stop))!;
        }, CancellationToken.None);

        Assert.Null(run.State.FirstError);
        Assert.Equal("", seen);
        Assert.Equal("", await host.Postgres.PsqlAsync("select string_agg(id::text, ',') from orders where id between 972 and 974"));
    }

    [Fact]
    public async Task Another_authorization_is_something_to_hold()
    {
        await host.RunAsync(QueryHost.Request("set session authorization app_user", role: "postgres", mode: "read-write", tab: _tab));

        Assert.Equal("SESSION AUTHORIZATION app_user", Assert.Single(State.Holds));
    }

    [Fact]
    public async Task All_rows_asked_for_in_a_failed_transaction_undo_nothing()
    {
        await RunAsync("begin; insert into orders values (975, 'x', 1)");
        var read = await RunAsync("select id from orders where id = 975");
        using var ann = host.Client(QueryHost.Ann);
        var address = $"/api/query/results/{read.State.Statements[0].Result!.Id}/all";
        Assert.Equal("id\n975\n", await ann.GetStringAsync(address));
        // Past the runs, so that the result stays.
        await using (var turn = await Sessions.Of(QueryHost.Ann, _tab).EnterAsync(QueryHost.Ann, read.Plan.Place, (_, _, _) => { }, CancellationToken.None))
        {
            await using var fails = new NpgsqlCommand("insert into orders values (976, 'x', 1 / 0)", turn.Connection);
            await Assert.ThrowsAsync<PostgresException>(() => fails.ExecuteNonQueryAsync());
        }

        Assert.Equal(TransactionPhase.Failed, State.Transaction);
        var refused = await ann.GetAsync(address);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("25P02", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(TransactionPhase.Failed, State.Transaction);
    }

    [Fact]
    public async Task All_rows_for_a_script_leave_no_session()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1 as n"));
        using var ann = host.Client(QueryHost.Ann);

        Assert.Equal("n\n1\n", await ann.GetStringAsync($"/api/query/results/{run.State.Statements[0].Result!.Id}/all"));

        // The answer ends before the session does.
        for (var tries = 0; Sessions.Find(QueryHost.Ann, run.Tab) is not null; tries++)
        {
            Assert.True(tries < 400, "not within 20 s");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task Who_waited_behind_the_closing_of_a_tab_opens_nothing()
    {
        var session = Sessions.Of(QueryHost.Ann, _tab);
        var place = new SessionPlace(QueryHost.Key, "postgres", "app_user");
        var turn = await session.EnterAsync(QueryHost.Ann, place, (_, _, _) => { }, CancellationToken.None);
        var closing = host.Runs.DropAsync(QueryHost.Ann, _tab);
        var waiting = session.EnterAsync(QueryHost.Ann, place, (_, _, _) => { }, CancellationToken.None);
        await turn.DisposeAsync();
        await closing;

        Assert.Equal("TabClosed", (await Assert.ThrowsAsync<ProblemException>(() => waiting)).Problem.Code);
        Assert.Equal(SessionPhase.Closed, session.State.Phase);
    }

    [Fact]
    public async Task A_session_is_swept_away_when_nobody_used_it_and_not_before()
    {
        await RunAsync("select pg_advisory_lock(4712)");
        await Sessions.SweepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(SessionPhase.Idle, State.Phase);

        await Sessions.SweepAsync(TimeSpan.Zero);

        Assert.Null(Sessions.Find(QueryHost.Ann, _tab));
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from pg_locks where locktype = 'advisory' and objid = 4712"));
    }

    [Theory]
    [InlineData("do $$ begin raise notice '%', repeat('x', 1000000); end $$", null)]
    [InlineData("do $$ begin raise exception '%', repeat('x', 1000000) using detail = repeat('y', 1000000), hint = repeat('z', 1000000); end $$", "P0001")]
    // To look for a name in this took its square in time.
    [InlineData("do $$ begin raise exception using errcode = '42501', message = 'must be owner of ' || repeat('a', 1000000) || ' '; end $$", "42501")]
    public async Task What_a_function_raises_is_kept_in_bounds(string sql, string? code)
    {
        var run = await RunAsync(sql);

        Assert.Equal(code, run.State.FirstError?.Code);
        Assert.All(run.State.Messages, message => Assert.InRange(message.Text.Length, 1, 5_000));
        if (run.State.FirstError is { } error)
            Assert.InRange($"{error.Sentence}{error.Detail}{error.Hint}{error.Context}{error.Advice}".Length, 1, 60_000);
    }

    [Fact]
    public async Task Rows_of_a_result_that_is_dropped_meanwhile_are_not_there()
    {
        var run = await RunAsync("select 1");
        run.State.Statements[0].Result!.Dispose();
        using var ann = host.Client(QueryHost.Ann);

        foreach (var what in new[] { "rows", "cell?row=0&column=0", "copy?from=0&to=0" })
        {
            var answer = await ann.GetAsync($"/api/query/results/{run.State.Statements[0].Result!.Id}/{what}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("\"NoSuchResult\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private Task<QueryRun> RunAsync(string sql) => host.RunAsync(QueryHost.Request(sql, mode: "read-write", tab: _tab));

    private Task<Cluster> ClusterAsync() => host.Services.GetRequiredService<FleetWatch>().GetAsync(QueryHost.Key, fresh: false, CancellationToken.None);
}
