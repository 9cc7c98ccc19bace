using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>Tokens as support staff handle them: from the fleet into psql, past their end, and mauled by a client.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class ConnectTests(BrowserFixture browser)
{
    private const string Demo = "us-east-1/demo";

    [Fact]
    public async Task Two_keys_lead_from_the_fleet_to_a_login()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await OpenAsync(console, "/clusters", "[data-testid=cluster-row]");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("t");

        await Expect(page.Locator(".ac-toast")).ToContainTextAsync("Token for app_user copied");
        var token = await ClipboardAsync(page);
        Assert.DoesNotContain(Signature(token), await page.ContentAsync(), StringComparison.Ordinal);
        var (exit, output) = await Psql.RunAsync(Connection(console, await PortAsync(console)), token, "select current_user");
        Assert.True(exit == 0 && output == "app_user", output);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Four_interactions_lead_from_the_fleet_to_a_psql_line_that_logs_in()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await OpenAsync(console, "/clusters", "[data-testid=cluster-row]");

        await page.Locator($"[data-cluster='{Demo}'] .cl-name").ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "demo" }).GetByRole(AriaRole.Link, new() { Name = "Connect" }).ClickAsync();
        await page.GetByTestId("token-mint").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy with token: macOS and Linux" }).ClickAsync();

        await Expect(page.Locator(".connect-copied")).ToBeVisibleAsync();
        var (exit, output) = await ShellAsync(await ClipboardAsync(page) + " -XAtc 'select current_user, current_database()'");
        Assert.True(exit == 0 && output == "app_user|app", output);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_token_that_ends_leaves_the_page_is_refused_and_copied_anew()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await browser.OpenAsync();
        await page.GotoAsync($"{console.Url}/clusters/{Demo}/connect");
        await page.GetByTestId("token-mint").ClickAsync();
        await page.GetByTestId("token-copy").ClickAsync();
        await Expect(page.Locator(".connect-copied")).ToBeVisibleAsync();
        var first = await ClipboardAsync(page);
        await Expect(page.GetByTestId("token-expiry")).ToHaveTextAsync(new Regex(@"^1[45]:\d\d$"));
        var connection = Connection(console, await PortAsync(console));
        Assert.Equal(0, (await Psql.RunAsync(connection, first, "select 1")).ExitCode);

        // Fourteen minutes on, a copy is of a new token: the old one would die in the paste.
        await PassAsync(console, page, TimeSpan.FromMinutes(14));
        await Expect(page.Locator("[data-life]")).ToHaveClassAsync(new Regex("soon"));
        await page.GetByTestId("token-copy").ClickAsync();
        await Expect(page.GetByTestId("token-expiry")).ToHaveTextAsync(new Regex(@"^1[45]:\d\d$"));
        var second = await ClipboardAsync(page);
        Assert.NotEqual(first, second);

        await PassAsync(console, page, TimeSpan.FromMinutes(30));
        await Expect(page.GetByTestId("token-value")).ToHaveCountAsync(0);
        await Expect(page.Locator(".connect-ended")).ToContainTextAsync("This token ended at");
        var source = await page.ContentAsync();
        Assert.DoesNotContain(Signature(first), source, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature(second), source, StringComparison.Ordinal);
        var (exit, output) = await Psql.RunAsync(connection, second, "select 1");
        Assert.True(exit != 0 && output.Contains("PAM authentication failed", StringComparison.Ordinal), output);

        await page.Keyboard.PressAsync("t");
        await Expect(page.Locator(".connect-copied")).ToBeVisibleAsync();
        var third = await ClipboardAsync(page);
        Assert.NotEqual(second, third);
        Assert.Equal(0, (await Psql.RunAsync(connection, third, "select 1")).ExitCode);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Leaving_the_tab_clears_the_token_and_copying_again_mints_another()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, _) = await OpenAsync(console, $"/clusters/{Demo}/connect", "[data-testid=token-mint]:enabled");
        await page.GetByTestId("token-mint").ClickAsync();
        var first = await page.GetByTestId("token-value").InputValueAsync();
        await page.GetByTestId("paste-check").FillAsync(first);
        await Expect(page.Locator("[data-finding]")).ToHaveAttributeAsync("data-finding", "Same");

        await page.EvaluateAsync("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(page.GetByTestId("token-left")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("token-value")).ToHaveCountAsync(0);
        Assert.Equal("", await page.GetByTestId("paste-check").InputValueAsync());
        Assert.DoesNotContain(Signature(first), await page.ContentAsync(), StringComparison.Ordinal);
        await Expect(page.GetByTestId("token-expiry")).ToBeVisibleAsync();

        await page.EvaluateAsync("delete document.visibilityState");
        // As when the tab was left while the circuit was gone: cleared here, and the server was not told.
        await page.GetByTestId("token-copy").ClickAsync();
        await Expect(page.Locator(".connect-copied")).ToBeVisibleAsync();
        await Expect(page.Locator(".connect-recent tr")).ToHaveCountAsync(2);
        await page.EvaluateAsync("document.querySelector('[data-token]').value = ''; navigator.clipboard.writeText('')");
        await page.GetByTestId("token-copy").ClickAsync();
        await Expect(page.Locator(".connect-recent tr")).ToHaveCountAsync(3);
        await page.WaitForFunctionAsync("async () => (await navigator.clipboard.readText()).includes('X-Amz-Signature=')");
    }

    [Fact]
    public async Task Roles_are_read_from_the_database_when_asked_and_not_before()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await OpenAsync(console, $"/clusters/{Demo}/connect?role=ap_user", "[data-testid=token-role]:enabled");
        var roles = page.Locator(".connect-roles label");
        await Expect(roles).ToHaveCountAsync(2);

        await page.GetByTestId("token-read-roles").ClickAsync();
        await Expect(roles).ToHaveCountAsync(3);
        // A role that may be mistyped is no reason not to read them.
        await Expect(page.GetByText("read as app_user")).ToBeVisibleAsync();
        await Expect(roles.Nth(1)).ToContainTextAsync("app_readonly");
        await Expect(roles.Last).ToContainTextAsync("postgres");
        await roles.Nth(1).ClickAsync();
        await Expect(page.GetByTestId("token-role")).ToHaveValueAsync("app_readonly");
        Assert.Contains("role=app_readonly", page.Url, StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task What_is_pasted_for_a_check_never_leaves_the_page()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        var (page, complaints) = await browser.OpenAsync();
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add(request.Url + request.PostData);
        page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => sent.Add(frame.Text ?? System.Text.Encoding.Latin1.GetString(frame.Binary ?? []));
        await page.GotoAsync($"{console.Url}/clusters/{Demo}/connect");
        await Expect(page.GetByTestId("paste-check")).ToBeEnabledAsync();

        const string Mark = "MARKEDPASTE";
        await page.GetByTestId("paste-check").FillAsync($"localhost:{await PortAsync(console)}/?Action=connect&DBUser=app_user&X-Amz-Credential={Mark}");
        await Expect(page.Locator("[data-finding=Cut]")).ToBeVisibleAsync();
        await page.GetByTestId("paste-check").BlurAsync();
        await page.GetByTestId("token-mint").ClickAsync();
        await Expect(page.GetByTestId("token-value")).ToBeVisibleAsync();

        Assert.DoesNotContain(sent, text => text.Contains(Mark, StringComparison.Ordinal));
        Assert.DoesNotContain(Mark, await page.EvaluateAsync<string>("JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])"), StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(ConsoleUnderTest console, string path, string ready)
    {
        var (page, complaints) = await browser.OpenAsync();
        await page.GotoAsync(console.Url + path);
        await Expect(page.Locator(ready).First).ToBeVisibleAsync();
        // The first keys must find the circuit live.
        await Expect(page.Locator(".cl-fleet[data-keys=live], [data-testid=token-role]:enabled").First).ToBeVisibleAsync();
        await Expect(page.Locator("[data-testid=cluster-status][data-status=available], [data-testid=token-role]").First).ToBeVisibleAsync();
        return (page, complaints);
    }

    // Both clocks, as when time really passes.
    private static async Task PassAsync(ConsoleUnderTest console, IPage page, TimeSpan time)
    {
        using var http = new HttpClient();
        var now = (await http.GetFromJsonAsync<Clock>($"{console.AwsUrl}/_sandbox/clock"))!.OffsetSeconds;
        (await http.PutAsJsonAsync($"{console.AwsUrl}/_sandbox/clock", new Clock(now + time.TotalSeconds))).EnsureSuccessStatusCode();
        await page.Clock.SetSystemTimeAsync(DateTime.UtcNow.AddSeconds(now) + time);
    }

    private static Task<string> ClipboardAsync(IPage page) => page.EvaluateAsync<string>("navigator.clipboard.readText()");

    private static string Signature(string token) => token[(token.IndexOf("X-Amz-Signature=", StringComparison.Ordinal) + 16)..];

    private static string Connection(ConsoleUnderTest console, int port) => $"host=localhost port={port} dbname=app user=app_user sslmode=verify-full sslrootcert={console.CaPath}";

    private static async Task<int> PortAsync(ConsoleUnderTest console)
    {
        using var http = new HttpClient();
        var cluster = await http.GetFromJsonAsync<System.Text.Json.JsonElement>($"{console.Url}/api/clusters/{Demo}");
        return cluster.GetProperty("port").GetInt32();
    }

    private static async Task<(int ExitCode, string Output)> ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, (await output + await error).Trim());
    }

    private sealed record Clock(double OffsetSeconds);
}
