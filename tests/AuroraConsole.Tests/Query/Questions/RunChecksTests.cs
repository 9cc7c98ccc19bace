using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuroraConsole.Access;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuroraConsole.Tests.Query.Questions;

[Collection(nameof(QueryHost))]
public sealed class RunChecksTests(QueryHost host)
{
    private RunChecks Checks => host.Services.GetRequiredService<RunChecks>();

    [Fact]
    public async Task Parameters_are_asked_once_each_with_the_types_the_server_finds()
    {
        var answer = await CheckAsync("select * from orders where id = :id and note like :pattern; select :id + 1, $1::interval");

        Assert.Equal([("id", "integer", 1), ("pattern", "text", 1), ("1", "interval", 2)], answer.Parameters.Select(question => (question.Name, question.Type, question.Statement)));
        Assert.Equal([":id", ":pattern", "$1"], answer.Parameters.Select(question => question.Spelled));
        Assert.True(answer.NeedsAnswer);
    }

    [Fact]
    public async Task A_type_that_cannot_be_found_is_left_open_and_values_that_are_there_are_not_asked_for()
    {
        var answer = await CheckAsync("select * from nosuch where id = :id and a = :a", request => request with { Parameters = new Dictionary<string, ParameterValue> { ["a"] = new("1") } });

        Assert.Equal(("id", null), (Assert.Single(answer.Parameters).Name, answer.Parameters[0].Type));
        Assert.False((await CheckAsync("select 1")).NeedsAnswer);
    }

    [Theory]
    [InlineData("delete from orders", "DELETE FROM orders has no WHERE: about 10 rows.", 10L)]
    [InlineData("update orders set note = note where true", "UPDATE orders has a WHERE that is always true: about 10 rows.", 10L)]
    [InlineData("with d as (delete from orders returning *) select * from d", "DELETE FROM orders has no WHERE: about 10 rows.", 10L)]
    [InlineData("delete from nosuch", "DELETE FROM nosuch has no WHERE. How many rows is not known.", null)]
    [InlineData("drop table referred", "DROP TABLE referred: it is gone for good once this is committed: about 500 rows; N kB; a view reads it; refers refers to it.", 500L)]
    [InlineData("drop schema nosuch", "DROP SCHEMA nosuch: it is gone for good once this is committed.", null)]
    public async Task A_loss_is_told_with_what_the_server_knows_of_it(string sql, string sentence, long? rows)
    {
        await PrepareAsync();

        var danger = Assert.Single((await CheckAsync(sql, role: "postgres", mode: "read-write")).Dangers);

        Assert.Equal((sentence, rows), (Regex.Replace(danger.Sentence, @"\d+ kB", "N kB"), danger.EstimatedRows));
        Assert.Equal(DangerLevel.Loss, danger.Level);
    }

    [Fact]
    public async Task A_table_that_may_be_emptied_but_not_read_has_the_catalogs_figure()
    {
        await PrepareAsync();

        var danger = Assert.Single((await CheckAsync("delete from unreadable", mode: "read-write")).Dangers);

        Assert.Equal(500, danger.EstimatedRows);
    }

    [Fact]
    public async Task An_estimate_waits_for_no_lock()
    {
        await PrepareAsync();
        await using var other = await host.Postgres.OpenAsync();
        foreach (var statement in new[] { "begin", "lock table referred in access exclusive mode" })
            await new NpgsqlCommand(statement, other).ExecuteNonQueryAsync();

        var since = Stopwatch.GetTimestamp();
        var danger = Assert.Single((await CheckAsync("truncate referred", role: "postgres", mode: "read-write")).Dangers);

        // Five seconds are its patience; the connection's own limit would be fifteen.
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(14));
        Assert.Null(danger.EstimatedRows);
        Assert.Contains("not known", danger.Sentence, StringComparison.Ordinal);
        await new NpgsqlCommand("rollback", other).ExecuteNonQueryAsync();
        Assert.Equal(500, Assert.Single((await CheckAsync("truncate referred", role: "postgres", mode: "read-write")).Dangers).EstimatedRows);
    }

    [Fact]
    public async Task Nothing_is_done_by_asking()
    {
        await CheckAsync("delete from orders; drop table orders; insert into orders values (:a, 'x', 1)", role: "postgres", mode: "read-write");

        Assert.Equal("10", await host.Postgres.PsqlAsync("select count(*) from orders where id <= 10"));
        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from orders where note = 'x'"));
    }

    [Fact]
    public async Task Read_only_mode_and_a_plan_lose_nothing_so_nothing_is_asked()
    {
        Assert.Empty((await CheckAsync("with d as (delete from orders returning *) select * from d")).Dangers);
        Assert.Empty((await CheckAsync("delete from orders", request => request with { Explain = "analyze" }, mode: "read-write")).Dangers);
    }

    [Fact]
    public async Task What_is_refused_anyway_is_told_instead_of_asked()
    {
        var answer = await CheckAsync("\\d orders; select :a");

        Assert.Equal("PsqlCommand", Assert.Single(answer.Refusals).Code);
        Assert.Empty(answer.Parameters);
    }

    [Theory]
    [InlineData("delete from orders", "read-write", false, "ConfirmationNeeded", 409)]
    [InlineData("delete from orders", "read-write", true, null, 0)]
    [InlineData("select 1; drop table orders", "read-write", false, "ConfirmationNeeded", 409)]
    [InlineData("vacuum full orders", "read-write", false, null, 0)]
    [InlineData("delete from orders where id = 1", "read-write", false, null, 0)]
    [InlineData("with d as (delete from orders returning 1) select 1", "read-only", false, null, 0)]
    [InlineData("select :a", "read-only", false, "ParameterWithoutValue", 400)]
    [InlineData("select :a", "read-only", true, "ParameterWithoutValue", 400)]
    public void A_run_that_was_not_answered_is_refused(string sql, string mode, bool confirmed, string? code, int status)
    {
        var request = QueryHost.Request(sql, mode: mode) with { Confirmed = confirmed };
        var problem = Record.Exception(() => RunChecks.Demand(RunPlan.Of(request))) as ProblemException;

        Assert.Equal((code, status), (problem?.Problem.Code, problem?.Problem.Status ?? 0));
    }

    [Fact]
    public async Task It_is_asked_by_http_and_answers_nobody_who_may_not_run()
    {
        using var ann = host.Client(QueryHost.Ann);
        using var nobody = host.Client(new Actor("", false));

        var answer = await ann.PostAsJsonAsync("/api/query/check", QueryHost.Request("select :a"));

        Assert.Equal("a", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.PostAsJsonAsync("/api/query/check", QueryHost.Request("select 1"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.PostAsJsonAsync("/api/query/check", QueryHost.Request(""))).StatusCode);
    }

    [Fact]
    public async Task A_run_takes_values_and_shows_errors_where_they_were_written()
    {
        var values = new Dictionary<string, ParameterValue> { ["id"] = new("3"), ["1"] = new("x", "text"), ["long_name"] = new(null, "int") };

        var run = await host.RunAsync(QueryHost.Request("select note, $1 from orders where id = :id;\nselect :long_name, nope") with { Parameters = values });
        Assert.Equal<string?[]>(["order 3", "x"], (await host.RowsAsync(run.State.Statements[0]))[0]);
        Assert.Equal((2, 20), (run.State.FirstError!.Line, run.State.FirstError.Column));

        // Running again for all rows has the same values.
        var limited = await host.RunAsync(QueryHost.Request("select note from orders where id >= :id and id <= 10", rows: 2, tab: "values") with { Parameters = values });
        using var client = host.Client(QueryHost.Ann);
        Assert.Equal(9, (await client.GetStringAsync($"/api/query/results/{limited.State.Statements[0].Result!.Id}/all?format=csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var planned = await host.RunAsync(QueryHost.Request("select note from orders where id = :id") with { Parameters = values, Explain = "plan" });
        Assert.Contains("orders.id = ", planned.State.Statements[0].Plan, StringComparison.Ordinal);

        var copied = await host.RunAsync(QueryHost.Request("copy (select note from orders where id = :id) to stdout") with { Parameters = values });
        Assert.Null(copied.State.FirstError);
    }

    [Fact]
    public async Task A_run_that_was_not_confirmed_changes_nothing()
    {
        var problem = Assert.Throws<ProblemException>(() => host.Runs.Start(QueryHost.Ann, QueryHost.Request("select 1; delete from orders", mode: "read-write") with { Confirmed = false })).Problem;

        Assert.Equal(("ConfirmationNeeded", 409), (problem.Code, problem.Status));
        Assert.Contains("DELETE FROM orders has no WHERE", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal("10", await host.Postgres.PsqlAsync("select count(*) from orders where id <= 10"));
    }

    [Fact]
    public async Task What_was_run_is_in_the_history()
    {
        await host.RunAsync(QueryHost.Request("select 'remember me', :v") with { Parameters = new Dictionary<string, ParameterValue> { ["v"] = new("not me") } });

        var file = string.Concat(Directory.GetFiles(Path.Combine(host.DataPath, "history")).Select(File.ReadAllText));
        Assert.Contains("remember me", file, StringComparison.Ordinal);
        Assert.DoesNotContain("not me", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_remembered_for_their_tab_and_their_owner_alone()
    {
        var memory = new ParameterMemory();
        memory.Keep(QueryHost.Ann, "t", new Dictionary<string, ParameterValue> { ["a"] = new("1"), ["long"] = new(new string('x', 5000)) });
        memory.Keep(QueryHost.Ann, "t", new Dictionary<string, ParameterValue> { ["b"] = new(null, "int") });

        Assert.Equal(["a", "b"], memory.Of(QueryHost.Ann, "t").Keys.Order());
        Assert.Empty(memory.Of(QueryHost.Ben, "t"));
        Assert.Empty(memory.Of(QueryHost.Ann, "u"));
        memory.Forget(QueryHost.Ann, "t");
        Assert.Empty(memory.Of(QueryHost.Ann, "t"));
    }

    private Task<CheckAnswer> CheckAsync(string sql, Func<RunRequest, RunRequest>? with = null, string role = "app_user", string mode = "read-only") =>
        Checks.ReadAsync(QueryHost.Ann, (with ?? (request => request))(QueryHost.Request(sql, role, mode)), CancellationToken.None);

    private Task<string> PrepareAsync() => host.Postgres.PsqlAsync("""
        set client_min_messages = error;
        create table if not exists referred (id int primary key); create table if not exists refers (r int references referred);
        create or replace view reads as select * from referred;
        insert into referred select generate_series(1, 500) on conflict do nothing;
        create table if not exists unreadable (id int); grant delete on unreadable to app_user;
        insert into unreadable select generate_series(1, 500) where not exists (select 1 from unreadable);
        analyze orders; analyze referred; analyze unreadable;
        """);
}
