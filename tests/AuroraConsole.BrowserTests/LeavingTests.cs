using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>A page that is left before its scripts have come, as over a slow line.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class LeavingTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("query.js", "/query?cluster=us-east-1/demo", "/clusters", "create-cluster")]
    [InlineData("query-schema.js", "/query?cluster=us-east-1/demo", "/clusters", "create-cluster")]
    [InlineData("clusters.js", "/clusters", "/query?cluster=us-east-1/demo", "query-run")]
    public async Task Who_leaves_before_the_script_came_finds_the_page_before_whole(string script, string away, string home, string there)
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, complaints) = await browser.OpenAsync();
        try
        {
            await page.GotoAsync($"{console.Url}{home}");
            await Expect(page.GetByTestId(there)).ToBeEnabledAsync();
            var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
            await page.RouteAsync(url => new Uri(url).AbsolutePath.EndsWith($"/js/{script}", StringComparison.Ordinal), async route =>
            {
                asked.TrySetResult();
                await release.Task;
                await route.ContinueAsync();
            });

            await page.EvaluateAsync("to => window.Blazor.navigateTo(to)", away);
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await page.EvaluateAsync("to => window.Blazor.navigateTo(to)", home);
            await Expect(page.GetByTestId(there)).ToBeEnabledAsync();
            var came = page.WaitForResponseAsync(answer => answer.Url.Contains(script, StringComparison.Ordinal));
            release.SetResult();
            await came;

            // What would go wrong does so a moment after the script has come.
            await page.WaitForTimeoutAsync(1000);
            await Expect(page.GetByTestId(there)).ToBeEnabledAsync();
            Assert.Empty(complaints);
        }
        finally
        {
            await page.CloseAsync();
        }
    }
}
