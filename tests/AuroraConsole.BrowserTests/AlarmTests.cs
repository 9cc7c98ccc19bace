using System.Text;
using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>Alarms as one meets them: made with the keyboard at hand, seen to fire in the fleet, and followed back.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class AlarmTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_usual_alarms_are_made_and_one_that_fires_leads_from_the_fleet_to_the_list()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync();
        var (page, complaints) = await browser.OpenAsync();
        try
        {
            await page.GotoAsync($"{console.Url}/auth");
            await Expect(page.GetByTestId("auth-alarms")).ToHaveTextAsync(new Regex(@"^\s*Alarms\s*0\s*a\s*$"));
            await page.Keyboard.PressAsync("a");
            await page.GetByTestId("alarms-usual").ClickAsync();
            await Expect(page.GetByTestId("usual-row")).ToHaveCountAsync(4);
            await page.GetByTestId("usual-submit").ClickAsync();
            await Expect(page.GetByTestId("usual-dialog")).ToContainTextAsync("4 alarms created");
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.GetByTestId("usual-dialog")).ToHaveCountAsync(0);
            await Expect(page.GetByTestId("alarm-row")).ToHaveCountAsync(4);

            // One bad token of the demo's traffic is enough once the alarm says so.
            await page.Locator("[data-alarm='aurora-console/demo/invalid-token'] [data-testid=alarm-edit]").ClickAsync();
            await page.GetByTestId("alarm-threshold").FillAsync("1");
            await Expect(page.GetByTestId("alarm-preview")).ToBeVisibleAsync();
            await page.GetByTestId("alarm-submit").ClickAsync();
            await Expect(page.Locator("[data-alarm='aurora-console/demo/invalid-token']")).ToContainTextAsync("1 or more failures in 5 minutes");
            await Expect(page.Locator("[data-testid=auth-log-row][data-code$=Token]").First).ToBeAttachedAsync(new() { Timeout = 60_000 });

            // The running minute does not count.
            using var client = new HttpClient();
            using var clock = new StringContent("""{"offsetSeconds": 60}""", Encoding.UTF8, "application/json");
            (await client.PutAsync($"{console.AwsUrl}/_sandbox/clock", clock)).EnsureSuccessStatusCode();
            await page.GotoAsync($"{console.Url}/clusters");
            await Expect(page.GetByTestId("cluster-status")).ToHaveTextAsync("Alarm: invalid token", new() { Timeout = 90_000 });
            await page.GetByTestId("cluster-alarm").ClickAsync();

            await Expect(page.Locator("[data-testid=alarm-row][data-state=Alarm]")).ToContainTextAsync("In alarm");
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.GetByTestId("alarms")).ToHaveCountAsync(0);
            await page.Keyboard.PressAsync("a");
            await Expect(page.GetByTestId("alarm-row")).ToHaveCountAsync(4);
            Assert.Empty(complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(page);
            throw;
        }
    }
}
