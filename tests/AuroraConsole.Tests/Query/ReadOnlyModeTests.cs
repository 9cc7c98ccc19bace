using AuroraConsole.Query.Runs;

namespace AuroraConsole.Tests.Query;

/// <summary>Attempts to write in read-only mode, with all the grants to do so: the table afterwards is what it was.</summary>
[Collection(nameof(QueryHost))]
public sealed class ReadOnlyModeTests(QueryHost host)
{
    public static TheoryData<string> Attempts => new(
    [
        "insert into orders values (100, 'x', 1)",
        "update orders set note = 'x'",
        "delete from orders",
        "truncate orders",
        "drop table orders",
        "create table sneaked (n int)",
        "merge into orders o using (select 100 as id) s on o.id = s.id when not matched then insert values (100, 'x', 1)",
        "with w as (insert into orders values (100, 'x', 1) returning id) select * from w",
        "with w as (delete from orders returning id) select * from w",
        "select add_order()",
        "select * from add_order()",
        "call add_order_and_commit()",
        "do $$ begin insert into orders values (100, 'x', 1); end $$",
        "explain analyze insert into orders values (100, 'x', 1)",
        "explain (analyze) update orders set note = 'x'",
        "explain analyze with w as (delete from orders returning id) select * from w",
        "select * into sneaked from orders",
        "create table sneaked as select 1",
        "select id from orders for update",
        "select nextval('tickets')",
        "select setval('tickets', 99)",
        "copy orders from program 'echo 100'",
        "copy orders to '/tmp/sneaked'",
        "commit; insert into orders values (100, 'x', 1)",
        "select 1; commit; insert into orders values (100, 'x', 1)",
        "rollback; insert into orders values (100, 'x', 1)",
        "end; insert into orders values (100, 'x', 1)",
        "commit and chain",
        "/* select */ commit",
        "-- select\ncommit",
        "begin; insert into orders values (100, 'x', 1); commit",
        "savepoint s",
        "prepare p as insert into orders values (100, 'x', 1)",
        "prepare transaction 'x'",
        "execute p",
        "set transaction read write",
        "set session characteristics as transaction read write",
        "set transaction_read_only = off",
        "set default_transaction_read_only = off",
        "reset transaction_read_only",
        "reset all",
        "discard all",
        "select set_config('transaction_read_only', 'off', false)",
        "select set_config('transaction_read_only', 'off', true)",
        "select set_config('default_transaction_read_only', 'off', false); insert into orders values (100, 'x', 1)",
        "select lo_create(0)",
        "select lo_import('/etc/hostname')",
        "alter table orders add column sneaked int",
        "grant all on orders to public",
        "create role sneaked",
        "comment on table orders is 'sneaked'",
        "vacuum orders",
        "analyze orders",
        "cluster orders",
        "reindex table orders",
        "lock table orders",
        "listen x",
        "notify x",
        "refresh materialized view x",
        "security label on table orders is 'x'",
        "declare c cursor for select 1",
        "load 'x'",
        "checkpoint",
        "import foreign schema x from server y into z",
        "select pg_create_logical_replication_slot('x', 'test_decoding')",
        "select query_to_xml('insert into orders values (100, ''x'', 1)', true, true, '')",
        "select * from (select set_config('transaction_read_only', null, true)) x, add_order()",
        "$$ select $$; insert into orders values (100, 'x', 1)",
        "E'\\'; insert into orders values (100, 'x', 1) --'",
    ]);

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task No_attempt_leaves_a_write_behind(string sql)
    {
        const string fingerprint = """
            select (select string_agg(o::text, '|' order by id) from orders o), (select count(*) from pg_class where relnamespace = 'public'::regnamespace),
                   (select count(*) from pg_largeobject_metadata), (select count(*) from pg_roles), (select relacl from pg_class where relname = 'orders'), obj_description('orders'::regclass), (select (last_value, is_called) from tickets)
            """;
        var before = await host.Postgres.PsqlAsync(fingerprint);

        foreach (var role in new[] { "app_user", "postgres" })
            await host.RunAsync(QueryHost.Request(sql, role));

        Assert.Equal(before, await host.Postgres.PsqlAsync(fingerprint));
        Assert.False(File.Exists("/tmp/sneaked"));
    }

    [Fact]
    public async Task A_session_of_its_own_keeps_no_lock_and_no_setting()
    {
        await host.RunAsync(QueryHost.Request("select pg_advisory_lock(42), set_config('application_name', 'sneaked', false)"));

        Assert.Equal("0", await host.Postgres.PsqlAsync("select count(*) from pg_locks where locktype = 'advisory'"));
    }

    [Fact]
    public async Task Before_16_the_mode_is_said_to_be_no_security_boundary_and_a_lifted_mode_is_reported()
    {
        var run = await host.RunAsync(QueryHost.Request("select set_config('transaction_read_only', null, true)"));

        Assert.Equal(host.Postgres.Version < 16, run.State.Messages.Any(message => message.Text.Contains("The real guard is a role without the grants", StringComparison.Ordinal)));
        Assert.Equal(host.Postgres.Version < 16, run.State.Messages.Any(message => message.Text.Contains("lifted its read-only mode", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_superuser_is_warned_of()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1", "postgres"));

        Assert.Equal(RunPhase.Succeeded, run.State.Phase);
        Assert.Contains(run.State.Messages, message => message.Text.Contains("superuser", StringComparison.Ordinal));
    }
}
