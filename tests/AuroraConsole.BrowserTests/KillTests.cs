using System.Net.Http.Json;
using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>SIGKILL in the middle of things: afterwards nothing is orphaned, nothing is half made, and the page tells the truth.</summary>
[Collection(nameof(BrowserCollection))]
public sealed class KillTests(BrowserFixture browser)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(1600)]
    public async Task A_create_cut_short_is_finished_after_a_restart(int millisecondsBeforeTheKill)
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:CreateSeconds=2", "--Sandbox:DemoTraffic=false");
        using var http = new HttpClient();
        using var accepted = await http.PostAsJsonAsync($"{console.Url}/api/clusters", new { region = "us-east-1", id = "halfway", minAcu = 0, maxAcu = 4, deletionProtection = false });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        await Task.Delay(millisecondsBeforeTheKill);

        await console.KillAndRestartAsync();

        var cluster = await WaitForAsync(http, $"{console.Url}/api/clusters/us-east-1/halfway", cluster => cluster.GetProperty("status").GetString() == "available");
        var (exit, output) = await LogInAsync(http, console, "us-east-1/halfway", cluster.GetProperty("port").GetInt32());
        Assert.True(exit == 0, output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1200)]
    public async Task A_delete_cut_short_is_finished_after_a_restart(int millisecondsBeforeTheKill)
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:CreateSeconds=0", "--Sandbox:DeleteSeconds=2", "--Sandbox:DemoTraffic=false");
        using var http = new HttpClient();
        await http.PostAsJsonAsync($"{console.Url}/api/clusters", new { region = "us-east-1", id = "leaving", minAcu = 0, maxAcu = 4, deletionProtection = false });
        await WaitForAsync(http, $"{console.Url}/api/clusters/us-east-1/leaving", cluster => cluster.GetProperty("status").GetString() == "available" && !HasOperation(cluster));
        using var accepted = await http.DeleteAsync($"{console.Url}/api/clusters/us-east-1/leaving?confirm=leaving");
        Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        await Task.Delay(millisecondsBeforeTheKill);

        await console.KillAndRestartAsync();

        var limit = DateTime.UtcNow + Patience;
        while ((await http.GetAsync($"{console.Url}/api/clusters/us-east-1/leaving")).StatusCode != System.Net.HttpStatusCode.NotFound)
        {
            Assert.True(DateTime.UtcNow < limit, "The cluster is still listed a minute after the restart.\n" + console.Output);
            await Task.Delay(200);
        }

        // The demo's server and no other: what the deleted cluster ran on is gone with it.
        Assert.Single(await WaitForServersAsync(console, 1));
    }

    [Fact]
    public async Task A_kill_during_a_query_leaves_no_server_behind_and_the_page_works_again()
    {
        await using var console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false");
        using var http = new HttpClient();
        await WaitForAsync(http, $"{console.Url}/api/clusters/us-east-1/demo", cluster => cluster.GetProperty("status").GetString() == "available");
        var (page, _) = await browser.OpenAsync();
        await page.GotoAsync($"{console.Url}/query?cluster=us-east-1/demo&database=app&role=app_user");
        await page.WaitForFunctionAsync("() => !!window.aurora?.setSql");
        await page.EvaluateAsync("window.aurora.setSql('select pg_sleep(120)')");
        await page.GetByTestId("query-run").ClickAsync();
        await Expect(page.GetByTestId("query-cancel")).ToBeEnabledAsync();
        var before = await WaitForServersAsync(console, 1);

        await console.KillAsync();
        Assert.Empty(await WaitForServersAsync(console, 0));
        await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Contains("pg_sleep", await page.EvaluateAsync<string>("window.aurora.getSql()"), StringComparison.Ordinal);

        await console.RestartAsync();
        await WaitForAsync(http, $"{console.Url}/api/clusters/us-east-1/demo", cluster => cluster.GetProperty("status").GetString() == "available");
        await page.GotoAsync($"{console.Url}/query?cluster=us-east-1/demo&database=app&role=app_user");
        await page.WaitForFunctionAsync("() => !!window.aurora?.setSql");
        await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync(new() { Timeout = 30_000 });
        await page.EvaluateAsync("window.aurora.setSql('select count(*) from customers')");
        await page.GetByTestId("query-run").ClickAsync();
        await Expect(page.GetByTestId("query-row-count")).ToContainTextAsync("1", new() { Timeout = 30_000 });
        Assert.NotEqual(before, await WaitForServersAsync(console, 1));
    }

    private static bool HasOperation(JsonElement cluster) => cluster.TryGetProperty("operation", out var operation) && operation.ValueKind != JsonValueKind.Null;

    private static async Task<JsonElement> WaitForAsync(HttpClient http, string url, Func<JsonElement, bool> reached)
    {
        var limit = DateTime.UtcNow + Patience;
        while (true)
        {
            using var answer = await http.GetAsync(url);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && JsonSerializer.Deserialize<JsonElement>(text) is var cluster && reached(cluster))
                return cluster;
            Assert.True(DateTime.UtcNow < limit, $"{url} did not get there within a minute: {text}");
            await Task.Delay(200);
        }
    }

    private static async Task<(int ExitCode, string Output)> LogInAsync(HttpClient http, ConsoleUnderTest console, string cluster, int port)
    {
        using var answer = await http.PostAsJsonAsync($"{console.Url}/api/tokens", new { cluster, role = "postgres" });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        return await Psql.RunAsync($"host=localhost port={port} dbname=postgres user=postgres sslmode=verify-full sslrootcert={console.CaPath}", token, "select 1");
    }

    /// <summary>The process ids of the PostgreSQL servers of this console, once there are as many as expected or half a minute has passed.</summary>
    private static async Task<IReadOnlyList<int>> WaitForServersAsync(ConsoleUnderTest console, int expected)
    {
        var limit = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (true)
        {
            var servers = console.PostgresServers();
            if (servers.Count == expected || DateTime.UtcNow > limit)
                return servers;
            await Task.Delay(100);
        }
    }
}
