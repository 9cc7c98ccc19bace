using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Results;

namespace AuroraConsole.Tests.Query;

/// <summary>Views, copies and exports by HTTP, on results of a real server.</summary>
[Collection(nameof(QueryHost))]
public sealed class ResultEndpointTests(QueryHost host)
{
    private const string Thousand = "select n, case when n % 10 = 0 then null else 'row ' || n end as t, n * 0.5 as half from generate_series(1, 1000) n";

    [Fact]
    public async Task A_view_is_made_read_exported_and_dropped()
    {
        using var client = host.Client(QueryHost.Ann);
        var result = await ResultAsync(Thousand);

        var made = await client.PostAsJsonAsync($"{result}/views", new { sort = new[] { new { column = 0, descending = true } }, filters = new[] { new { column = 1, test = "contains", value = "ROW 9" } } });
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var view = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("ready", 100, 1000, 1000), (view.GetProperty("state").GetString(), view.GetProperty("rows").GetInt32(), view.GetProperty("scanned").GetInt32(), view.GetProperty("of").GetInt32()));
        var id = view.GetProperty("id").GetString();

        var window = await client.GetFromJsonAsync<JsonElement>($"{result}/rows?view={id}&from=0&count=2");
        Assert.Equal(("[[\"999\",\"row 999\",\"499.5\"],[\"998\",\"row 998\",\"499.0\"]]", 100), (window.GetProperty("rows").GetRawText(), window.GetProperty("total").GetInt32()));
        Assert.Equal("998", await client.GetStringAsync($"{result}/cell?view={id}&row=1&column=0"));
        var csv = await client.GetStringAsync($"{result}/export.csv?view={id}&columns=2,0");
        Assert.StartsWith("half,n\n499.5,999\n499.0,998\n", csv, StringComparison.Ordinal);
        Assert.Equal(101, csv.Count(c => c == '\n'));
        Assert.Equal("998\n997\n", await client.GetStringAsync($"{result}/copy?format=tsv&view={id}&from=1&to=2&columns=0"));

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"{result}/views/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{result}/rows?view={id}")).StatusCode);
    }

    [Fact]
    public async Task A_view_that_makes_no_sense_names_its_field()
    {
        using var client = host.Client(QueryHost.Ann);
        var refused = await client.PostAsJsonAsync($"{await ResultAsync(Thousand)}/views", new { filters = new[] { new { column = 2, test = "above", value = "many" } } });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("filters", "half holds numbers; \"many\" is none."), (problem.GetProperty("field").GetString(), problem.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Views_copies_and_exports_are_their_owners_alone()
    {
        using var ann = host.Client(QueryHost.Ann);
        using var ben = host.Client(QueryHost.Ben);
        using var nobody = host.Client(new Actor("", false));
        var result = await ResultAsync(Thousand);
        var view = (await (await ann.PostAsJsonAsync($"{result}/views", new { search = "5" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await ann.GetStringAsync($"{result}/export.json?progress=mine");

        foreach (var address in new[] { $"{result}/views/{view}", $"{result}/rows?view={view}", $"{result}/copy", $"{result}/cell/file?row=0&column=0", $"{result}/export.sql", $"{result}/export.md?view={view}", "/api/query/exports/mine" })
        {
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync(address)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync(address)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync(address)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await ben.PostAsJsonAsync($"{result}/views", new { search = "5" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.DeleteAsync($"{result}/views/{view}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.PostAsync("/api/query/exports/mine/cancel", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync($"{result}/views/{view}")).StatusCode);
    }

    [Fact]
    public async Task An_export_tells_how_far_it_is_and_stops_when_told_without_looking_whole()
    {
        using var client = host.Client(QueryHost.Ann);
        var result = await ResultAsync("select n, repeat('x', 1000) from generate_series(1, 60000) n");
        using var export = await client.GetAsync($"{result}/export.jsonl?progress=slow", HttpCompletionOption.ResponseHeadersRead);
        Assert.Matches("^attachment; filename=\"us-east-1-demo-[0-9-]+\\.jsonl\"$", export.Content.Headers.ContentDisposition!.ToString());

        // Nobody reads, so the server waits after what the sockets hold.
        var progress = await ProgressAsync(client, "slow", progress => progress.Rows > 0);
        Assert.Equal(("running", 60_000), (progress.State, progress.Of));
        Assert.InRange(progress.Rows!.Value, 1, 59_999);
        Assert.True(progress.Bytes >= progress.Rows * 1000L);
        await client.PostAsync("/api/query/exports/slow/cancel", null);

        await Assert.ThrowsAsync<HttpRequestException>(() => export.Content.CopyToAsync(Stream.Null));
        Assert.Equal("cancelled", (await ProgressAsync(client, "slow", progress => progress.State != "running")).State);
        await client.GetStringAsync($"{result}/export.csv?progress=quick");
        Assert.Equal(("done", 60_000), ((await ProgressAsync(client, "quick", _ => true)).State, (await ProgressAsync(client, "quick", _ => true)).Rows));
        var trail = await File.ReadAllTextAsync(Path.Combine(host.DataPath, "audit", "trail.jsonl"));
        Assert.Contains("jsonl", trail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_rows_of_a_cut_result_tell_how_far_they_are_and_stop_at_the_server_when_told()
    {
        using var client = host.Client(QueryHost.Ann);
        var tab = $"all-{Guid.NewGuid():N}";
        var run = await host.RunAsync(QueryHost.Request("select n, repeat('x', 1000) from generate_series(1, 10000000) n", rows: 10, tab: tab));
        var all = $"/api/query/results/{run.State.Statements[0].Result!.Id}/all";
        using var export = await client.GetAsync($"{all}?progress=every", HttpCompletionOption.ResponseHeadersRead);

        var progress = await ProgressAsync(client, "every", progress => progress.Bytes > 0);
        Assert.Equal(("running", null, null), (progress.State, progress.Rows, progress.Of));
        await client.PostAsync("/api/query/exports/every/cancel", null);

        await Assert.ThrowsAsync<HttpRequestException>(() => export.Content.CopyToAsync(Stream.Null));
        Assert.Equal("cancelled", (await ProgressAsync(client, "every", progress => progress.State != "running")).State);
        // The session is whole, and its server process idle.
        var again = await host.RunAsync(QueryHost.Request("select 1", tab: tab));
        Assert.Null(again.State.FirstError);
        var broken = await host.RunAsync(QueryHost.Request("select 1 / (3 - n) from generate_series(1, 5) n", rows: 2, tab: tab));
        // What came before the error must not look whole.
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync($"/api/query/results/{broken.State.Statements[0].Result!.Id}/all?progress=broken"));
        Assert.Equal(("failed", "division by zero"), (await ProgressAsync(client, "broken", _ => true) is var said ? (said.State, said.Why) : default));
    }

    [Fact]
    public async Task What_is_copied_as_insert_makes_the_same_rows_again()
    {
        const string columns = """
            (1, 'it''s', '{1,NULL,3}'::int[], '{"a": 1.50}'::jsonb, '\x00ff'::bytea, 'NaN'::numeric, true, '1 day 02:03:04'::interval, 'infinity'::timestamptz, '[1,5)'::int4range, B'1010'::bit(4), 'sad'::mood_of_rows, '{"a b","NULL",NULL}'::text[], '$1.50'::money),
            (2, NULL, NULL, NULL, NULL, '-Infinity', false, NULL, NULL, 'empty', NULL, NULL, '{}', NULL),
            (3, '', '{{1},{2}}', 'null', '', 12345678901234567890.12345, NULL, '-00:00:01', '2026-01-01 00:00:00+00', NULL, B'0000', 'ok, so', NULL, '0')
            """;
        await host.Postgres.PsqlAsync($"""
            CREATE TYPE mood_of_rows AS ENUM ('sad', 'ok, so');
            CREATE TABLE "Rows" (id int, "the text" text, "Array" int[], j jsonb, b bytea, n numeric, ok bool, i interval, at timestamptz, r int4range, bits bit(4), mood mood_of_rows, words text[], price money);
            CREATE TABLE "Rows again" (LIKE "Rows");
            INSERT INTO "Rows" VALUES {columns};
            """);
        using var client = host.Client(QueryHost.Ann);
        var result = await ResultAsync("SELECT * FROM \"Rows\" ORDER BY id", role: "postgres");

        var sql = await client.GetStringAsync($"{result}/copy?format=sql&from=0&to=10&table=public.%22Rows+again%22");
        Assert.Equal(sql, await client.GetStringAsync($"{result}/export.sql?table=public.%22Rows+again%22"));
        await host.Postgres.PsqlAsync(sql);

        Assert.Equal("0|3", await host.Postgres.PsqlAsync("SELECT (SELECT count(*) FROM (SELECT * FROM \"Rows\" EXCEPT SELECT * FROM \"Rows again\") x), (SELECT count(*) FROM \"Rows again\")"));
        Assert.Contains("'{1,NULL,3}'::integer[]", sql, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=0&to=10000", HttpStatusCode.BadRequest, "InvalidRequest")]
    [InlineData("from=5&to=4", HttpStatusCode.BadRequest, "InvalidRequest")]
    [InlineData("format=xlsx", HttpStatusCode.BadRequest, "InvalidRequest")]
    [InlineData("columns=0,9", HttpStatusCode.BadRequest, "InvalidRequest")]
    [InlineData("from=0&to=8000", HttpStatusCode.RequestEntityTooLarge, "TooMuchToCopy")]
    public async Task A_copy_has_bounds(string query, HttpStatusCode status, string code)
    {
        using var client = host.Client(QueryHost.Ann);
        var result = await ResultAsync("select repeat('x', 3000) from generate_series(1, 9000)");

        var refused = await client.GetAsync($"{result}/copy?{query}");

        Assert.Equal((status, code), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_cell_over_a_megabyte_is_shown_in_part_and_taken_whole_as_a_file()
    {
        using var client = host.Client(QueryHost.Ann);
        var result = await ResultAsync("select 1, repeat('é', 1000000)");

        using var shown = await client.GetAsync($"{result}/cell?row=0&column=1");
        using var file = await client.GetAsync($"{result}/cell/file?row=0&column=1");

        Assert.Equal("2000000", shown.Headers.GetValues("X-Cell-Bytes").Single());
        Assert.Equal(new string('é', 512 * 1024), await shown.Content.ReadAsStringAsync());
        Assert.Equal(new string('é', 1_000_000), await file.Content.ReadAsStringAsync());
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{result}/cell?row=1&column=0")).StatusCode);
    }

    [Theory]
    [InlineData("numeric(5, 2)", "numeric(5,2)", ColumnKind.Number, null)]
    [InlineData("numeric[]", "numeric[]", ColumnKind.Text, "numeric[]")]
    [InlineData("timestamp(3) with time zone", "timestamptz(3)", ColumnKind.Instant, "timestamptz(3)")]
    [InlineData("time without time zone", "time", ColumnKind.Text, "time")]
    [InlineData("character varying(10)", "varchar(10)", ColumnKind.Text, null)]
    [InlineData("bit(3)", "bit(3)", ColumnKind.Text, null)]
    [InlineData("public.mood", "mood", ColumnKind.Text, null)]
    [InlineData("republic.date", "republic.date", ColumnKind.Text, null)]
    [InlineData("public.date", "date", ColumnKind.Text, null)]
    [InlineData("-.-", "unknown", ColumnKind.Text, null)]
    public void A_type_is_named_as_psql_users_write_it(string driver, string name, ColumnKind kind, string? cast)
    {
        var column = ResultColumn.Of("c", driver);

        Assert.Equal((name, kind, cast), (column.Type, column.Kind, column.Cast));
    }

    private async Task<string> ResultAsync(string sql, string role = "app_user")
    {
        var run = await host.RunAsync(QueryHost.Request(sql, role));
        Assert.Null(run.State.FirstError?.Sentence);
        return $"/api/query/results/{run.State.Statements[0].Result!.Id}";
    }

    private static async Task<ExportProgress> ProgressAsync(HttpClient client, string id, Func<ExportProgress, bool> until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var answer = await client.GetAsync($"/api/query/exports/{id}", patience.Token);
            if (answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<ExportProgress>(patience.Token) is { } progress && until(progress))
                return progress;
            await Task.Delay(20, patience.Token);
        }
    }
}
