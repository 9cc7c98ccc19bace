using AuroraConsole.Query.Runs;
using Npgsql;

namespace AuroraConsole.Tests.Query;

/// <summary>Each error is one the server really gives.</summary>
[Collection(nameof(QueryHost))]
public sealed class ErrorAdviceTests(QueryHost host)
{
    [Theory]
    [InlineData("insert into orders values (1, 'x', 1)", "23505", "in orders already. INSERT … ON CONFLICT")]
    [InlineData("create temp table p (id int primary key); create temp table c (p int references p); insert into c values (1)", "23503", "Insert that first")]
    [InlineData("create temp table p (id int primary key); create temp table c (p int references p); insert into p values (1); insert into c values (1); delete from p where id = 1", "23503", "Other rows refer to this one")]
    [InlineData("insert into orders values (null, 'x', 1)", "23502", "id must have a value")]
    [InlineData("create temp table t (n int constraint positive check (n > 0)); insert into t values (0)", "23514", "the rule positive")]
    [InlineData("select 'x'::int", "22P02", "no value of the type")]
    [InlineData("insert into orders (id, total) values (500, true)", "42804", "Cast it")]
    [InlineData("select 'a'::text + 1", "42883", "No operator")]
    [InlineData("select nosuch(1)", "42883", "No function")]
    [InlineData("select (1", "42601", "ends too early")]
    [InlineData("select 1 frm x y", "42601", "marked place")]
    [InlineData("create temp table orders2 (n int); create temp table orders2 (n int)", "42P07", "IF NOT EXISTS")]
    [InlineData("begin; select 1/0; select 1", "22012", "NULLIF")]
    [InlineData("create temp table t (n int); create temp view v as select * from t; drop table t", "2BP01", "CASCADE would drop it too")]
    [InlineData("alter database nosuch set work_mem = '4MB'", "3D000", "no database of this name")]
    [InlineData("create table nosuch.t (n int)", "3F000", "no schema of this name in postgres")]
    [InlineData("select id from orders a, orders b", "42702", "alias before it")]
    [InlineData("select note, count(*) from orders", "42803", "GROUP BY")]
    [InlineData("select * from other.public.orders", "0A000", "one database")]
    [InlineData("select x from orders, generate_series(1, 2) x for update of x", "0A000", "does not do this")]
    public async Task An_error_comes_with_its_cure(string sql, string code, string advice)
    {
        var error = (await host.RunAsync(QueryHost.Request(sql, mode: "read-write") with { Confirmed = true })).State.FirstError!;

        Assert.Equal(code, error.Code);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_that_failed_says_that_rollback_is_next()
    {
        var run = await host.RunAsync(QueryHost.Request("begin; do $$ begin perform 1; end $$; select 1", mode: "read-write"));
        Assert.Null(run.State.FirstError);

        // In the console a run ends at its first error, so the state is made past it.
        await using var connection = await host.Postgres.OpenAsync();
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "begin", "select 1/0"));
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "select 1"));
        Assert.Contains("until ROLLBACK", ErrorAdvice.For(error, run.Plan.Statements[0], run.Plan, TimeSpan.Zero, false, 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_another_holds_is_told()
    {
        await using var other = await host.Postgres.OpenAsync();
        await ExecuteAsync(other, "begin", "update orders set note = note where id = 1");

        var error = (await host.RunAsync(QueryHost.Request("select * from orders where id = 1 for update nowait", mode: "read-write"))).State.FirstError!;

        Assert.Equal("55P03", error.Code);
        Assert.Contains("Another session holds", error.Advice, StringComparison.Ordinal);
        await ExecuteAsync(other, "rollback");
    }

    [Fact]
    public async Task A_deadlock_says_who_was_ended()
    {
        await using var other = await host.Postgres.OpenAsync();
        // The other side never looks for deadlocks, so the run here finds it.
        await ExecuteAsync(other, "set deadlock_timeout = '10min'", "begin", "update orders set note = note where id = 2");
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("begin; update orders set note = note where id = 1; update orders set note = note where id = 2; rollback", mode: "read-write"));
        while (await host.Postgres.PsqlAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'AuroraConsole'") == "0")
            await Task.Delay(20);
        var waits = ExecuteAsync(other, "update orders set note = note where id = 1");
        await run.Finished;

        Assert.Equal("40P01", run.State.FirstError!.Code);
        Assert.Contains("waited for each other", run.State.FirstError.Advice, StringComparison.Ordinal);
        await waits;
        await ExecuteAsync(other, "rollback");
    }

    [Fact]
    public async Task A_change_under_a_repeatable_read_says_to_run_again()
    {
        await using var other = await host.Postgres.OpenAsync();
        await ExecuteAsync(other, "select pg_advisory_lock(40001)");
        var run = host.Runs.Start(QueryHost.Ann, QueryHost.Request("begin isolation level repeatable read; select count(*), pg_advisory_xact_lock(40001) from orders where id = 3; update orders set note = note where id = 3; rollback", mode: "read-write"));
        // It waits with its snapshot taken.
        while (await host.Postgres.PsqlAsync("select count(*) from pg_stat_activity where wait_event = 'advisory'") == "0")
            await Task.Delay(20);
        await ExecuteAsync(other, "update orders set note = note where id = 3", "select pg_advisory_unlock(40001)");
        await run.Finished;

        Assert.Equal("40001", run.State.FirstError!.Code);
        Assert.Contains("run the whole transaction again", run.State.FirstError.Advice, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
