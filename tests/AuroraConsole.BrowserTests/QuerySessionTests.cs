using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>A tab's connection as its user sees it: what lives on, what is said, and what a lost page does not lose.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class QuerySessionTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_session_outlives_the_page_and_tells_what_stands_open()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Query:IdleMinutes=0.1");
        var (page, complaints) = await browser.OpenAsync();
        await OpenAsync(page, console);

        // Read-write, a temporary table, and a page that is loaded anew.
        await page.GetByTestId("query-mode").SelectOptionAsync("ReadWrite");
        await RunAllAsync(page, "create temp table kept (n int); insert into kept values (42)");
        await Expect(page.GetByTestId("query-session")).ToContainTextAsync("1 temporary relation, keeps demo awake");
        await Expect(page.GetByTestId("query-token")).ToContainTextAsync(new Regex("token 1[45]:"));
        await page.ReloadAsync();
        await Expect(page.GetByTestId("query-mode")).ToHaveValueAsync("ReadWrite");
        await RunAllAsync(page, "select n from kept");
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("42");

        // A transaction with its buttons.
        await page.GetByTestId("query-mode").SelectOptionAsync("Transaction");
        await RunAllAsync(page, "insert into kept values (43); select count(*) from kept");
        await Expect(page.GetByTestId("query-transaction")).ToContainTextAsync("transaction open");
        await page.GetByTestId("query-mode").SelectOptionAsync("ReadOnly");
        await RunAllAsync(page, "select 1");
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync("A transaction is open in this tab");
        await page.GetByTestId("query-rollback").ClickAsync();
        await Expect(page.GetByTestId("query-transaction")).ToHaveCountAsync(0);
        await RunAllAsync(page, "select count(*) from kept");
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("1");

        // A circuit that is gone in the middle of a query: the query goes on and is found again.
        await SetAsync(page, "select pg_sleep(4), 'found again'");
        await page.GetByTestId("query-run-all").ClickAsync();
        await Expect(page.GetByTestId("query-cancel")).ToBeEnabledAsync();
        await page.GotoAsync("about:blank");
        await page.GotoAsync($"{console.Url}/query");
        await Expect(page.GetByTestId("query-cancel")).ToBeEnabledAsync();
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("found again");

        // Idle with nothing in it: closed, said so, and back at the next Run.
        await page.GetByTestId("query-disconnect").ClickAsync();
        await Expect(page.GetByTestId("end-session")).ToContainTextAsync("holds 1 temporary relation, which is lost with it");
        await page.GetByTestId("end-session-submit").ClickAsync();
        await Expect(page.GetByTestId("query-session")).ToContainTextAsync("You closed it.");
        await RunAllAsync(page, "select 'again'");
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("again");
        await Expect(page.GetByTestId("query-session")).ToContainTextAsync("no transaction open · closes in");
        await Expect(page.GetByTestId("query-session")).ToContainTextAsync("so that demo may sleep");
        await RunAllAsync(page, "select 'reopened'");
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("reopened");
        await page.GetByTestId("query-messages-tab").ClickAsync();
        await Expect(page.GetByTestId("query-messages")).ToContainTextAsync("A new connection was opened.");
        Assert.DoesNotContain(complaints, complaint => !complaint.Contains("409", StringComparison.Ordinal) && !complaint.Contains("WebSocket", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tab_says_what_goes_with_it_and_what_other_tabs_and_pages_do()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, _) = await browser.OpenAsync();
        await OpenAsync(page, console);

        // Refused at once, at another statement than the first: shown all the same.
        await RunAllAsync(page, "select 1; selec 2; select 3");
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync("SELEC is no command known here");

        // A run of another tab ends: its mark goes by itself.
        await SetAsync(page, "select pg_sleep(3)");
        await page.GetByTestId("query-run").ClickAsync();
        await page.GetByLabel("New tab").ClickAsync();
        await Expect(page.GetByTitle("A query runs")).ToHaveCountAsync(1);
        await Expect(page.GetByTitle("A query runs")).ToHaveCountAsync(0);

        // Closing asks where a transaction stands open, and only there.
        await page.GetByTestId("query-mode").SelectOptionAsync("Transaction");
        await RunAllAsync(page, "select 1");
        await Expect(page.GetByTestId("query-transaction")).ToContainTextAsync("transaction open");
        await page.GetByLabel("Close Query 2").ClickAsync();
        await Expect(page.GetByTestId("end-session")).ToContainTextAsync("The transaction is rolled back");
        await Expect(page.GetByTestId("end-session")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("end-session")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("query-transaction")).ToContainTextAsync("transaction open");
        await page.GetByLabel("Close Query 2").ClickAsync();
        await page.GetByTestId("end-session-submit").ClickAsync();
        await Expect(page.Locator(".query-tab")).ToHaveCountAsync(1);

        // The same tab on two pages: what one runs, the other shows.
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await RunAllAsync(other, "select 'from the other page'");
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("from the other page");
    }

    [Fact]
    public async Task The_bar_shows_where_Run_goes_whatever_the_fleet_does_and_stays_on_one_line()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, _) = await browser.OpenAsync();
        await OpenAsync(page, console);

        // Another cluster comes into the list before the tab's, then one that the tab was on before it was there: the select shows the tab's all the same.
        using var client = new HttpClient();
        await CreateAsync("alpha");
        await Expect(page.Locator("[data-testid=query-cluster] option")).ToHaveTextAsync(["alpha", "demo"]);
        await Expect(page.GetByTestId("query-cluster")).ToHaveValueAsync("us-east-1/demo");
        await page.GotoAsync($"{console.Url}/query?cluster=us-east-1/beta");
        await Expect(page.Locator("[data-testid=query-cluster] option")).ToHaveTextAsync(["alpha", "demo", "us-east-1/beta"]);
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
        await CreateAsync("beta");
        await Expect(page.Locator("[data-testid=query-cluster] option")).ToHaveTextAsync(["alpha", "beta", "demo"]);
        await Expect(page.GetByTestId("query-cluster")).ToHaveValueAsync("us-east-1/beta");

        await OpenAsync(page, console);
        await page.GetByTestId("query-mode").SelectOptionAsync("Transaction");
        await RunAllAsync(page, "select 1");
        await Expect(page.GetByTestId("query-rollback")).ToBeVisibleAsync();
        var run = await page.GetByTestId("query-run").BoundingBoxAsync();
        var limits = await page.GetByTestId("query-limits").BoundingBoxAsync();
        Assert.Equal(run!.Y + (run.Height / 2), limits!.Y + (limits.Height / 2), tolerance: 4);
        Assert.True(await page.Locator(".query-tools").EvaluateAsync<bool>("bar => [bar, ...bar.querySelectorAll('select, input')].every(part => part.scrollWidth <= part.clientWidth)"), "something is cut");

        async Task CreateAsync(string id)
        {
            using var cluster = new StringContent($$"""{"region":"us-east-1","id":"{{id}}","minAcu":0,"maxAcu":1}""", Encoding.UTF8, "application/json");
            (await client.PostAsync($"{console.Url}/api/clusters", cluster)).EnsureSuccessStatusCode();
        }
    }

    private static async Task OpenAsync(IPage page, ConsoleUnderTest console)
    {
        await page.GotoAsync(console.FirstUrl);
        await Expect(page.Locator("[data-cluster='us-east-1/demo']").GetByTestId("cluster-status")).ToContainTextAsync("Available");
        await page.GotoAsync($"{console.Url}/query?cluster=us-east-1/demo&database=app&role=app_user");
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
    }

    private static async Task SetAsync(IPage page, string sql)
    {
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
        await page.EvaluateAsync("text => window.aurora.setSql(text)", sql);
    }

    private static async Task RunAllAsync(IPage page, string sql)
    {
        await SetAsync(page, sql);
        await page.GetByTestId("query-run-all").ClickAsync();
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
    }
}
