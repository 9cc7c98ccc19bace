using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>The activity page as one meets it: nothing until one looks, a session that holds others up, and its end.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class ActivityTests(BrowserFixture browser)
{
    [Fact]
    public async Task Who_holds_others_up_is_found_and_ended()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await browser.OpenAsync();
        try
        {
            await page.GotoAsync($"{console.Url}/clusters/us-east-1/demo/activity");
            await Expect(page.GetByTestId("activity-as")).ToHaveValueAsync("app_user");
            await Expect(page.GetByTestId("session-row")).ToHaveCountAsync(0);
            await page.GetByTestId("activity-look").ClickAsync();
            await Expect(page.GetByTestId("session-row").First).ToBeVisibleAsync();
            await Expect(page.GetByTestId("activity-partial")).ToContainTextAsync("pg_read_all_stats");
            await page.GetByTestId("activity-as-master").ClickAsync();
            await Expect(page).ToHaveURLAsync(new Regex("as=postgres"));
            await Expect(page.GetByTestId("activity-partial")).ToHaveCountAsync(0);

            const string change = "UPDATE orders SET note = note WHERE id = (SELECT min(id) FROM orders)";
            var holds = RunAsync(page, console, $"BEGIN; {change}; SELECT pg_sleep(120)");
            await Expect(page.Locator("[data-testid=session-row][data-state=active]", new() { HasText = "pg_sleep" })).ToBeVisibleAsync();
            var waits = RunAsync(page, console, change);
            await Expect(page.GetByTestId("activity-headline")).ToContainTextAsync(new Regex(@"1 session waits for \d+ \(app_user\), which runs a statement\."));
            await page.GetByTestId("activity-locks").ClickAsync();
            await Expect(page.GetByTestId("lock-row")).ToHaveCountAsync(2);
            await page.GetByTestId("lock-row").First.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(page.GetByTestId("session-query")).ToContainTextAsync("UPDATE orders");
            await page.GetByTestId("session-terminate").ClickAsync();
            await page.GetByTestId("session-terminate-confirm").ClickAsync();

            await Expect(page.GetByTestId("lock-row")).ToHaveCountAsync(0);
            Assert.NotEqual(0, (await holds).ExitCode);
            Assert.Equal((0, "UPDATE 1"), await waits);
            await page.GetByTestId("activity-statements").ClickAsync();
            await Expect(page.GetByTestId("statement-row").First).ToBeVisibleAsync();
            Assert.Empty(complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(IPage page, ConsoleUnderTest console, string sql)
    {
        var minted = await (await page.APIRequest.PostAsync($"{console.Url}/api/tokens", new() { DataObject = new { cluster = "us-east-1/demo", role = "app_user" } })).JsonAsync();
        var (host, port, token) = (minted!.Value.GetProperty("host").GetString(), minted.Value.GetProperty("port").GetInt32(), minted.Value.GetProperty("token").GetString()!);
        return await Psql.RunAsync($"host={host} port={port} dbname=app user=app_user sslmode=verify-full sslrootcert={console.CaPath}", token, sql);
    }
}
