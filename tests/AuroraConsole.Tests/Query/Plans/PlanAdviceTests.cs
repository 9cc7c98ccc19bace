using AuroraConsole.Query.Plans;

namespace AuroraConsole.Tests.Query.Plans;

[Collection(nameof(PlanServer))]
public sealed class PlanAdviceTests(PlanServer server)
{
    private const string Alone = "SET max_parallel_workers_per_gather = 0";

    [Fact]
    public async Task Columns_that_go_together_get_statistics_and_every_cure_runs()
    {
        var advice = PlanAdvice.Of(await server.PlanAsync("SELECT * FROM sales WHERE status = 'open' AND kind = 'web'", "ANALYZE, BUFFERS, VERBOSE", Alone));

        var first = advice[0];
        Assert.Equal("Seq Scan", first.Node.Type);
        Assert.Contains("It reads 60,000 rows to keep 1,200, and the planner expected", first.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            ["ANALYZE shop.sales;", "CREATE INDEX CONCURRENTLY ON shop.sales (status, kind);", "CREATE STATISTICS sales_together ON status, kind FROM shop.sales;\nANALYZE shop.sales;"],
            first.Cures.Select(cure => cure.Sql));
        Assert.All(first.Cures, cure => Assert.True(cure.NeedsOwner));
        // Run on a copy, since what mends it here would spoil the other tests.
        await server.PsqlAsync("CREATE SCHEMA cured; CREATE TABLE cured.sales AS TABLE shop.sales");
        foreach (var cure in first.Cures)
            await server.PsqlAsync(cure.Sql!.Replace("shop.", "cured.", StringComparison.Ordinal));
        var mended = await server.PlanAsync("SELECT * FROM cured.sales WHERE status = 'open' AND kind = 'web'", settings: Alone);
        Assert.Null(mended.WorstEstimate);
        Assert.DoesNotContain(mended.Nodes, node => node.Type == "Seq Scan");
        await server.PsqlAsync("DROP SCHEMA cured CASCADE");
    }

    [Theory]
    [InlineData("SELECT * FROM sales ORDER BY total", "on", "sorted on disk")]
    [InlineData("SELECT * FROM sales s JOIN sales t ON t.total = s.total", "on", "hashed in")]
    [InlineData("SELECT total, count(*) FROM sales GROUP BY total", "off", "groups did not fit")]
    public async Task What_went_through_disk_gets_work_mem_that_is_enough(string statement, string sort, string seen)
    {
        var methods = $"; SET enable_mergejoin = off; SET enable_sort = {sort}";
        var spilled = PlanAdvice.Of(await server.PlanAsync(statement, settings: $"{Alone}{methods}; SET work_mem = '64kB'")).First(advice => advice.Sentence.Contains(seen, StringComparison.Ordinal));

        var cure = Assert.Single(spilled.Cures, cure => cure.Sql?.StartsWith("SET work_mem", StringComparison.Ordinal) == true);

        Assert.False(cure.NeedsOwner);
        var after = PlanAdvice.Of(await server.PlanAsync(statement, settings: $"{Alone}{methods}; {cure.Sql!.TrimEnd(';')}"));
        Assert.DoesNotContain(after, advice => advice.Sentence.Contains("disk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lossy_bitmap_and_heap_fetches_are_seen()
    {
        await server.PsqlAsync("CREATE TABLE shop.wide AS SELECT n AS id, repeat('x', 900) AS pad FROM generate_series(1, 60000) n; CREATE INDEX ON shop.wide (id); ANALYZE shop.wide");
        var lossy = PlanAdvice.Of(await server.PlanAsync("SELECT pad FROM wide WHERE id > 10", settings: $"{Alone}; SET work_mem = '64kB'; SET enable_seqscan = off; SET enable_indexscan = off"));
        var fetched = PlanAdvice.Of(await server.PlanAsync("SELECT id FROM wide WHERE id > 10", settings: $"{Alone}; SET enable_seqscan = off; SET enable_bitmapscan = off"));

        Assert.Contains(lossy, advice => advice.Sentence.Contains("known by block only", StringComparison.Ordinal) && advice.Cures.Any(cure => cure.Sql!.StartsWith("SET work_mem", StringComparison.Ordinal)));
        Assert.Contains(fetched, advice => advice.Cures.Any(cure => cure is { Sql: "VACUUM wide;", NeedsOwner: true }));
        await server.PsqlAsync("VACUUM shop.wide");
        Assert.DoesNotContain(PlanAdvice.Of(await server.PlanAsync("SELECT id FROM wide WHERE id > 10", settings: $"{Alone}; SET enable_seqscan = off; SET enable_bitmapscan = off")), advice => advice.Cures.Any(cure => cure.Sql == "VACUUM wide;"));
    }

    [Fact]
    public async Task A_loop_over_more_rows_than_planned_points_to_what_drives_it()
    {
        var advice = PlanAdvice.Of(await server.PlanAsync(
            "SELECT * FROM sales s JOIN customers c ON c.id = s.customer WHERE s.status = 'open' AND s.kind = 'web'", settings: $"{Alone}; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_material = off"));

        Assert.Contains(advice, one => one.Node.Relationship == "Inner" && one.Sentence.Contains("ran 1,200 times, once for each row of Seq Scan on sales s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_analyze_only_the_estimated_cost_is_said()
    {
        var advice = Assert.Single(PlanAdvice.Of(await server.PlanAsync("SELECT * FROM sales WHERE status = 'open'", "COSTS ON", Alone)));

        Assert.Equal("100 % of the estimated cost.", advice.Sentence);
        Assert.Empty(advice.Cures);
    }

    [Theory]
    [InlineData("((status = 'open'::text) AND (total > 5))", "status,total")]
    [InlineData("(((region)::text = 'r1'::text) AND (id <> 4))", "region")]
    [InlineData("((o.total >= '5'::numeric) AND (o.\"Odd one\" = ANY ('{1,2}'::integer[])))", "\"Odd one\",total")]
    [InlineData("((name ~~ '%a AND (b%'::text) AND (n < 4) AND (m > 4))", "n")]
    [InlineData("((a = 1) OR (b = 2))", "")]
    [InlineData("(lower(name) = 'x'::text)", "")]
    [InlineData("(gone IS NULL)", "gone")]
    [InlineData("(active)", "")]
    [InlineData("(at < (now() - '2 days'::interval))", "at")]
    [InlineData(null, "")]
    public void Columns_an_index_could_serve_are_read_from_the_condition(string? condition, string expected) =>
        Assert.Equal(expected, string.Join(',', FilterColumns.Of(condition).Indexable));
}
