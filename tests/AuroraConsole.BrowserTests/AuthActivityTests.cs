using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>Auth activity under a reader's hands: zoom, shift, back, a bar, a line, live tail, files, and what was done here over the chart.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class AuthActivityTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_charts_and_the_log_follow_keys_and_pointer()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:ModifySeconds=0");
        var (page, complaints) = await browser.OpenAsync();
        try
        {
            await page.GotoAsync($"{console.Url}/auth?range=15m");
            await Expect(page.GetByTestId("auth-log-row").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await Expect(page.Locator("[data-plot=failures] canvas")).ToBeVisibleAsync();
            await ShiftsAndZoomsAsync(page);
            await FollowsABarAsync(page);
            await OpensALineAsync(page);
            await SeesWhatWasDoneHereAsync(page, console);
            await TakesFilesAwayAsync(page);
            await FollowsLiveAsync(page);
            await page.Mouse.MoveAsync(0, 0);
            await Pictures.SaveAsync(page, true, "auth-charts");
            await page.EvaluateAsync("window.aurora.toggleTheme()");
            await Pictures.SaveAsync(page, true, "auth-charts-dark");
            await page.SetViewportSizeAsync(1024, 900);
            await Pictures.SaveAsync(page, true, "auth-charts-1024-dark");
            Assert.Empty(complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }
    }

    private static async Task ShiftsAndZoomsAsync(IPage page)
    {
        await Expect(page.Locator("[data-key='[']")).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("[");
        await Expect(page).ToHaveURLAsync(new Regex("from="));
        var shifted = page.Url;
        // Once the page shows it: a step back while the step forward is on its way to the console would be overtaken by it.
        await Expect(page.Locator("[data-testid=auth-range][data-range='15m']")).ToHaveAttributeAsync("aria-pressed", "false");
        await page.GoBackAsync();
        await Expect(page.Locator("[data-testid=auth-range][data-range='15m']")).ToHaveAttributeAsync("aria-pressed", "true");

        var plot = (await page.Locator("[data-plot=failures] .u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(plot.X + plot.Width * 0.3f, plot.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(plot.X + plot.Width * 0.7f, plot.Y + 40, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Expect(page).ToHaveURLAsync(new Regex("from="));
        Assert.NotEqual(shifted, page.Url);
        await Expect(page.GetByTestId("auth-unzoom")).ToContainTextAsync("Selected");
        await page.Keyboard.PressAsync("z");
        await Expect(page.GetByTestId("auth-unzoom")).ToHaveCountAsync(0);
        Assert.EndsWith("/auth?range=15m", page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("input[type=search][data-key='/']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("document.activeElement.blur()");
    }

    private static async Task FollowsABarAsync(IPage page)
    {
        // The newest minute with a failure, as the table has it.
        await page.GetByTestId("auth-table").ClickAsync();
        var rows = page.Locator(".auth-figures tbody tr");
        await Expect(rows).ToHaveCountAsync(15);
        var failures = await rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.cells[3].textContent)");
        var bar = Array.FindIndex(failures, text => int.TryParse(text, out var count) && count > 0);
        Assert.True(bar >= 0, string.Join(' ', failures));
        await page.GoBackAsync();

        var plot = (await page.Locator("[data-plot=failures] .u-over").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(plot.X + plot.Width * (15 - bar - 0.5f) / 15, plot.Y + plot.Height - 2);
        await Expect(page).ToHaveURLAsync(new Regex("at=.*cause=|cause=.*at="));
        await Expect(page.GetByTestId("auth-part")).ToContainTextAsync("Selected");
        await Expect(page.GetByTestId("auth-log-row").First).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(new Uri(page.Url), "/auth?range=15m").ToString());
        await Expect(page.GetByTestId("auth-log-row").First).ToBeVisibleAsync();
    }

    private static async Task OpensALineAsync(IPage page)
    {
        await page.GetByTestId("auth-log-row").First.ClickAsync();
        await Expect(page.GetByTestId("auth-line")).ToContainTextAsync("Error Code");
        await page.GetByTestId("auth-line-copy").ClickAsync();
        await page.WaitForFunctionAsync("async () => (await navigator.clipboard.readText()).includes('[ERROR]')");
        Assert.Contains("line=us-east-1", Uri.UnescapeDataString(page.Url), StringComparison.Ordinal);
    }

    private static async Task SeesWhatWasDoneHereAsync(IPage page, ConsoleUnderTest console)
    {
        var answer = await page.APIRequest.PostAsync($"{console.Url}/api/tokens", new() { DataObject = new { cluster = "us-east-1/demo", role = "app_user" } });
        Assert.True(answer.Ok, $"{answer.Status}");
        await Expect(page.GetByTestId("auth-marks")).ToContainTextAsync("1", new() { Timeout = 60_000 });
        var plot = (await page.Locator("[data-plot=failures] .u-over").BoundingBoxAsync())!;
        // The mint lies in the last minute or the one before.
        for (var part = 0.8f; part < 1; part += 0.01f)
        {
            await page.Mouse.MoveAsync(plot.X + plot.Width * part, plot.Y + 20);
            if ((await page.Locator(".auth-when").First.TextContentAsync())!.Contains("token minted for app_user", StringComparison.Ordinal))
                return;
        }

        Assert.Fail("Pointing along the chart never named the mint.");
    }

    private static async Task TakesFilesAwayAsync(IPage page)
    {
        await page.GetByTestId("auth-export").ClickAsync();
        var figures = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("auth-export-figures").ClickAsync());
        Assert.Equal(16, (await File.ReadAllLinesAsync(await figures.PathAsync())).Length);
        var lines = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("auth-export-csv").ClickAsync());
        await using var file = File.OpenRead(await lines.PathAsync());
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        Assert.Equal(["lines.csv", "manifest.json"], zip.Entries.Select(entry => entry.Name).Order());
        await page.GetByTestId("auth-export").ClickAsync();
    }

    private static async Task FollowsLiveAsync(IPage page)
    {
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("l");
        await Expect(page.GetByTestId("auth-live")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.GetByTestId("auth-cost")).ToContainTextAsync("every 2 s", new() { Timeout = 30_000 });
        await page.EvaluateAsync("() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }");
        await Expect(page.GetByTestId("auth-live")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(page.GetByTestId("auth-live-ended")).ToContainTextAsync("hidden");
        await page.EvaluateAsync("delete document.hidden");
    }
}
