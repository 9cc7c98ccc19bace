using AuroraConsole.Query.Statements;

namespace AuroraConsole.Tests.Query.Statements;

public sealed class DangersTests
{
    [Theory]
    [InlineData("delete from orders", "DELETE orders")]
    [InlineData("DELETE FROM ONLY \"My\".orders AS o", "DELETE \"My\".orders")]
    [InlineData("delete from orders using lines where lines.id = orders.id")]
    [InlineData("delete from orders using lines", "DELETE orders")]
    [InlineData("delete from orders where id in (select 1 where true)")]
    [InlineData("delete from orders where id = 1 returning *")]
    [InlineData("delete from orders where true", "DELETE orders")]
    [InlineData("delete from orders where (1=1) returning id", "DELETE orders")]
    [InlineData("delete from orders where not false", "DELETE orders")]
    [InlineData("delete from orders where 'a' = 'a'", "DELETE orders")]
    [InlineData("delete from orders where 1 = 2")]
    [InlineData("delete from orders where true and id = 1")]
    [InlineData("delete from orders -- where id = 1", "DELETE orders")]
    [InlineData("delete from orders returning (select 1 where true)", "DELETE orders")]
    [InlineData("update orders set a = 1", "UPDATE orders")]
    [InlineData("update orders set a = (select 1 where true)", "UPDATE orders")]
    [InlineData("update orders o set a = 1 from x where x.id = o.id")]
    [InlineData("with gone as (delete from orders returning *) insert into old select * from gone", "DELETE orders")]
    [InlineData("with gone as materialized (delete from orders where id = 1 returning *) update lines set a = 1", "UPDATE lines")]
    [InlineData("with a as (select 1), b as (update orders set n = 1 returning 1) delete from lines", "UPDATE orders", "DELETE lines")]
    [InlineData("insert into orders values (1) on conflict (id) do update set a = 1")]
    [InlineData("with a as (select 1) insert into orders select * from a on conflict (id) do update set a = 1")]
    [InlineData("select * from orders for update")]
    [InlineData("select 'delete from orders'")]
    [InlineData("create trigger t before update on orders execute function f()")]
    [InlineData("create function f() returns void language sql begin atomic delete from orders; end")]
    [InlineData("grant update, delete on orders to app_user")]
    [InlineData("alter table lines add foreign key (o) references orders on delete cascade on update cascade")]
    [InlineData("explain delete from orders")]
    [InlineData("explain (analyze off) delete from orders")]
    [InlineData("explain analyze delete from orders", "DELETE orders")]
    [InlineData("explain analyze verbose update orders set a = 1", "UPDATE orders")]
    [InlineData("explain (buffers, analyze) delete from orders", "DELETE orders")]
    [InlineData("copy (delete from orders returning *) to stdout", "DELETE orders")]
    [InlineData("merge into orders o using x on x.id = o.id when matched then delete", "MERGE orders")]
    [InlineData("merge into orders o using x on x.id = o.id when matched and o.old then delete when not matched then insert values (1)")]
    [InlineData("merge into orders o using x on x.id = o.id when matched then update set a = 1 when not matched by source then delete", "MERGE orders")]
    [InlineData("truncate orders, only lines cascade", "TRUNCATE orders", "TRUNCATE lines")]
    [InlineData("truncate table public.orders", "TRUNCATE public.orders")]
    [InlineData("drop table if exists orders, \"Lines\" cascade", "DROP TABLE orders", "DROP TABLE \"Lines\"")]
    [InlineData("drop materialized view m", "DROP MATERIALIZED VIEW m")]
    [InlineData("drop function f(int, text), g()", "DROP FUNCTION f", "DROP FUNCTION g")]
    [InlineData("drop index concurrently i", "DROP INDEX i")]
    [InlineData("drop database app", "DROP DATABASE app")]
    [InlineData("drop owned by app_user", "DROP OWNED BY app_user")]
    [InlineData("drop user mapping for app_user server s", "DROP USER MAPPING app_user")]
    [InlineData("drop operator + (int, int)", "DROP OPERATOR ")]
    [InlineData("alter table if exists only orders drop note, drop column if exists total, add x int", "ALTER TABLE orders", "ALTER TABLE orders")]
    [InlineData("alter table orders alter note drop not null, drop constraint c, alter total drop default")]
    [InlineData("alter table orders rename to old")]
    [InlineData("alter role app_user nologin")]
    [InlineData("select 1")]
    public void What_would_be_lost_is_seen(string sql, params string[] losses) =>
        Assert.Equal(losses, Of(sql).Where(danger => danger.Level == DangerLevel.Loss).Select(danger => $"{danger.Keyword} {danger.Target}"));

    [Theory]
    [InlineData("vacuum full orders", "VACUUM FULL")]
    [InlineData("vacuum (full) orders", "VACUUM FULL")]
    [InlineData("vacuum orders")]
    [InlineData("lock table orders", "LOCK")]
    [InlineData("create unique index i on orders (note)", "CREATE INDEX")]
    [InlineData("create index concurrently i on orders (note)")]
    [InlineData("reindex table orders", "REINDEX")]
    [InlineData("reindex (concurrently) table orders")]
    [InlineData("refresh materialized view m", "REFRESH MATERIALIZED VIEW")]
    [InlineData("copy orders to '/tmp/x'", "COPY")]
    [InlineData("copy orders from program 'x'", "COPY")]
    [InlineData("copy orders to stdout")]
    [InlineData("create table t (n int)")]
    public void What_keeps_others_waiting_gets_a_word(string sql, params string[] notes) =>
        Assert.Equal(notes, Of(sql).Where(danger => danger.Level == DangerLevel.Note).Select(danger => danger.Keyword));

    [Fact]
    public void The_button_carries_the_verb_and_the_place_is_the_editors()
    {
        var danger = Assert.Single(Dangers.Of(StatementSplitter.Split("select 1; drop table orders")[1]));

        Assert.Equal(("Drop table orders", 21), (danger.Verb, danger.Position));
    }

    [Fact]
    public void Any_text_can_be_looked_at()
    {
        string[] pieces = ["delete", "from", "update", "merge", "when", "then", "drop", "table", "alter", "truncate", "(", ")", ",", ".", "where", "with", "as", "explain", "analyze", "copy", "to", "t", "\"T\"", "1", "=", "'", "owned", "by", "only", ":a", "[", "]", "$1", "cascade", ":", "'x'"];
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var sql = string.Join(' ', Enumerable.Range(0, random.Next(1, 16)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var statement in StatementSplitter.Split(sql))
            {
                Dangers.Of(statement);
                CopyCommand.Of(statement);
                StatementParameters.Number(statement);
                StatementRules.Check(statement, readOnly: true);
            }
        }
    }

    private static IReadOnlyList<Danger> Of(string sql) => Dangers.Of(Assert.Single(StatementSplitter.Split(sql)));
}
