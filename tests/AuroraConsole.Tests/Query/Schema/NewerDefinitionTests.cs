namespace AuroraConsole.Tests.Query.Schema;

/// <summary>Definitions of what only PostgreSQL 16, 17 and 18 have, made anew. Catalogs are compared, since an older psql does not show it.</summary>
[Collection(nameof(QueryHost))]
[Trait("Category", "NewestPostgres")]
public sealed class NewerDefinitionTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const string Ground = """
        CREATE SCHEMA shop;
        CREATE EXTENSION btree_gist;
        CREATE FOREIGN DATA WRAPPER paper;
        CREATE SERVER shelf FOREIGN DATA WRAPPER paper;
        """;

    // Since when, its kind, its name, and what makes it; in an order that works.
    private static readonly (int Since, string Kind, string Name, string Sql)[] Objects =
    [
        (0, "table", "animals", "CREATE TABLE shop.animals (id int, name text, born date NOT NULL)"),
        (0, "table", "dogs", "CREATE TABLE shop.dogs (tail int, born date) INHERITS (shop.animals); ALTER TABLE shop.dogs ALTER name SET NOT NULL"),
        (0, "table", "weighed", "CREATE TABLE shop.weighed (a int, b int); CREATE STATISTICS shop.weights ON a, b FROM shop.weighed; ALTER STATISTICS shop.weights SET STATISTICS 50"),
        (16, "table", "packed", "CREATE TABLE shop.packed (note text STORAGE EXTERNAL COMPRESSION pglz)"),
        (17, "domain", "sure", "CREATE DOMAIN shop.sure AS int CONSTRAINT must NOT NULL CONSTRAINT small CHECK (VALUE < 9)"),
        (17, "table", "parts", "CREATE TABLE shop.parts (id bigint GENERATED ALWAYS AS IDENTITY, at date, PRIMARY KEY (id, at), EXCLUDE USING gist (at WITH =, id WITH =)) PARTITION BY RANGE (at)"),
        (17, "table", "parts_1", "CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"),
        (18, "table", "must", "CREATE TABLE shop.must (a int CONSTRAINT own NOT NULL, b int NOT NULL, c int NOT NULL NO INHERIT, d int, e int GENERATED ALWAYS AS IDENTITY PRIMARY KEY); ALTER TABLE shop.must ADD CONSTRAINT later NOT NULL d NOT VALID; COMMENT ON CONSTRAINT own ON shop.must IS 'named'"),
        (18, "table", "must_too", "CREATE TABLE shop.must_too (f int, CONSTRAINT of_child NOT NULL c) INHERITS (shop.must)"),
        (18, "table", "renamed", "CREATE TABLE shop.first (id int PRIMARY KEY, b int NOT NULL); ALTER TABLE shop.first RENAME TO renamed"),
        (18, "table", "read", "CREATE TABLE shop.read (a int, v int GENERATED ALWAYS AS (a * 2), s int GENERATED ALWAYS AS (a * 3) STORED)"),
        (18, "table", "periods", "CREATE TABLE shop.periods (id int, during tsrange, CONSTRAINT whole PRIMARY KEY (id, during WITHOUT OVERLAPS), UNIQUE (id, during WITHOUT OVERLAPS), CONSTRAINT loose CHECK (id > 0) NOT ENFORCED)"),
        (18, "table", "within", "CREATE TABLE shop.within (id int, during tsrange, one int REFERENCES shop.renamed NOT ENFORCED, FOREIGN KEY (id, PERIOD during) REFERENCES shop.periods (id, PERIOD during))"),
        (18, "partitioned", "lists", "CREATE TABLE shop.lists (id int, x int CONSTRAINT lists_must NOT NULL) PARTITION BY LIST (id)"),
        (18, "table", "lists_1", "CREATE TABLE shop.lists_1 PARTITION OF shop.lists FOR VALUES IN (1); ALTER TABLE shop.lists_1 ADD CONSTRAINT lists_1_must NOT NULL id"),
        (18, "foreign", "pages", "CREATE FOREIGN TABLE shop.pages (a int NOT NULL, v int GENERATED ALWAYS AS (a + 1)) SERVER shelf"),
    ];

    private static readonly string[] Catalogs =
    [
        "SELECT attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstorage, attcompression, pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'shop'::regnamespace) AND attnum > 0 ORDER BY 1, 2",
        // Whether a partition's are its own is not kept: it is made as a table of its own and attached.
        "SELECT conrelid::regclass::text, contypid::regtype, conname, pg_get_constraintdef(k.oid), CASE WHEN contype IN ('c', 'n') THEN connoinherit END, convalidated, CASE WHEN NOT coalesce(relispartition, false) THEN conislocal END, obj_description(k.oid, 'pg_constraint') FROM pg_constraint AS k LEFT JOIN pg_class AS c ON c.oid = conrelid WHERE connamespace = 'shop'::regnamespace ORDER BY 1, 2, 3",
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'shop'::regnamespace) ORDER BY 1",
        "SELECT stxname, stxstattarget, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext ORDER BY 1",
    ];

    [Fact]
    public async Task What_each_version_added_is_made_anew_alike()
    {
        foreach (var database in (string[])["newer", "newer_again"])
        {
            await schema.PsqlAsync($"CREATE DATABASE {database}", "postgres");
            await schema.PsqlAsync(Ground, database);
        }

        foreach (var (_, kind, name, sql) in Objects.Where(made => made.Since <= schema.Host.Postgres.Version))
        {
            await schema.PsqlAsync(sql, "newer");
            var oid = uint.Parse(await schema.PsqlAsync($"SELECT oid FROM {(kind == "domain" ? "pg_type WHERE typname" : "pg_class WHERE relname")} = '{name}'", "newer"));
            var definition = await schema.Definitions.ReadAsync(QueryHost.Ann, SchemaFixture.As("postgres", "newer"), kind, oid, default);
            try
            {
                await schema.PsqlAsync(definition, "newer_again");
            }
            catch (InvalidOperationException refused)
            {
                Assert.Fail($"{refused.Message}\n{definition}");
            }
        }

        foreach (var catalog in Catalogs)
            Assert.Equal(await schema.PsqlAsync(catalog, "newer"), await schema.PsqlAsync(catalog, "newer_again"));
    }

    [Fact]
    public async Task A_membership_says_what_it_lets_its_member_do()
    {
        if (schema.Host.Postgres.Version < 16)
            return;
        foreach (var sql in (string[])
            ["CREATE ROLE owners", "CREATE ROLE apart", "CREATE ROLE close NOINHERIT", "GRANT owners TO apart WITH ADMIN OPTION, INHERIT FALSE, SET FALSE", "GRANT owners TO close WITH INHERIT TRUE"])
            await schema.PsqlAsync(sql, "postgres");

        Assert.Equal("CREATE ROLE apart;\nGRANT owners TO apart WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;\n", await DefineAsync("apart"));
        Assert.Equal("CREATE ROLE close NOINHERIT;\nGRANT owners TO close WITH INHERIT TRUE;\n", await DefineAsync("close"));

        async Task<string> DefineAsync(string role) =>
            await schema.Definitions.ReadAsync(QueryHost.Ann, SchemaFixture.As("app_user"), "role", uint.Parse(await schema.PsqlAsync($"SELECT '{role}'::regrole::oid", "postgres")), default);
    }

    [Fact]
    public async Task The_tree_tells_what_is_computed_when_read_not_valid_or_not_enforced()
    {
        if (schema.Host.Postgres.Version < 18)
            return;
        await schema.PsqlAsync(
            "CREATE SCHEMA marked; CREATE TABLE marked.t (a int, v int GENERATED ALWAYS AS (a * 2), s int GENERATED ALWAYS AS (a * 3) STORED, CONSTRAINT loose CHECK (a > 0) NOT ENFORCED); ALTER TABLE marked.t ADD NOT NULL a NOT VALID",
            SchemaFixture.Database);

        var nodes = await schema.Reader.RelationAsync(QueryHost.Ann, SchemaFixture.As("postgres"), await schema.OidAsync("marked.t"), default);

        Assert.Equal(["not null, not valid", "generated when read: (a * 2)", "generated: (a * 3)"], nodes.Where(node => node.Kind == "column").Select(node => Assert.Single(node.Marks!)));
        Assert.Equal(["not enforced"], nodes.Single(node => node.Name == "Constraints").Children!.Single().Marks!);
        await schema.PsqlAsync("DROP SCHEMA marked CASCADE", SchemaFixture.Database);
    }
}
