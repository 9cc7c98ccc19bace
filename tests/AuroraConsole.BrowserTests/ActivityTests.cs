using System.Text.RegularExpressions;
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
            await page.GotoAsync($"{console.Url}/clusters/us-east-1/demo");
            await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Activity", Exact = true }).ClickAsync();
            await Expect(page.GetByTestId("activity-as")).ToHaveValueAsync("app_user");
            await Expect(page.GetByTestId("session-row")).ToHaveCountAsync(0);
            await page.GetByTestId("activity-look").ClickAsync();
            await Expect(page.GetByTestId("session-row").First).ToBeVisibleAsync();
            await Expect(page.GetByTestId("activity-partial")).ToContainTextAsync("pg_read_all_stats");
            await page.GetByTestId("activity-as-master").ClickAsync();
            await Expect(page).ToHaveURLAsync(new Regex("as=postgres"));
            await Expect(page.GetByTestId("activity-partial")).ToHaveCountAsync(0);

            await using var holder = await LogInAsync(page, console);
            await using var waiter = await LogInAsync(page, console);
            await RunAsync(holder, "BEGIN; UPDATE orders SET note = note WHERE id = (SELECT min(id) FROM orders)");
            var waits = RunAsync(waiter, "UPDATE orders SET note = note WHERE id = (SELECT min(id) FROM orders)");
            await Expect(page.GetByTestId("activity-headline")).ToContainTextAsync($"1 session waits for {holder.ProcessID} (app_user), idle in a transaction.");
            await page.GetByTestId("activity-locks").ClickAsync();
            await Expect(page.GetByTestId("lock-row")).ToHaveCountAsync(2);
            await page.GetByTestId("lock-row").First.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
            await Expect(page.GetByTestId("session-query")).ToContainTextAsync("UPDATE orders");
            await page.GetByTestId("session-terminate").ClickAsync();
            await page.GetByTestId("session-terminate-confirm").ClickAsync();

            await Expect(page.GetByTestId("lock-row")).ToHaveCountAsync(0);
            await waits;
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
}
