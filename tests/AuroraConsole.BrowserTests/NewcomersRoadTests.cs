using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>
/// The main job as a newcomer meets it, once on the sandbox and once as on an account: create, watch, token, psql, a failure with its
/// cause, SQL as the application's role, delete. Saves the README's pictures on the way.
/// </summary>
[Collection(nameof(BrowserCollection))]
public sealed partial class NewcomersRoadTests(BrowserFixture browser)
{
    private const string Cluster = "us-east-1/newcomer";

    [Fact]
    public async Task A_newcomer_walks_the_whole_road_on_the_sandbox()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:CreateSeconds=1", "--Sandbox:DeleteSeconds=1", "--Sandbox:ModifySeconds=0");
        await WalkAsync(console, pictures: true);
    }

    [Fact]
    public async Task The_same_road_leads_through_an_account()
    {
        await using var console = await ConsoleUnderTest.OnAccountAsync();
        await WalkAsync(console, pictures: false);
    }

    private async Task WalkAsync(ConsoleUnderTest console, bool pictures)
    {
        var (page, complaints) = await browser.OpenAsync();
        await page.GotoAsync(console.FirstUrl);
        try
        {
            await SeesTheDemoClusterAsync(page);
            await CreatesAClusterAsync(page);
            var (connection, token) = await MintsATokenAsync(page, console, pictures);
            await LogsInWithPsqlAsync(connection, token);
            await SeesTheFailureAsync(page, console, connection, token, pictures);
            await RunsSqlAsync(page, console, pictures);
            await DeletesTheClusterAsync(page, console, pictures);
            Assert.Empty(complaints);
            Assert.DoesNotContain(token, console.Output, StringComparison.Ordinal);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }
    }

    private static async Task SeesTheDemoClusterAsync(IPage page)
    {
        var demo = page.Locator("[data-testid=cluster-row][data-cluster='us-east-1/demo']");
        await Expect(demo.GetByTestId("cluster-status")).ToContainTextAsync("Available", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("target-badge")).ToContainTextAsync("0000");
    }

    private static async Task CreatesAClusterAsync(IPage page)
    {
        await page.GetByTestId("create-cluster").First.ClickAsync();
        await page.GetByTestId("create-name").FillAsync("newcomer");
        await page.GetByTestId("create-submit").ClickAsync();
        await Expect(page.GetByTestId("operation-progress").First).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(new Uri(page.Url), "/clusters").ToString());
        var row = page.Locator($"[data-testid=cluster-row][data-cluster='{Cluster}']");
        await Expect(row.GetByTestId("cluster-status")).ToContainTextAsync("Available", new() { Timeout = 60_000 });
    }

    private static async Task<(string Connection, string Token)> MintsATokenAsync(IPage page, ConsoleUnderTest console, bool pictures)
    {
        await page.GotoAsync($"{console.Url}/clusters/{Cluster}/connect");
        await page.GetByTestId("token-role").FillAsync("postgres");
        await page.GetByTestId("token-role").PressAsync("Tab");
        await page.GetByTestId("token-mint").ClickAsync();
        await Expect(page.GetByTestId("token-expiry")).ToContainTextAsync(new Regex(@"1[45]:\d\d"));
        await page.GetByTestId("token-copy").ClickAsync();
        await page.WaitForFunctionAsync("async () => (await navigator.clipboard.readText()).includes('X-Amz-Signature')");
        var token = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        var snippet = await page.Locator("[data-testid=token-snippet][data-client=psql]").First.InnerTextAsync();
        await Pictures.SaveAsync(page, pictures, "connect");
        Assert.DoesNotContain("X-Amz-Signature", snippet, StringComparison.Ordinal);
        return (PsqlConnection().Match(snippet).Groups[1].Value, token);
    }

    private static async Task LogsInWithPsqlAsync(string connection, string token)
    {
        Assert.Contains("sslmode=verify-full", connection, StringComparison.Ordinal);
        var (exit, output) = await Psql.RunAsync(connection, token, "select current_user");
        Assert.True(exit == 0, output);
        Assert.Equal("postgres", output);
    }

    private static async Task SeesTheFailureAsync(IPage page, ConsoleUnderTest console, string connection, string token, bool pictures)
    {
        var (exit, output) = await Psql.RunAsync(connection, token[..^1] + (token[^1] == '0' ? '1' : '0'), "select 1");
        Assert.NotEqual(0, exit);
        Assert.Contains("PAM authentication failed for user \"postgres\"", output, StringComparison.Ordinal);

        await page.GotoAsync($"{console.Url}/clusters/{Cluster}/auth");
        await Expect(page.Locator("[data-testid=auth-chart] [data-metric=IamDbAuthConnectionFailureInvalidToken]"))
            .ToHaveAttributeAsync("data-total", "1", new() { Timeout = 60_000 });
        var line = page.Locator("[data-testid=auth-log-row][data-code=InvalidToken]");
        await Expect(line).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await line.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("cure", new() { IgnoreCase = true });

        // The same for the whole fleet: the demo's own traffic fails on purpose.
        await Pictures.LetTrafficGatherAsync(pictures);
        await page.GotoAsync($"{console.Url}/auth?range=15m");
        await Expect(page.Locator("[data-testid=auth-log-row]:has-text('demo')").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByTestId("auth-group-row").First.ClickAsync();
        await Expect(page.GetByTestId("auth-why")).ToBeVisibleAsync();
        await Pictures.SaveAsync(page, pictures, "auth-activity");
    }

    private static async Task RunsSqlAsync(IPage page, ConsoleUnderTest console, bool pictures)
    {
        await page.GotoAsync($"{console.Url}/query?cluster=us-east-1/demo&database=app&role=app_user");
        await Expect(page.GetByTestId("query-role")).ToHaveValueAsync("app_user");
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
        await page.WaitForFunctionAsync("() => !!window.aurora?.setSql");
        await page.EvaluateAsync("window.aurora.setSql('select current_user as me, o.* from orders o order by o.id limit 200')");
        await page.GetByTestId("query-run").ClickAsync();
        await Expect(page.GetByTestId("query-row-count")).ToContainTextAsync("200", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync("app_user");
        await Expect(page.GetByTestId("schema-tree")).ToContainTextAsync("order_items");
        await Pictures.SaveAsync(page, pictures, "query");

        await page.EvaluateAsync("window.aurora.setSql('select id from orderz')");
        await page.GetByTestId("query-run").ClickAsync();
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync("42P01");
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync(new Regex("line 1", RegexOptions.IgnoreCase));

        await page.EvaluateAsync("window.aurora.setSql('select pg_sleep(60)')");
        await page.GetByTestId("query-run").ClickAsync();
        await Expect(page.GetByTestId("query-cancel")).ToBeEnabledAsync();
        await page.GetByTestId("query-cancel").ClickAsync();
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync("57014");
    }

    private static async Task DeletesTheClusterAsync(IPage page, ConsoleUnderTest console, bool pictures)
    {
        await page.GotoAsync($"{console.Url}/clusters");
        await Expect(page.Locator("[data-testid=cluster-row][data-cluster='us-east-1/demo']")).ToContainTextAsync("failed");
        await Pictures.SaveAsync(page, pictures, "clusters");
        await page.GotoAsync($"{console.Url}/clusters/{Cluster}");
        await page.GetByTestId("delete-cluster").First.ClickAsync();
        await Expect(page.GetByTestId("delete-submit")).ToBeDisabledAsync();
        await page.GetByTestId("delete-confirm-name").FillAsync("newcomer");
        await Expect(page.GetByTestId("delete-submit")).ToBeEnabledAsync();
        await Pictures.SaveAsync(page, pictures, "delete");
        await page.GetByTestId("delete-submit").ClickAsync();
        await page.GotoAsync($"{console.Url}/clusters");
        await Expect(page.Locator($"[data-testid=cluster-row][data-cluster='{Cluster}']")).ToHaveCountAsync(0, new() { Timeout = 90_000 });
        await page.GotoAsync($"{console.Url}/audit");
        await Expect(page.Locator("[data-testid=audit-row][data-act=DeleteCluster][data-state=succeeded]")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
    }

    [GeneratedRegex("psql \"([^\"]+)\"")]
    private static partial Regex PsqlConnection();
}
