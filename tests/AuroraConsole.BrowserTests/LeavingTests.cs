using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>A page that is left before its scripts have come, as over a slow line.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class LeavingTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("query.js", "/query?cluster=us-east-1/demo", "/clusters", "cluster-grid")]
    [InlineData("query-schema.js", "/query?cluster=us-east-1/demo", "/clusters", "cluster-grid")]
    [InlineData("clusters.js", "/clusters", "/query?cluster=us-east-1/demo", "query-run")]
    public async Task Who_leaves_before_the_script_came_finds_the_next_page_whole(string script, string from, string to, string there)
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, complaints) = await browser.OpenAsync();
        try
        {
            await page.GotoAsync($"{console.Url}/audit");
            await Expect(page.GetByTestId("target-badge")).ToBeVisibleAsync();
            var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
            await page.RouteAsync(url => new Uri(url).AbsolutePath.EndsWith($"/js/{script}", StringComparison.Ordinal), async route =>
            {
                asked.TrySetResult();
                await release.Task;
                await route.ContinueAsync();
            });

            await page.EvaluateAsync("to => window.Blazor.navigateTo(to)", from);
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await page.EvaluateAsync("to => window.Blazor.navigateTo(to)", to);
            await Expect(page.GetByTestId(there)).ToBeVisibleAsync();
            var came = page.WaitForResponseAsync(answer => answer.Url.Contains(script, StringComparison.Ordinal));
            release.SetResult();
            await came;

            // What would go wrong does so a moment after the script has come.
            await page.WaitForTimeoutAsync(1000);
            await Expect(page.GetByTestId(there)).ToBeVisibleAsync();
            Assert.Empty(complaints);
        }
        finally
        {
            await page.CloseAsync();
        }
    }
}
