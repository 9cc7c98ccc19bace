using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Schema;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Tests.Query.Schema;

[Collection(nameof(QueryHost))]
public sealed class SchemaReaderTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private static readonly SchemaPlace Reader = SchemaFixture.As("reader");

    [Fact]
    public async Task Databases_come_with_their_size_and_closed_ones_say_so()
    {
        var nodes = await schema.Reader.DatabasesAsync(QueryHost.Ann, Reader, default);

        Assert.Equal("catalog", nodes[0].Name);
        Assert.True(nodes[0] is { Expands: true, NoAccess: false, Bytes: > 1_000_000 });
        var closed = nodes.Single(node => node.Name == "closed");
        Assert.True(closed is { Expands: false, NoAccess: true, Bytes: null });
        Assert.DoesNotContain(nodes, node => node.Name.StartsWith("template", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Roles_come_with_attributes_and_what_they_are_members_of()
    {
        var roles = (await schema.Reader.DatabasesAsync(QueryHost.Ann, Reader, default)).Single(node => node.Name == "Roles").Children!;

        var clerk = roles.Single(role => role.Name == "clerk");
        Assert.Equal("login", clerk.Detail);
        // Held through crew.
        Assert.Equal(["rds_iam"], clerk.Marks!);
        Assert.Equal(["crew"], clerk.Children!.Select(member => member.Name));
        Assert.Equal(["rds_iam", "createdb", "noinherit", "at most 3 connections"], roles.Single(role => role.Name == "crew").Marks!);
        Assert.Contains("superuser", roles.Single(role => role.Name == "postgres").Marks!);
        Assert.DoesNotContain(roles, role => role.Name.StartsWith("pg_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Schemas_follow_search_path_closed_ones_say_so_and_the_systems_come_last()
    {
        var nodes = await schema.Reader.SchemasAsync(QueryHost.Ann, Reader, default);

        Assert.Equal(["shop", "public", "secret", "information_schema", "pg_catalog"], nodes.Select(node => node.Name));
        Assert.Equal([["path"], ["path"], null, ["system"], ["system"]], nodes.Select(node => node.Marks));
        Assert.True(nodes[2] is { NoAccess: true, Expands: false });
        Assert.True(nodes[0] is { NoAccess: false, Expands: true, Comment: "what is sold" });
    }

    [Fact]
    public async Task A_schema_holds_every_kind_of_object()
    {
        var nodes = await ShopAsync();

        Assert.Equal(
            ["aggregate", "composite", "domain", "enum", "foreign", "function", "matview", "partitioned", "procedure", "range", "sequence", "table", "view"],
            nodes.Select(node => node.Kind).Distinct().Order());
        Assert.Equal("half(n numeric, digits integer)", nodes.Single(node => node.Sql == "half").Name);
        Assert.Equal("numeric", nodes.Single(node => node.Sql == "half").Detail);
        Assert.Equal("good, it's bad, Ünï", (await schema.PsqlAsync("SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum", SchemaFixture.Database)));
        // Partitions stand under their table.
        Assert.DoesNotContain(nodes, node => node.Name == "events_rest");
        Assert.Equal(["rls"], nodes.Single(node => node.Name == "guarded").Marks!);
    }

    [Fact]
    public async Task Rows_are_the_estimate_of_the_last_analyze_and_unknown_before_it()
    {
        var nodes = await ShopAsync();

        var orders = nodes.Single(node => node.Name == "orders");
        Assert.Equal(1, orders.Rows);
        Assert.True(orders.Bytes > 0);
        Assert.InRange(orders.AsOf!.Value, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.True(nodes.Single(node => node.Name == "guarded") is { Rows: null, Bytes: null, AsOf: null });
    }

    [Fact]
    public async Task What_the_role_may_not_read_is_there_and_says_so()
    {
        var nodes = await ShopAsync();

        Assert.False(nodes.Single(node => node.Name == "orders").NoAccess);
        // One column is enough to look into it.
        Assert.False(nodes.Single(node => node.Name == "customers").NoAccess);
        Assert.True(nodes.Single(node => node.Name == "bookings").NoAccess);
        Assert.True(nodes.Single(node => node.Name == "tickets").NoAccess);
    }

    [Fact]
    public async Task Names_come_as_a_statement_of_this_role_needs_them()
    {
        var odd = (await ShopAsync()).Single(node => node.Name == SchemaFixture.Odd);
        Assert.Equal("\"We\"\"ird Ünï\nTable\"", odd.Sql);
        var columns = await schema.Reader.RelationAsync(QueryHost.Ann, Reader, odd.Oid!.Value, default);
        Assert.Equal(["\"Id\"", "\"select\"", "\"a\"\"b\"", "\"line\nbreak\""], columns.Where(node => node.Kind == "column").Select(node => node.Sql));

        // For a role whose search_path leads elsewhere the same table needs its schema.
        var other = await ObjectsAsync(SchemaFixture.As("app_user"), "shop");
        Assert.Equal("shop.\"We\"\"ird Ünï\nTable\"", other.Single(node => node.Name == SchemaFixture.Odd).Sql);
        Assert.Equal("shop.orders", other.Single(node => node.Name == "orders").Sql);

        var counted = await schema.PsqlAsync($"SELECT count(*) FROM {other.Single(node => node.Name == SchemaFixture.Odd).Sql}", SchemaFixture.Database);
        Assert.Equal("0", counted);
    }

    [Fact]
    public async Task A_table_opens_to_columns_and_all_that_hangs_on_it()
    {
        var nodes = await schema.Reader.RelationAsync(QueryHost.Ann, Reader, await schema.OidAsync("shop.orders"), default);

        Assert.Equal(["id bigint", "no integer", "customer_id integer", "total numeric(12,2)", "tax numeric", "note text", "placed_at timestamp(3) with time zone", "tags text[]"],
            nodes.Where(node => node.Kind == "column").Select(node => $"{node.Name} {node.Detail}"));
        Assert.Equal(["primary key", "not null", "identity always"], nodes[0].Marks!);
        Assert.Equal(["foreign key", "not null"], nodes[2].Marks!);
        Assert.Equal(["generated: (total * 0.19)"], nodes[4].Marks!);
        var groups = nodes.Where(node => node.Kind == "group").ToDictionary(node => node.Name, node => node.Children!);
        Assert.Equal(["Indexes", "Constraints", "Triggers", "Grants"], groups.Keys);
        Assert.Equal(["orders_pkey", "by_customer", "by_no"], groups["Indexes"].Select(node => node.Name));
        Assert.Equal("btree (customer_id DESC NULLS LAST, lower(note)) INCLUDE (total) WITH (fillfactor='70') WHERE (total > (0)::numeric)", groups["Indexes"][1].Detail);
        Assert.Equal(["orders_pkey", "of_customer"], groups["Constraints"].Select(node => node.Name));
        Assert.Equal(["later", "touched"], groups["Triggers"].Select(node => node.Name));
        Assert.Equal(["disabled"], groups["Triggers"][0].Marks!);
        Assert.Equal(("PUBLIC", "UPDATE (note)"), (groups["Grants"][0].Name, groups["Grants"][0].Detail));
        Assert.Equal(("reader", "SELECT*"), (groups["Grants"][2].Name, groups["Grants"][2].Detail));
    }

    [Fact]
    public async Task Partitions_and_policies_stand_under_their_table()
    {
        var events = await schema.Reader.RelationAsync(QueryHost.Ann, Reader, await schema.OidAsync("shop.events"), default);
        var guarded = await schema.Reader.RelationAsync(QueryHost.Ann, Reader, await schema.OidAsync("shop.guarded"), default);

        var partitions = events.Single(node => node.Name == "Partitions").Children!;
        Assert.Equal(["partitioned events_2026", "table events_rest"], partitions.Select(node => $"{node.Kind} {node.Name}"));
        Assert.Equal("DEFAULT", partitions[1].Comment);
        Assert.Equal(["DELETE to PUBLIC using false", "UPDATE to clerk, reader using (owner = CURRENT_USER) check (owner <> ''::text)"],
            guarded.Single(node => node.Name == "Policies").Children!.Select(node => node.Detail).Order());
    }

    [Fact]
    public async Task Objects_are_found_by_a_part_of_their_name_in_every_schema()
    {
        var found = await schema.Reader.FindAsync(QueryHost.Ann, Reader, " CUSTOMER", default);

        Assert.Equal(("table", "customers", "shop"), (found[0].Kind, found[0].Name, found[0].Detail));
        Assert.Contains(found, node => node is { Kind: "column", Name: "customer_id", Detail: "shop.orders" });
        Assert.DoesNotContain(found, node => node.Kind == "index");
        // Wildcards are text here.
        Assert.Empty(await schema.Reader.FindAsync(QueryHost.Ann, Reader, "cust%", default));
        Assert.Empty(await schema.Reader.FindAsync(QueryHost.Ann, Reader, "'; drop table shop.orders; --", default));
        Assert.True((await schema.Reader.FindAsync(QueryHost.Ann, Reader, "plans", default))[0] is { Name: "plans", Detail: "secret", NoAccess: true });
        var many = await schema.Reader.FindAsync(QueryHost.Ann, Reader, "a", default);
        Assert.Equal((SchemaReader.MostFound + 1, "more"), (many.Count, many[^1].Kind));
    }

    [Fact]
    public async Task Ten_thousand_tables_are_listed_at_once_and_a_locked_one_is_not_waited_for()
    {
        await schema.PsqlAsync("CREATE DATABASE many", "postgres");
        for (var from = 1; from <= 10_000; from += 1_000)
            await schema.PsqlAsync($"DO $$ BEGIN FOR n IN {from}..{from + 999} LOOP EXECUTE format('CREATE TABLE t_%s (id int, note text)', n); END LOOP; END $$", "many");
        var place = SchemaFixture.As("app_user", "many");
        await using var locked = new NpgsqlConnection($"Host=localhost;Port={schema.Host.Postgres.Port};Username=postgres;Database=many;Pooling=false");
        await locked.OpenAsync();
        await using (var command = new NpgsqlCommand("BEGIN; LOCK TABLE t_1, t_5000 IN ACCESS EXCLUSIVE MODE", locked) { AllResultTypesAreUnknown = true })
        {
            foreach (var sql in command.CommandText.Split("; "))
            {
                command.CommandText = sql;
                await command.ExecuteNonQueryAsync();
            }
        }

        var schemas = await schema.Reader.SchemasAsync(QueryHost.Ann, place, default);
        var clock = Stopwatch.StartNew();
        var nodes = await schema.Reader.ObjectsAsync(QueryHost.Ann, place, schemas.Single(node => node.Name == "public").Oid!.Value, default);
        var listed = clock.Elapsed;
        clock.Restart();
        var found = await schema.Reader.FindAsync(QueryHost.Ann, place, "t_777", default);
        var searched = clock.Elapsed;
        clock.Restart();
        var names = await schema.Completion.GetAsync(QueryHost.Ann, place, fresh: false, default);

        Assert.Equal(10_000, nodes.Count(node => node.Kind == "table"));
        Assert.Equal("t_777", found[0].Name);
        Assert.Contains("\"t_9999\"", System.Text.Encoding.UTF8.GetString(names.Json.Span), StringComparison.Ordinal);
        // Far less than a question for each table would take; the machine may be busy.
        Assert.True(listed < TimeSpan.FromSeconds(15) && searched < TimeSpan.FromSeconds(15) && clock.Elapsed < TimeSpan.FromSeconds(30), $"{listed} {searched} {clock.Elapsed} {names.Json.Length} bytes");
    }

    [Fact]
    public async Task Only_a_signed_in_actor_reads_and_a_place_must_be_whole()
    {
        var denied = await Assert.ThrowsAsync<ProblemException>(() => schema.Reader.DatabasesAsync(Actor.Nobody, Reader, default));
        var missing = await Assert.ThrowsAsync<ProblemException>(() => schema.Reader.DatabasesAsync(QueryHost.Ann, Reader with { Role = " " }, default));
        var unknown = await Assert.ThrowsAsync<ProblemException>(() => schema.Reader.DatabasesAsync(QueryHost.Ann, Reader with { Cluster = "us-east-1/none" }, default));
        var closed = await Assert.ThrowsAsync<ProblemException>(() => schema.Reader.SchemasAsync(QueryHost.Ann, Reader with { Database = "closed" }, default));

        Assert.Equal(("AccessDenied", 403), (denied.Problem.Code, denied.Problem.Status));
        Assert.Equal(("InvalidRequest", "role"), (missing.Problem.Code, missing.Problem.Field));
        Assert.Equal(404, unknown.Problem.Status);
        Assert.Equal("42501", closed.Problem.Code);
    }

    [Fact]
    public async Task The_tree_comes_by_http_without_what_does_not_apply()
    {
        using var client = schema.Host.Client(QueryHost.Ann);
        var place = $"cluster={QueryHost.Key}&database=catalog&role=reader";
        var nodes = await client.GetFromJsonAsync<JsonElement>($"/api/query/schema/schemas?{place}");
        var shop = nodes[0];
        Assert.Equal("""{"kind":"schema","name":"shop","oid":0,"sql":"shop","comment":"what is sold","marks":["path"],"expands":true}""", shop.GetRawText().Replace(shop.GetProperty("oid").GetRawText(), "0", StringComparison.Ordinal));

        var definition = await client.GetAsync($"/api/query/schema/definition?{place}&kind=schema&oid={shop.GetProperty("oid")}");
        Assert.Equal("text/plain", definition.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("CREATE SCHEMA shop;", await definition.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/api/query/schema/databases?database=catalog&role=reader")).StatusCode);
        using var nobody = schema.Host.Client(QueryHost.Ann);
        nobody.DefaultRequestHeaders.Remove("X-Actor");
        Assert.All(
            await Task.WhenAll(((string[])["databases?", "schemas?", "objects?oid=1&", "relation?oid=1&", "find?text=x&", "definition?kind=table&oid=1&", "completion?"]).Select(path => nobody.GetAsync($"/api/query/schema/{path}{place}"))),
            answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    private Task<IReadOnlyList<SchemaNode>> ShopAsync() => ObjectsAsync(Reader, "shop");

    private async Task<IReadOnlyList<SchemaNode>> ObjectsAsync(SchemaPlace place, string name)
    {
        var schemas = await schema.Reader.SchemasAsync(QueryHost.Ann, place, default);
        return await schema.Reader.ObjectsAsync(QueryHost.Ann, place, schemas.Single(node => node.Name == name).Oid!.Value, default);
    }
}
