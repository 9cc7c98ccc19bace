using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>The schema pane and what the editor completes from it, on the sandbox's shop.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class QuerySchemaTests(BrowserFixture browser)
{
    private const string Address = "/query?cluster=us-east-1/demo&database=app&role=app_user";

    [Fact]
    public async Task Nothing_is_read_until_asked_and_the_tree_then_goes_by_keys()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await OpenAsync(console);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GetByTestId("query-editor").ClickAsync();
        await page.Keyboard.TypeAsync("sele");
        await Expect(Options(page).First).ToHaveTextAsync("SELECT");
        Assert.DoesNotContain(asked, url => url.Contains("/api/query/schema/", StringComparison.Ordinal));

        await page.GetByTestId("schema-connect").ClickAsync();
        await Expect(Row(page, "table", "orders")).ToBeVisibleAsync();
        await Expect(Row(page, "table", "customers")).ToContainTextAsync("1.2 k");
        Assert.Contains("ANALYZE or VACUUM, ", (await Row(page, "table", "customers").GetAttributeAsync("title"))!, StringComparison.Ordinal);

        // Type-ahead, open, first column, back, last.
        await GoToAsync(page, "orders");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(Row(page, "column", "placed_at")).ToContainTextAsync("timestamptz");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Active(page)).ToContainTextAsync("bigint");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Active(page)).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Row(page, "column", "placed_at")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("End");
        await Expect(Active(page)).ToContainTextAsync("Roles");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(Row(page, "role", "app_user")).ToContainTextAsync("login");

        // Enter puts the name where the cursor is.
        await page.EvaluateAsync("window.aurora.setSql('')");
        await GoToAsync(page, "payments");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("payments", await SqlAsync(page));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_preview_is_run_below_what_is_written_and_the_menu_copies_and_inserts()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await OpenAsync(console);
        await page.EvaluateAsync("window.aurora.setSql('SELECT 1')");
        await page.GetByTestId("schema-connect").ClickAsync();
        await Row(page, "table", "products").ClickAsync();

        await page.Keyboard.PressAsync("ContextMenu");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Preview 100 rows" }).PressAsync("Enter");
        await Expect(page.GetByTestId("query-row-count")).ToHaveTextAsync("100 rows");
        Assert.Equal("SELECT 1;\n\nSELECT * FROM products LIMIT 100", await SqlAsync(page));

        await Row(page, "table", "products").ClickAsync(new() { Button = MouseButton.Right });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Copy definition" }).ClickAsync();
        await Expect(page.Locator("[data-live]")).ToHaveTextAsync("Definition copied");
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.StartsWith("CREATE TABLE public.products (\n  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,\n", copied, StringComparison.Ordinal);

        await page.EvaluateAsync("window.aurora.setSql('')");
        await Row(page, "table", "products").ClickAsync(new() { Button = MouseButton.Right });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Insert UPDATE" }).ClickAsync();
        // Not WaitForFunction: between its tries it evaluates text, which the page's policy forbids.
        for (var tries = 0; tries < 100 && await SqlAsync(page) == ""; tries++)
            await Task.Delay(100);
        Assert.Equal("UPDATE products\nSET sku = $1, name = $2, price = $3, attributes = $4\nWHERE id = $5;", await SqlAsync(page));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Objects_are_found_in_the_whole_database_and_a_failure_offers_another_try()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, _) = await OpenAsync(console);
        await page.GetByTestId("schema-connect").ClickAsync();
        await Expect(Row(page, "table", "orders")).ToBeVisibleAsync();

        await page.GetByTestId("schema-find").FillAsync("customer_id");
        await Expect(Row(page, "column", "customer_id").Filter(new() { HasTextRegex = new Regex(@"public\.orders$") })).ToBeVisibleAsync();
        await page.GetByTestId("schema-find").FillAsync("no such thing");
        await Expect(page.GetByTestId("schema-tree")).ToContainTextAsync("No name holds");
        await page.GetByTestId("schema-find").PressAsync("Escape");

        await page.RouteAsync("**/api/query/schema/relation*", route => route.FulfillAsync(new() { Status = 502, ContentType = "application/problem+json", Body = """{"title":"The <b>catalog</b> was not read."}""" }));
        await GoToAsync(page, "orders");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".schema-row.error")).ToContainTextAsync("The <b>catalog</b> was not read.");
        await page.UnrouteAsync("**/api/query/schema/relation*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(Row(page, "column", "placed_at")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_pane_is_remembered_closed_and_is_a_drawer_where_it_is_narrow()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, _) = await OpenAsync(console);
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide the schema" }).ClickAsync();
        await Expect(page.GetByTestId("schema-find")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
        await Expect(page.GetByTestId("schema-find")).ToBeHiddenAsync();

        await page.SetViewportSizeAsync(1024, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the schema" }).ClickAsync();
        await Expect(page.GetByTestId("schema-connect")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("schema-connect")).ToBeHiddenAsync();
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify([...Object.keys(localStorage), ...Object.keys(sessionStorage)])"));
    }

    [Fact]
    public async Task The_editor_completes_by_alias_schema_and_table()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await OpenAsync(console);
        await page.GetByTestId("schema-connect").ClickAsync();
        await page.WaitForResponseAsync(new Regex("schema/completion"));
        await Expect(Row(page, "table", "orders")).ToBeVisibleAsync();

        await TypeAsync(page, "SELECT  FROM orders AS o JOIN customers c ON c.id = o.customer_id", "o.st", back: 58);
        await Expect(Options(page).First).ToContainTextAsync("status");
        await TakeAsync(page);
        Assert.StartsWith("SELECT o.status FROM orders", await SqlAsync(page), StringComparison.Ordinal);

        await TypeAsync(page, "SELECT * FROM ", "shi");
        await Expect(Options(page).First).ToContainTextAsync("shipments");
        await TypeAsync(page, "SELECT * FROM public.", "pay");
        await Expect(Options(page).First).ToContainTextAsync("payments");
        await TypeAsync(page, "SELECT * FROM pg_catalog.", "pg_cla");
        await Expect(Options(page).First).ToContainTextAsync("pg_class");
        // A word of 17.
        await TypeAsync(page, "SELECT ", "json_exi");
        await Expect(Options(page).First).ToContainTextAsync("JSON_EXISTS");
        // A call gets its parentheses.
        await TypeAsync(page, "SELECT ", "gen_random_u");
        await Expect(Options(page).First).ToContainTextAsync("gen_random_uuid() → uuid");
        await TakeAsync(page);
        Assert.Equal("SELECT gen_random_uuid()", await SqlAsync(page));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Names_are_resolved_as_the_statement_under_the_cursor_means_them()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, _) = await browser.OpenAsync();
        await page.GotoAsync($"{console.Url}/query");
        var failures = new List<string>();
        foreach (var (sql, expected) in Places)
        {
            var got = await page.EvaluateAsync<string>(
                """
                async sql => {
                  const { index, complete } = await import('/js/query-names.js');
                  const names = index({
                    path: ['public'], schemas: ['public', 'shop', '"Odd S"', 'pg_catalog'],
                    relations: [
                      ['public', 'orders', ['id', 'bigint', 'customer_id', 'bigint', 'status', 'text']], ['public', 'customers', ['id', 'bigint', 'name', 'text']],
                      ['public', '"We""ird"', ['"A b"', 'integer']], ['shop', 'stock', ['sku', 'text']], ['shop', 'orders', ['no', 'integer']], ['"Odd S"', 't', ['x', 'integer']], ['pg_catalog', 'pg_class', ['oid', 'oid']],
                    ],
                    functions: [['public', 'half', 'n integer', 'integer'], ['pg_catalog', 'now', '', 'timestamptz']],
                  });
                  const found = complete(names, sql.replace('|', ''), sql.indexOf('|'), true);
                  return found ? found.options.filter(option => option.type === 'property' || option.type === 'class').map(option => option.label).join(' ') : 'nothing';
                }
                """, sql);
            if (got != expected)
                failures.Add($"{sql}\n  expected {expected}\n  got      {got}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static readonly (string Sql, string Expected)[] Places =
    [
        ("SELECT o.| FROM orders o", "id customer_id status"),
        ("SELECT o.st| FROM orders AS o, customers c", "id customer_id status"),
        ("SELECT orders.| FROM orders", "id customer_id status"),
        ("SELECT | FROM orders o JOIN customers c ON true", "o.id customer_id status c.id name"),
        ("SELECT * FROM |", """orders customers "We""ird" shop.stock shop.orders "Odd S".t pg_class"""),
        ("SELECT * FROM orders, |", """orders customers "We""ird" shop.stock shop.orders "Odd S".t pg_class"""),
        ("SELECT * FROM shop.|", "stock orders"),
        ("SELECT * FROM \"Odd S\".|", "t"),
        ("SELECT shop.orders.| FROM shop.orders", "no"),
        ("SELECT o.| FROM shop.orders o", "no"),
        ("SELECT w.| FROM \"We\"\"ird\" w", "\"A b\""),
        ("SELECT \"We\"\"ird\".| FROM \"We\"\"ird\"", "\"A b\""),
        ("UPDATE orders SET |", "id customer_id status"),
        ("UPDATE orders SET status = 'x' FROM customers c RETURNING old.|", "id customer_id status"),
        ("WITH w AS (DELETE FROM customers RETURNING new.id, old.name) SELECT w.| FROM w", "id name"),
        ("INSERT INTO customers (id) SELECT id FROM orders ON CONFLICT (id) DO UPDATE SET name = excluded.|", "id name"),
        ("INSERT INTO orders (|) VALUES (1)", "id customer_id status"),
        ("INSERT INTO |", """orders customers "We""ird" shop.stock shop.orders "Odd S".t pg_class"""),
        ("DELETE FROM orders USING customers c WHERE c.|", "id name"),
        ("MERGE INTO orders t USING customers s ON s.|", "id name"),
        ("WITH a AS (SELECT id, name AS n FROM customers) SELECT a.| FROM a", "id n"),
        ("WITH a(x, y) AS (SELECT * FROM customers) SELECT q.| FROM a q", "x y"),
        ("WITH a AS (INSERT INTO orders VALUES (1) RETURNING id, status) SELECT a.| FROM a", "id status"),
        ("WITH RECURSIVE r AS (SELECT id FROM orders UNION ALL SELECT r.| FROM r) SELECT 1", "id"),
        ("SELECT q.| FROM (SELECT c.name, count(*) AS n, o.id + 1, o.status::text, max(o.id) FROM orders o, customers c) AS q", "name n status max"),
        ("SELECT q.| FROM (SELECT c.* FROM customers c) q", "id name"),
        ("SELECT v.| FROM (VALUES (1, 2)) AS v(a, b)", "a b"),
        ("SELECT g.| FROM generate_series(1, 3) g", "g"),
        ("SELECT * FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.|)", "id customer_id status"),
        ("SELECT * FROM (orders o JOIN customers c ON true) WHERE c.|", "id name"),
        ("SELECT 1 FROM orders UNION SELECT | FROM customers", "id name"),
        ("SELECT 1 FROM customers c; SELECT c.| FROM orders c; SELECT 2 FROM customers c", "id customer_id status"),
        ("SELECT * FROM orders FOR UPDATE OF |", "id customer_id status"),
        ("SELECT extract(year FROM o.|) FROM orders o", "id customer_id status"),
        ("SELECT /* ( */ o.| FROM orders o -- )", "id customer_id status"),
        ("SELECT ';', o.| FROM orders o", "id customer_id status"),
        ("SELECT 'o.|' FROM orders o", "nothing"),
        ("SELECT $x$ o.| $x$ FROM orders o", "nothing"),
        ("SELECT 1 -- o.|\nFROM orders o", "nothing"),
        ("SELECT id AS | FROM orders", "nothing"),
        ("SELECT * FROM \"O|\"", "\"orders\" \"customers\" \"We\"\"ird\" shop.stock shop.orders \"Odd S\".t \"pg_class\""),
        ("SELECT x.| FROM orders o", ""),
        ("(((((((((( SELECT o.| FROM orders o", "id customer_id status"),
    ];

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(ConsoleUnderTest console)
    {
        var (page, complaints) = await browser.OpenAsync();
        await page.GotoAsync($"{console.Url}/clusters");
        await Expect(page.GetByTestId("cluster-status")).ToContainTextAsync("Available");
        await page.GotoAsync($"{console.Url}{Address}");
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
        return (page, complaints);
    }

    private static ILocator Row(IPage page, string kind, string name) => page.Locator($".schema-row[data-kind={kind}]").Filter(new() { Has = page.Locator(".schema-name", new() { HasTextRegex = new Regex($"^{Regex.Escape(name)}$") }) });

    private static ILocator Active(IPage page) => page.Locator(".schema-row.on");

    private static ILocator Options(IPage page) => page.Locator(".cm-tooltip-autocomplete li");

    private static Task<string> SqlAsync(IPage page) => page.EvaluateAsync<string>("window.aurora.getSql()");

    // Letters that come more than a second apart are names of their own, and the machine may be busy.
    private static async Task GoToAsync(IPage page, string name)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            await page.GetByTestId("schema-tree").PressAsync("Home");
            await page.Keyboard.TypeAsync(name);
            if (await Active(page).Locator(".schema-name").TextContentAsync() == name)
                return;
            await page.WaitForTimeoutAsync(1200);
        }

        Assert.Fail($"No way to {name}.");
    }

    // An option that has just come up is not taken yet: the key may have been meant for the text.
    private static async Task TakeAsync(IPage page)
    {
        await page.WaitForTimeoutAsync(300);
        await page.Keyboard.PressAsync("Enter");
    }

    // Sets the text, goes to its end or some characters back, and types the rest as a person would.
    private static async Task TypeAsync(IPage page, string text, string typed, int back = 0)
    {
        await page.EvaluateAsync("sql => window.aurora.setSql(sql)", text);
        await page.GetByTestId("query-editor").FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        for (var step = 0; step < back; step++)
            await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.TypeAsync(typed, new() { Delay = 20 });
    }
}
