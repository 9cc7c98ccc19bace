using AuroraConsole.Query.Questions;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Query.Schema;

/// <summary>
/// Whoever may create in a schema of search_path can plant functions and operators that fit the catalog's types better than PostgreSQL's own
/// (CVE-2018-1058). They would run as whoever looks.
/// </summary>
[Collection(nameof(QueryHost))]
public sealed class PlantedFunctionTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const string Planted = """
        CREATE SCHEMA open;
        CREATE TABLE open.goods (id int PRIMARY KEY, label text); CREATE INDEX ON open.goods (label); CREATE TABLE open.parts (goods int REFERENCES open.goods) PARTITION BY LIST (goods);
        CREATE TABLE open.parts_1 PARTITION OF open.parts FOR VALUES IN (1); CREATE FUNCTION open.own() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE open.kind AS ENUM ('a');
        ANALYZE open.goods;
        CREATE TABLE public.goods (id int);
        CREATE FUNCTION public.trap(what text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'planted % ran as %', what, current_user; END$$;
        CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE sql AS 'SELECT public.trap(''quote_ident'')';
        CREATE FUNCTION public.lower(name) RETURNS text LANGUAGE sql AS 'SELECT public.trap(''lower'')';
        CREATE FUNCTION public.format(text, name, name) RETURNS text LANGUAGE sql AS 'SELECT public.trap(''format'')';
        CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE sql AS 'SELECT public.trap(''format'')';
        CREATE FUNCTION public.format(text, name, text) RETURNS text LANGUAGE sql AS 'SELECT public.trap(''format'')';
        CREATE FUNCTION public.array_position(name[], name) RETURNS int LANGUAGE sql AS 'SELECT public.trap(''array_position'')::int';
        CREATE FUNCTION public.concat_ws(text, text, text, text, text) RETURNS text LANGUAGE sql AS 'SELECT public.trap(''concat_ws'')';
        CREATE FUNCTION public.no(name, name) RETURNS bool LANGUAGE sql AS 'SELECT public.trap(''!~'')::bool';
        CREATE FUNCTION public.no(oid, regclass) RETURNS bool LANGUAGE sql AS 'SELECT public.trap(''='')::bool';
        CREATE FUNCTION public.no(real, int) RETURNS bool LANGUAGE sql AS 'SELECT public.trap(''>='')::bool';
        CREATE OPERATOR public.!~ (LEFTARG = name, RIGHTARG = name, FUNCTION = public.no);
        CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = public.no);
        CREATE OPERATOR public.>= (LEFTARG = real, RIGHTARG = int, FUNCTION = public.no);
        ALTER DATABASE planted SET search_path = public, open, pg_catalog;
        """;

    [Fact]
    public async Task Nothing_planted_on_search_path_runs_when_one_looks()
    {
        await schema.PsqlAsync("CREATE DATABASE planted", "postgres");
        await schema.PsqlAsync(Planted, "planted");
        var place = SchemaFixture.As("postgres", "planted");
        var space = uint.Parse(await schema.PsqlAsync("SELECT 'open'::regnamespace::oid", "planted"));
        var goods = uint.Parse(await schema.PsqlAsync("SELECT 'open.goods'::regclass::oid", "planted"));
        var parts = uint.Parse(await schema.PsqlAsync("SELECT 'open.parts'::regclass::oid", "planted"));

        await schema.Reader.DatabasesAsync(QueryHost.Ann, place, default);
        var schemas = await schema.Reader.SchemasAsync(QueryHost.Ann, place, default);
        var objects = await schema.Reader.ObjectsAsync(QueryHost.Ann, place, space, default);
        await schema.Reader.RelationAsync(QueryHost.Ann, place, goods, default);
        var partitioned = await schema.Reader.RelationAsync(QueryHost.Ann, place, parts, default);
        var found = await schema.Reader.FindAsync(QueryHost.Ann, place, "goods", default);
        await schema.Definitions.ReadAsync(QueryHost.Ann, place, "table", goods, default);
        await schema.Completion.GetAsync(QueryHost.Ann, place, fresh: true, default);
        var cluster = await schema.Host.Services.GetRequiredService<Fleet.FleetWatch>().GetAsync(QueryHost.Key, fresh: false, default);
        var facts = await schema.Host.Services.GetRequiredService<DangerEstimates>().ReadAsync(QueryHost.Ann, cluster, "planted", "postgres", ["parts"], default);
        var roles = await schema.Host.Services.GetRequiredService<AuroraConsole.Database.RoleReader>().ReadAsync(QueryHost.Ann, cluster, "planted", "postgres", default);

        // Names are as short as the role's own search_path lets them be all the same.
        Assert.Equal(["public", "open"], schemas.Where(node => node.Marks?.Contains("path") == true && node.Name != "pg_catalog").Select(node => node.Name));
        Assert.Equal(["open.goods", "parts", "own", "kind"], objects.Select(node => node.Sql));
        Assert.Equal("parts_1", Assert.Single(partitioned.Single(node => node.Name == "Partitions").Children!).Sql);
        Assert.Equal(["goods", "open.goods"], found.Where(node => node.Name == "goods" && node.Kind == "table").Select(node => node.Sql).Order());
        Assert.True(facts.ContainsKey("parts"));
        Assert.Contains("postgres", roles.Roles.Select(role => role.Name));
    }
}
