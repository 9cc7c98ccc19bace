using System.Text.RegularExpressions;
using AuroraConsole.Query.Plans;

namespace AuroraConsole.Tests.Query.Plans;

/// <summary>The text made here from JSON against the server's own.</summary>
[Collection(nameof(PlanServer))]
public sealed partial class PlanTextTests(PlanServer server)
{
    public static TheoryData<string, string> Statements => new()
    {
        { "SELECT 1", "" },
        { "SELECT * FROM sales WHERE status = 'open' AND total > 5", "" },
        { "SELECT * FROM sales s WHERE s.id = 5", "" },
        { "SELECT id FROM sales ORDER BY id DESC LIMIT 3", "" },
        { "SELECT id FROM sales WHERE id < 10 ORDER BY id", "SET enable_bitmapscan = off" },
        { "SELECT * FROM sales WHERE customer = 5 OR id = 9", "SET enable_seqscan = off" },
        { "SELECT * FROM sales WHERE customer IN (5, 6) AND total > 3", "SET enable_seqscan = off" },
        { "SELECT * FROM sales s JOIN customers c ON c.id = s.customer WHERE c.region = 'r1'", "" },
        { "SELECT * FROM sales s LEFT JOIN customers c ON c.id = s.customer AND s.total > 5", "" },
        { "SELECT * FROM sales s FULL JOIN customers c ON c.id = s.customer", "SET enable_hashjoin = off" },
        { "SELECT * FROM customers c WHERE NOT EXISTS (SELECT FROM sales s WHERE s.customer = c.id)", "" },
        { "SELECT * FROM customers c WHERE EXISTS (SELECT FROM sales s WHERE s.customer = c.id) AND c.id < 5", "SET enable_hashjoin = off; SET enable_mergejoin = off" },
        { "SELECT c.name, (SELECT count(*) FROM sales s WHERE s.customer = c.id) FROM customers c WHERE c.id < 4", "" },
        { "SELECT * FROM sales WHERE total > (SELECT avg(total) FROM sales)", "" },
        { "SELECT * FROM sales WHERE customer NOT IN (SELECT id FROM customers WHERE region = 'r2')", "" },
        { "SELECT status, count(*) FROM sales GROUP BY status HAVING count(*) > 1 ORDER BY 2", "" },
        { "SELECT status, kind, count(*) FROM sales GROUP BY GROUPING SETS ((status, kind), (status), ())", "" },
        { "SELECT status, kind, count(*) FROM sales GROUP BY CUBE (status, kind)", "SET enable_hashagg = off" },
        { "SELECT status, kind, count(*) FROM sales GROUP BY ROLLUP (status, kind)", "" },
        { "SELECT id, rank() OVER (PARTITION BY status ORDER BY total) FROM sales", "" },
        { "SELECT customer, id FROM sales ORDER BY customer, total LIMIT 50", "" },
        { "SELECT DISTINCT status FROM sales", "SET enable_hashagg = off" },
        { "SELECT id FROM sales EXCEPT SELECT id FROM customers", "" },
        { "SELECT id FROM sales INTERSECT ALL SELECT id FROM customers", "SET enable_hashagg = off" },
        { "SELECT id FROM sales UNION ALL SELECT id FROM customers", "" },
        { "SELECT * FROM parts WHERE id > 1500", "" },
        { "SELECT * FROM parts WHERE id > (SELECT 1500) ORDER BY id", "" },
        { "WITH big AS MATERIALIZED (SELECT * FROM sales WHERE total > 10) SELECT a.id FROM big a JOIN big b USING (id)", "" },
        { "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t", "" },
        { "WITH moved AS (DELETE FROM sales WHERE id < 5 RETURNING *) SELECT count(*) FROM moved", "" },
        { "INSERT INTO customers VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE customers.id > 3", "" },
        { "UPDATE parts SET n = n + 1 WHERE id < 1200", "" },
        { "UPDATE sales s SET total = 0 FROM customers c WHERE c.id = s.customer AND c.region = 'r1'", "" },
        { "DELETE FROM customers WHERE id = 99999", "" },
        { "MERGE INTO customers c USING (VALUES (1, 'a')) AS v(id, name) ON c.id = v.id WHEN MATCHED THEN UPDATE SET name = v.name WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.name)", "" },
        { "SELECT * FROM \"Odd name\" o WHERE o.id = 1 AND o.\"select\" = 'it''s'", "SET enable_seqscan = off" },
        { "SELECT * FROM \"Odd name\" AS \"Odd alias\"", "" },
        { "SELECT * FROM generate_series(1, 10) WHERE generate_series > 3", "" },
        { "SELECT * FROM generate_series(1, 10) g, (VALUES (1), (2)) v(n) WHERE g = n", "" },
        { "SELECT * FROM sales TABLESAMPLE system (10) REPEATABLE (5) WHERE total > 4", "" },
        { "SELECT * FROM sales WHERE ctid = '(0,1)'", "" },
        { "SELECT * FROM sales WHERE ctid > '(1,1)'", "SET enable_seqscan = off" },
        { "SELECT * FROM sales WHERE id = 4 FOR UPDATE", "" },
        { "SELECT * FROM (SELECT * FROM sales ORDER BY total OFFSET 3) AS later WHERE later.id > 4", "" },
        { "SELECT * FROM sales s, LATERAL (SELECT * FROM customers c WHERE c.id = s.customer OFFSET 0) x WHERE s.id < 90", "" },
        { "SELECT count(*) FROM sales", "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0" },
        { "SELECT * FROM sales ORDER BY total", "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0" },
        { "SELECT status, sum(total) FROM sales s JOIN customers c ON c.id = s.customer GROUP BY 1", "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0" },
        { "SELECT * FROM xmltable('/a/b' PASSING '<a><b/></a>' COLUMNS n text PATH '.')", "" },
        { "SELECT 1 WHERE false", "" },
        { "INSERT INTO noted VALUES (3)", "" },
        { "CREATE TABLE copied AS SELECT * FROM customers", "" },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task The_text_is_the_servers(string statement, string settings)
    {
        foreach (var options in (string[])["COSTS ON", "COSTS OFF", "VERBOSE, SETTINGS"])
        {
            var expected = await server.PsqlAsync($"{settings}; EXPLAIN ({options}) {statement}");

            Assert.Equal(expected, PlanText.Of(await server.PlanAsync(statement, options, settings)));
        }
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task The_measured_text_is_the_servers_but_for_the_figures(string statement, string settings)
    {
        foreach (var options in (string[])["ANALYZE", "ANALYZE, BUFFERS, VERBOSE, WAL", "ANALYZE, TIMING OFF, SUMMARY OFF"])
        {
            // Each run changes what the next finds in memory, so which buffers are said differs from run to run.
            var expected = Unmeasured(await server.PsqlAsync($"{settings}; BEGIN; EXPLAIN ({options}) {statement}; ROLLBACK"));

            var plan = await server.PsqlAsync($"{settings}; BEGIN; EXPLAIN (FORMAT JSON, {options}) {statement}; ROLLBACK");

            Assert.Equal(expected, Unmeasured(PlanText.Of(QueryPlan.Parse(plan))));
        }
    }

    [Fact]
    [Trait("Category", "NewestPostgres")]
    public async Task Buffers_spills_jit_and_triggers_are_written_as_the_server_writes_them()
    {
        const string settings = "SET work_mem = '64kB'; SET jit_above_cost = 0; SET track_io_timing = on; SET max_parallel_workers_per_gather = 0";
        // A build may come without.
        var compiles = await server.PsqlAsync("SELECT pg_jit_available()") == "t";
        foreach (var statement in (string[])
            ["SELECT * FROM sales s JOIN customers c ON c.id = s.customer ORDER BY s.total", "SELECT total, count(*) FROM sales GROUP BY total", "INSERT INTO sales VALUES (70000, 1, 'open', 'web', 1)", "SELECT customer, id FROM sales ORDER BY customer, total"])
        {
            var expected = await server.PsqlAsync($"{settings}; BEGIN; EXPLAIN (ANALYZE, BUFFERS, SETTINGS) {statement}; ROLLBACK");
            var plan = await server.PsqlAsync($"{settings}; BEGIN; EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS, SETTINGS) {statement}; ROLLBACK");

            Assert.Equal(Shape(expected), Shape(PlanText.Of(QueryPlan.Parse(plan))));
            Assert.Equal(compiles, expected.Contains("JIT:", StringComparison.Ordinal));
            Assert.Contains("Buffers: shared", expected, StringComparison.Ordinal);
        }
    }

    // Since when, the statement, the options.
    private static readonly (int Since, string Statement, string Options)[] Newer =
    [
        (16, "SELECT * FROM sales WHERE customer = $1 AND total > $2", "GENERIC_PLAN"),
        (17, "SELECT * FROM sales s JOIN customers c ON c.id = s.customer WHERE c.id = 4", "MEMORY"),
        (17, "SELECT id, total FROM sales WHERE id < 900", "ANALYZE, SERIALIZE, MEMORY"),
        (17, "SELECT * FROM sales WHERE id = 4", "ANALYZE, SERIALIZE BINARY, BUFFERS, TIMING OFF"),
        (17, "SELECT * FROM json_table('[{\"a\": 1}]', '$[*]' COLUMNS (a int PATH '$.a')) AS j", "ANALYZE, VERBOSE"),
        (17, "MERGE INTO \"Odd name\" o USING (VALUES (1, 'a')) AS v(id, \"select\") ON o.id = v.id WHEN MATCHED THEN UPDATE SET \"select\" = v.\"select\" WHEN NOT MATCHED BY SOURCE AND o.id > 90 THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (v.id) RETURNING merge_action(), o.id", "VERBOSE"),
        (18, "UPDATE customers SET name = name || '!' WHERE id < 4 RETURNING old.name, new.name", "ANALYZE, VERBOSE"),
        (18, "SELECT id, rank() OVER (PARTITION BY status ORDER BY total), sum(total) OVER w FROM sales WINDOW w AS (PARTITION BY kind)", "ANALYZE"),
        (18, "SELECT * FROM sales a, customers b WHERE a.id < 3 AND b.region = 'r1'", "ANALYZE"),
        (18, "WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT (n + 1) % 90 FROM t) SELECT * FROM t a, t b WHERE a.n = b.n", "ANALYZE"),
        (18, "SELECT * FROM sales WHERE customer IN (1, 2, 3, 1500)", "ANALYZE, BUFFERS OFF"),
    ];

    [Fact]
    [Trait("Category", "NewestPostgres")]
    public async Task What_16_to_18_added_is_written_as_they_write_it()
    {
        foreach (var (_, statement, options) in Newer.Where(newer => newer.Since <= server.Version))
        {
            var expected = await server.PsqlAsync($"BEGIN; EXPLAIN ({options}) {statement}; ROLLBACK");
            var plan = await server.PsqlAsync($"BEGIN; EXPLAIN (FORMAT JSON, {options}) {statement}; ROLLBACK");

            Assert.Equal(Shape(expected), Shape(PlanText.Of(QueryPlan.Parse(plan))));
        }
    }

    [Fact]
    public void What_a_later_version_adds_goes_over_and_its_own_forms_are_known()
    {
        var text = PlanText.Of(QueryPlan.Parse("""
            [{"Plan": {"Node Type": "Index Scan", "Scan Direction": "Forward", "Index Name": "i", "Relation Name": "t", "Alias": "t", "Startup Cost": 0.10, "Total Cost": 1.20, "Plan Rows": 3, "Plan Width": 4,
              "Actual Startup Time": 0.010, "Actual Total Time": 0.020, "Actual Rows": 2.50, "Actual Loops": 2, "Disabled": true, "Index Cond": "(a = 1)", "Index Searches": 4, "Brand New": "thing", "Newer": {"x": 1},
              "Shared Hit Blocks": 3, "Shared Read Blocks": 1, "Temp Written Blocks": 2, "Shared I/O Read Time": 0.5, "Local I/O Read Time": 0, "Temp I/O Write Time": 0.250},
              "Planning": {"Shared Hit Blocks": 5, "Memory Used": 12, "Memory Allocated": 16}, "Planning Time": 0.1, "Triggers": [],
              "JIT": {"Functions": 2, "Options": {"Inlining": false}, "Timing": {"Generation": {"Deform": 0.1, "Total": 0.3}, "Total": 0.9}}, "Serialization": {"Time": 0.4, "Output Volume": 7, "Format": "text"}, "Execution Time": 1.5}]
            """));

        Assert.Equal("""
            Index Scan using i on t  (cost=0.10..1.20 rows=3 width=4) (actual time=0.010..0.020 rows=2.50 loops=2)
              Disabled: true
              Index Cond: (a = 1)
              Index Searches: 4
              Brand New: thing
              Buffers: shared hit=3 read=1, temp written=2
              I/O Timings: shared read=0.5, temp write=0.250
            Planning:
              Buffers: shared hit=5
              Memory: used=12kB  allocated=16kB
            Planning Time: 0.1 ms
            JIT:
              Functions: 2
              Options: Inlining false
              Timing: Generation 0.3 ms (Deform 0.1 ms), Total 0.9 ms
            Serialization: time=0.4 ms  output=7kB  format=text
            Execution Time: 1.5 ms
            """, text);
    }

    // All words and their order; figures, and which buffers and times were above 0, differ from run to run.
    private static string Shape(string text) => string.Join('\n', Figures().Replace(text, "N").Split('\n').Where(line => !line.Contains("I/O Timings", StringComparison.Ordinal)).Select(line => SharedBuffers().Replace(line, "shared N")));

    // What differs from run to run: figures, what was found in memory, and how parallel processes shared the work.
    private static string Unmeasured(string text) =>
        Figures().Replace(string.Join('\n', text.Split('\n').Where(line => !FromRunToRun().IsMatch(line))), "N");

    [GeneratedRegex("shared( (hit|read|dirtied|written)=N)+")]
    private static partial Regex SharedBuffers();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Figures();

    [GeneratedRegex(@"^ *(Buffers|I/O Timings|WAL|Worker \d+|Planning): ?|^Planning:$|actual .*rows=0 loops=\d+$|Rows Removed by .*: 0$|^ *(Sort Method|Batches|Buckets|Heap Blocks|Cache Hits|Hits): .*$")]
    private static partial Regex FromRunToRun();
}
