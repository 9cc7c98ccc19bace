using System.Net;
using System.Text.Json;

namespace AuroraConsole.Tests.Query.Schema;

[Collection(nameof(QueryHost))]
public sealed class CompletionNamesTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Fact]
    public async Task Names_come_quoted_as_the_role_writes_them_along_its_search_path()
    {
        var names = JsonDocument.Parse((await schema.Completion.GetAsync(QueryHost.Ann, SchemaFixture.As("reader"), fresh: false, default)).Json).RootElement;

        Assert.Equal(["shop", "public"], names.GetProperty("path").EnumerateArray().Select(name => name.GetString()));
        Assert.DoesNotContain("secret", names.GetProperty("schemas").EnumerateArray().Select(name => name.GetString()));
        var relations = names.GetProperty("relations").EnumerateArray().ToList();
        Assert.Equal("shop", relations[0][0].GetString());
        var odd = relations.Single(relation => relation[1].GetString() == "\"We\"\"ird Ünï\nTable\"");
        Assert.Equal(["\"Id\"", "integer", "\"select\"", "text", "\"a\"\"b\"", "integer", "\"line\nbreak\"", "text"], odd[2].EnumerateArray().Select(text => text.GetString()));
        var functions = names.GetProperty("functions").EnumerateArray().Select(function => $"{function[0]}.{function[1]}({function[2]}) {function[3]}").ToList();
        Assert.Contains("shop.half(n numeric, digits integer DEFAULT 2) numeric", functions);
        Assert.Contains("pg_catalog.now() timestamp with time zone", functions);
        Assert.Contains("pg_catalog.count() bigint", functions);
        // Nobody calls what an operator or a trigger is made of.
        Assert.DoesNotContain(functions, function => function.StartsWith("pg_catalog.int4eq(", StringComparison.Ordinal) || function.StartsWith("shop.touch(", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Category", "NewestPostgres")]
    public async Task Names_are_kept_for_who_asked_and_read_anew_when_wanted()
    {
        var place = SchemaFixture.As("app_user");
        var first = await schema.Completion.GetAsync(QueryHost.Ann, place, fresh: false, default);
        await schema.PsqlAsync("CREATE TABLE public.made_meanwhile (id int)", SchemaFixture.Database);

        Assert.Same(first, await schema.Completion.GetAsync(QueryHost.Ann, place, fresh: false, default));
        Assert.NotEqual(first.Tag, (await schema.Completion.GetAsync(QueryHost.Ben, place, fresh: false, default)).Tag);
        Assert.NotEqual(first.Tag, (await schema.Completion.GetAsync(QueryHost.Ann, place, fresh: true, default)).Tag);
    }

    [Fact]
    public async Task Who_has_the_names_already_gets_no_body()
    {
        using var client = schema.Host.Client(QueryHost.Ann);
        var address = $"/api/query/schema/completion?cluster={QueryHost.Key}&database=catalog&role=reader";
        var first = await client.GetAsync(address);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        var second = await client.SendAsync(again);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }
}
