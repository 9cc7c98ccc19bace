using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>Every page, and the dialogs and drawers on them, by axe-core's rules.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class AccessibilityTests(BrowserFixture browser)
{
    private const string Query = "/query?cluster=us-east-1/demo&database=app&role=app_user";

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task No_page_breaks_a_rule(string theme)
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, _) = await browser.OpenAsync(theme);
        var found = new List<string>();
        // As one who wants no motion, so that no colour is caught half-way.
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        async Task LookAsync(string path, string shows, Func<Task>? act = null, string? then = null)
        {
            await page.GotoAsync(console.Url + path);
            await Expect(page.Locator(shows).First).ToBeVisibleAsync();
            await Expect(page).ToHaveTitleAsync(new Regex("AuroraConsole"));
            if (act is not null)
            {
                await act();
                await Expect(page.Locator(then!).First).ToBeVisibleAsync();
            }

            // Away from what was clicked: a colour under the pointer is not the page's.
            await page.Mouse.MoveAsync(0, 0);
            found.AddRange((await AxeCore.ViolationsAsync(page)).Select(line => $"{path} {then ?? shows}: {line}"));
        }

        Task ClickAsync(string testId) => page.GetByTestId(testId).First.ClickAsync();

        await LookAsync("/clusters", "[data-cluster='us-east-1/demo'] :text('Available')");
        await LookAsync("/clusters", "[data-testid=create-cluster]:enabled", () => page.Keyboard.PressAsync("Control+k"), "#go-to");
        await LookAsync("/clusters", "[data-testid=create-cluster]:enabled", () => page.Keyboard.PressAsync("?"), "#all-keys");
        await LookAsync("/clusters", "[data-testid=create-cluster]:enabled", () => ClickAsync("create-cluster"), "[data-testid=create-name]");
        await LookAsync("/clusters/us-east-1/demo", "[data-testid=instance-row]", () => ClickAsync("delete-cluster"), "[data-testid=delete-confirm-name]");
        await LookAsync("/clusters/us-east-1/demo/connect", "[data-testid=token-mint]:enabled", () => ClickAsync("token-mint"), "[data-testid=token-expiry]");
        await LookAsync("/clusters/us-east-1/demo/roles", "h2:text('Roles')");
        await LookAsync("/clusters/us-east-1/demo/roles/setup", "h2:text('SQL')");
        await LookAsync("/clusters/us-east-1/demo/activity", "[data-testid=activity-look]:enabled", () => ClickAsync("activity-look"), "[data-testid=session-row]");
        await LookAsync("/clusters/us-east-1/demo/settings", "h2:text('Backups')");
        await LookAsync("/clusters/us-east-1/demo/events", "td:text('created')");
        await LookAsync("/auth", "[data-testid=auth-log-row]", () => ClickAsync("auth-log-row"), "[data-testid=auth-line]");
        await LookAsync("/auth?view=table", ".auth-figures");
        await LookAsync("/auth", "[data-testid=auth-range]:enabled", () => page.Keyboard.PressAsync("a"), "[data-testid=alarms]");
        await LookAsync(Query, "[data-testid=query-run]:enabled", () => RunAsync("query-run", "select * from orders"), "[data-testid=query-result] [role=row]");
        await LookAsync(Query, "[data-testid=query-run]:enabled", () => RunAsync("query-explain", "select * from orders"), "[data-testid=plan-summary]");
        await LookAsync(Query, "[data-testid=query-run]:enabled", () => RunAsync("query-run", "select nope"), "[data-testid=query-error]");
        await LookAsync(Query, "[data-testid=query-show-history]:enabled", () => ClickAsync("query-show-history"), "[data-testid=query-history]");
        await LookAsync("/audit", "[data-testid=audit-row]");
        await LookAsync("/access", "[data-testid=signing-identity]");
        await LookAsync("/connect", "h1:text('Connect')");
        await LookAsync("/nowhere", "h1:text('There is no page')");
        Assert.True(found.Count == 0, string.Join('\n', found));

        async Task RunAsync(string button, string sql)
        {
            await page.EvaluateAsync("text => window.aurora.setSql(text)", sql);
            await ClickAsync(button);
        }
    }
}
