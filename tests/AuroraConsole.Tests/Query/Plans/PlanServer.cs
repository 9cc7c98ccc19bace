using AuroraConsole.Query.Plans;

namespace AuroraConsole.Tests.Query.Plans;

/// <summary>A real PostgreSQL with tables worth planning for.</summary>
public sealed class PlanServer : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        await _postgres.PsqlAsync("""
            CREATE SCHEMA shop;
            CREATE TABLE shop.customers (id int PRIMARY KEY, name text, region varchar(10));
            INSERT INTO shop.customers SELECT n, 'customer ' || n, 'r' || n % 7 FROM generate_series(1, 2000) n;
            CREATE TABLE shop.sales (id int PRIMARY KEY, customer int REFERENCES shop.customers, status text, kind text, total numeric);
            INSERT INTO shop.sales SELECT n, 1 + n % 2000, CASE WHEN n % 50 = 0 THEN 'open' ELSE 'done' END, CASE WHEN n % 50 = 0 THEN 'web' ELSE 'shop' END, n FROM generate_series(1, 60000) n;
            CREATE INDEX ON shop.sales (customer);
            CREATE TABLE shop."Odd name" (id int, "select" text);
            CREATE INDEX "Odd index" ON shop."Odd name" (id);
            CREATE TABLE shop.parts (id int, n int) PARTITION BY RANGE (id);
            CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM (0) TO (1000);
            CREATE TABLE shop.parts_2 PARTITION OF shop.parts FOR VALUES FROM (1000) TO (2000);
            INSERT INTO shop.parts SELECT n, n FROM generate_series(0, 1999) n;
            CREATE TABLE shop.noted (id int);
            CREATE TABLE shop.notes (id int);
            CREATE RULE note AS ON INSERT TO shop.noted DO ALSO INSERT INTO shop.notes VALUES (new.id);
            ANALYZE;
            ALTER ROLE postgres SET search_path = shop, public;
            """);
    }

    public Task DisposeAsync() => _postgres.DisposeAsync();

    public int Version => _postgres.Version;

    public Task<string> PsqlAsync(string sql) => _postgres.PsqlAsync(sql);

    /// <summary>What the server plans, after settings of this session alone.</summary>
    public async Task<QueryPlan> PlanAsync(string statement, string options = "ANALYZE, BUFFERS", string settings = "") =>
        QueryPlan.Parse(await PsqlAsync($"{settings}; EXPLAIN (FORMAT JSON, {options}) {statement}"));
}

[CollectionDefinition(nameof(PlanServer))]
public sealed class PlanServerCollection : ICollectionFixture<PlanServer>;
