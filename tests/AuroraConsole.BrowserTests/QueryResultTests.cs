using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>Results as one works with them: sorted, filtered, pinned, opened, copied and taken away, by mouse and by keys.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class QueryResultTests(BrowserFixture browser)
{
    private const string Orders = """
        select n as id, case when n % 4 = 0 then null when n % 4 = 1 then 'NULL' else 'note ' || n end as note, (n * 37 % 1000) as rank,
        '{"n": 12345678901234567890.50, "list": [1, {"deep key": "x"}]}'::jsonb as doc, array[n, null] as pair from generate_series(1, 100000) n
        """;

    [Fact]
    public async Task What_was_fetched_is_sorted_filtered_and_taken_away_as_it_is_seen()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, complaints) = await OpenAsync(console, Orders);
        try
        {
            // NULL is not the text of that name.
            await Expect(Cell(page, 4, 2)).ToHaveClassAsync(new Regex(@"\bnull\b"));
            await Expect(Cell(page, 1, 2)).Not.ToHaveClassAsync(new Regex(@"\bnull\b"));
            await Expect(Cell(page, 1, 2)).ToHaveTextAsync("NULL");

            await Head(page, "rank").ClickAsync();
            await Expect(page.GetByTestId("query-view")).ToHaveTextAsync("sorted by rank ↑ (of the rows fetched)");
            await Expect(Cell(page, 1, 1)).ToHaveTextAsync("1000");
            await Head(page, "rank").ClickAsync();
            await Expect(Cell(page, 1, 3)).ToHaveTextAsync("999");
            await Expect(Head(page, "rank")).ToHaveAttributeAsync("aria-sort", "descending");
            await page.GetByTestId("query-search").FillAsync("NOTE 9");
            await Expect(page.GetByTestId("query-view")).ToHaveTextAsync("5,556 of 100,000 rows, filtered, sorted by rank ↓ (of the rows fetched)");
            await page.GetByTestId("query-filter-column").SelectOptionAsync("id");
            await page.GetByTestId("query-filter-test").SelectOptionAsync("below");
            await page.GetByTestId("query-filter-value").FillAsync("100");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByTestId("query-view")).ToContainTextAsync("6 of 100,000 rows");

            // Columns by keys: the last pinned, the first hidden.
            await page.Locator("[data-grid]").FocusAsync();
            await page.Keyboard.PressAsync("End");
            await MenuAsync(page, "Pin to the left");
            await page.Keyboard.PressAsync("Home");
            await page.Keyboard.PressAsync("ArrowRight");
            await MenuAsync(page, "Hide");
            await Expect(page.Locator(".qg-head > .qg-frozen > .qg-th")).ToHaveTextAsync(new Regex("pair"));
            await Expect(page.Locator(".qg-th:visible")).ToHaveCountAsync(4);

            var csv = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("query-export").ClickAsync());
            Assert.Equal(["pair,note,rank,doc", "\"{99,NULL}\",note 99,663,\"{\"\"n\"\": 12345678901234567890.50, \"\"list\"\": [1, {\"\"deep key\"\": \"\"x\"\"}]}\""], (await File.ReadAllLinesAsync(await csv.PathAsync()))[..2]);
            Assert.EndsWith(".csv", csv.SuggestedFilename, StringComparison.Ordinal);
            await page.GetByTestId("query-export-choices").ClickAsync();
            await Expect(page.GetByTestId("query-export-words")).ToHaveTextAsync("6 rows, as filtered and sorted here; 4 of 5 columns. Nothing is run again.");
            await page.GetByTestId("query-export-format").SelectOptionAsync("json");
            var json = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("query-export-start").ClickAsync());
            Assert.StartsWith("[\n{\"pair\":\"{99,NULL}\",\"note\":\"note 99\",\"rank\":663,\"doc\":{\"n\": 12345678901234567890.50,", await File.ReadAllTextAsync(await json.PathAsync()), StringComparison.Ordinal);
            await Expect(page.Locator("[data-note]")).ToContainTextAsync("Exported 6 rows");

            await page.GetByText("Show all rows").ClickAsync();
            await Expect(page.Locator("[data-grid]")).ToHaveAttributeAsync("aria-rowcount", "100001");
            Assert.Empty(complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }
    }

    [Fact]
    public async Task Cells_and_rows_open_beside_the_grid_and_are_copied_in_many_forms()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, complaints) = await OpenAsync(console, Orders);
        var (grid, panel) = (page.Locator("[data-grid]"), page.GetByTestId("query-cell"));
        try
        {
            await Cell(page, 2, 4).ClickAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(panel.GetByRole(AriaRole.Treeitem)).ToHaveTextAsync(["{} 2 items", "n: 12345678901234567890.50", "list: [] 2 items"]);
            await panel.GetByText("list:").ClickAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("ArrowDown");
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("ArrowRight");
            await panel.GetByText("Copy path").ClickAsync();
            Assert.Equal("$.list[1].\"deep key\"", await ClipboardAsync(page));
            await panel.GetByText("Copy value").ClickAsync();
            Assert.Equal("x", await ClipboardAsync(page));
            await page.Keyboard.PressAsync("Alt+ArrowDown");
            await Expect(panel).ToContainTextAsync("row 3");

            await grid.FocusAsync();
            await page.Keyboard.PressAsync("Shift+Enter");
            await Expect(panel.Locator("dt")).ToHaveTextAsync(["idinteger", "notetext", "rankinteger", "docjsonb", "pairinteger[]"]);
            await Expect(panel.Locator("dd").Nth(0)).ToHaveTextAsync("3");
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(panel.Locator("dd").Nth(1)).ToHaveTextAsync("NULL");
            await page.Keyboard.PressAsync("Escape");
            await Expect(panel).ToBeHiddenAsync();

            await Cell(page, 3, 1).ClickAsync();
            await Cell(page, 4, 2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
            await page.Keyboard.PressAsync("Control+c");
            await Expect(page.Locator("[data-note]")).ToHaveTextAsync("Copied 2 rows.");
            Assert.Equal("3\tnote 3\n4\t\n", await ClipboardAsync(page));
            await CopyAsAsync("Copy with names", "id\tnote\n3\tnote 3\n4\t\n");
            await CopyAsAsync("Copy as JSON", "[\n{\"id\":3,\"note\":\"note 3\"},\n{\"id\":4,\"note\":null}\n]\n");
            await CopyAsAsync("Copy as Markdown", "| id | note |\n| ---: | --- |\n| 3 | note 3 |\n| 4 | *NULL* |\n");
            await CopyAsAsync("Copy as INSERT", "INSERT INTO my_table (id, note) VALUES\n  (3, 'note 3'),\n  (4, NULL);\n");

            await page.EvaluateAsync("sql => window.aurora.setSql(sql)", $"select {string.Join(", ", Enumerable.Range(1, 500).Select(n => $"{n} as c{n}"))} from generate_series(1, 1000)");
            await page.GetByTestId("query-run").ClickAsync();
            await Expect(grid).ToHaveAttributeAsync("aria-colcount", "500");
            await Expect(page.GetByTestId("query-row-count")).ToHaveTextAsync("1,000 rows");
            await Expect(Cell(page, 1, 1)).ToHaveTextAsync("1");
            await grid.FocusAsync();
            await page.Keyboard.PressAsync("Control+End");
            await Expect(page.Locator("#qg-active")).ToHaveTextAsync("500");
            Assert.InRange(await page.Locator(".qg-cell").CountAsync(), 100, 2_000);
            Assert.Empty(complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }

        async Task CopyAsAsync(string item, string expected)
        {
            await grid.FocusAsync();
            await page.Keyboard.PressAsync("ContextMenu");
            await page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
            await page.WaitForFunctionAsync("async expected => await navigator.clipboard.readText() === expected", expected);
        }
    }

    [Fact]
    public async Task All_rows_of_a_cut_result_tell_how_far_they_are_and_can_be_stopped()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, complaints) = await OpenAsync(console, "select n, repeat('x', 500) from generate_series(1, 20000000) n");
        try
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("query-export-all").ClickAsync());
            var line = page.Locator(".query-export-line");
            await Expect(line).ToContainTextAsync(new Regex(@"Exporting all rows · [\d.]+ MB"));
            await line.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

            await Expect(page.Locator("[data-note]")).ToHaveTextAsync(new Regex(@"The export was stopped after [\d.]+ MB; the file is not whole\."));
            await Expect(line).ToHaveCountAsync(0);
            Assert.NotNull(await download.FailureAsync());
            await page.EvaluateAsync("() => window.aurora.setSql('select 42 as answer')");
            await page.GetByTestId("query-run").ClickAsync();
            await Expect(Cell(page, 1, 1)).ToHaveTextAsync("42");
            Assert.Empty(complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(ConsoleUnderTest console, string sql)
    {
        var (page, complaints) = await browser.OpenAsync();
        await page.GotoAsync($"{console.Url}/clusters");
        await Expect(page.GetByTestId("cluster-status")).ToHaveTextAsync("Available", new() { Timeout = 60_000 });
        await page.GotoAsync($"{console.Url}/query?cluster=us-east-1/demo&database=app&role=app_user");
        await page.WaitForFunctionAsync("() => !!window.aurora?.setSql");
        await page.EvaluateAsync("sql => window.aurora.setSql(sql)", sql);
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
        await page.GetByTestId("query-run").ClickAsync();
        await Expect(page.GetByTestId("query-row-count")).ToContainTextAsync("100,000 rows");
        await Expect(page.GetByTestId("query-export")).ToBeVisibleAsync();
        return (page, complaints);
    }

    // Rows and columns from 1, as they stand on the screen.
    private static ILocator Cell(IPage page, int row, int column) => page.Locator($".qg-row[aria-rowindex='{row + 1}'] [role=gridcell][aria-colindex='{column}']");

    private static ILocator Head(IPage page, string name) => page.Locator(".qg-th").Filter(new() { HasText = name });

    private static async Task MenuAsync(IPage page, string item)
    {
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
    }

    private static Task<string> ClipboardAsync(IPage page) => page.EvaluateAsync<string>("navigator.clipboard.readText()");
}
