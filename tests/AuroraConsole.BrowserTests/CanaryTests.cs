using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>
/// Everything one can do, with a key and rows that carry a mark, at the chattiest log level. Afterwards neither mark nor any token is
/// found in a log, an address, the browser's storage, a page left behind, an answer to a mistake, or what the console keeps.
/// </summary>
[Collection(nameof(BrowserCollection))]
public sealed class CanaryTests(BrowserFixture browser)
{
    private const string KeyId = "AKIACANARYMARKED1234";
    private const string Secret = "canarySecretMARKED/0123456789+abcdefghij";
    private const string Row = "canaryRowMARKED";
    private const string Demo = "us-east-1/demo";

    [Fact]
    public async Task Neither_key_nor_token_nor_row_is_found_where_it_does_not_belong()
    {
        await using var console = await ConsoleUnderTest.OnAccountAsync(MarkTheKeyAsync, "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:System=Trace");
        var (page, _) = await browser.OpenAsync();
        var addresses = new List<string>();
        page.Request += (_, request) => addresses.Add(request.Url);
        page.FrameNavigated += (_, frame) => addresses.Add(frame.Url);
        await page.GotoAsync(console.FirstUrl);
        await Expect(page.Locator($"[data-cluster='{Demo}']").GetByTestId("cluster-status")).ToContainTextAsync("Available");

        var token = await MintAsync(page, console);
        await PutRowsInAsync(page, token);
        await PressTInTheFleetAsync(page, console);
        await QueryAsync(page, console);
        await MakeMistakesAsync(page, console, token);
        foreach (var path in new[] { "/clusters", $"/clusters/{Demo}", $"/clusters/{Demo}/connect", $"/clusters/{Demo}/auth", $"/clusters/{Demo}/settings", $"/clusters/{Demo}/events", "/auth", "/auth?alarms=1", "/query", "/audit", "/no-such-page" })
        {
            await page.GotoAsync(console.Url + path);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            Assert.Empty(Leaks.Of(await page.ContentAsync(), Secret, path == "/query" ? Secret : Row));
        }

        Assert.Empty(addresses.SelectMany(address => Leaks.Of(address, Secret, Row, KeyId)).Distinct());
        Assert.Empty(Leaks.Of(await StorageAsync(page), Secret, Row, KeyId));
        Assert.Empty(Leaks.In(console, Secret, Row, KeyId));
        // The instrument works: what was looked through is not empty, and the marks were in use.
        Assert.Contains("MintToken", await File.ReadAllTextAsync(Directory.GetFiles(console.ConsoleData, "*", SearchOption.AllDirectories).First(file => File.ReadAllText(file).Contains("MintToken", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.True(console.Output.Length > 100_000, "The log was not at its chattiest.");
        Assert.Contains(KeyId, token, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, string>> MarkTheKeyAsync(ConsoleUnderTest console)
    {
        using var http = new HttpClient();
        var iam = JsonNode.Parse(await http.GetStringAsync($"{console.AwsUrl}/_sandbox/iam"))!;
        iam["Users"]![0]!["AccessKeys"]!.AsArray().Add(new JsonObject { ["AccessKeyId"] = KeyId, ["SecretAccessKey"] = Secret });
        (await http.PutAsync($"{console.AwsUrl}/_sandbox/iam", new StringContent(iam.ToJsonString(), Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        return new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = KeyId, ["AWS_SECRET_ACCESS_KEY"] = Secret, ["AWS_EC2_METADATA_DISABLED"] = "true" };
    }

    private static async Task<string> MintAsync(IPage page, ConsoleUnderTest console)
    {
        await page.GotoAsync($"{console.Url}/clusters/{Demo}/connect");
        await page.GetByTestId("token-mint").ClickAsync();
        await page.GetByTestId("token-reveal").ClickAsync();
        await page.GetByTestId("token-copy").ClickAsync();
        await Expect(page.Locator(".connect-copied")).ToBeVisibleAsync();
        await page.GetByTestId("paste-check").FillAsync((await page.GetByTestId("token-value").InputValueAsync())[..200]);
        await Expect(page.Locator("[data-finding]").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        return await page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    private static async Task PutRowsInAsync(IPage page, string token)
    {
        var settings = await page.GetByTestId("token-snippet").First.InnerTextAsync();
        var connection = System.Text.RegularExpressions.Regex.Match(settings, "psql \"([^\"]+)\"").Groups[1].Value;
        Assert.NotEqual("", connection);
        // By psql, since a statement that is typed into the console may be kept as a draft.
        var (exit, output) = await Psql.RunAsync(connection, token, $"insert into products (sku, name, price) values ('{Row}', '{Row}', 1)");
        Assert.True(exit == 0, output);
    }

    private static async Task PressTInTheFleetAsync(IPage page, ConsoleUnderTest console)
    {
        await page.GotoAsync($"{console.Url}/clusters");
        await Expect(page.Locator(".cl-fleet[data-keys=live]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("t");
        await Expect(page.Locator(".ac-toast")).ToContainTextAsync("copied");
    }

    private static async Task QueryAsync(IPage page, ConsoleUnderTest console)
    {
        await page.GotoAsync($"{console.Url}/query?cluster={Demo}&database=app&role=app_user");
        await page.WaitForFunctionAsync("() => !!window.aurora?.setSql");
        await RunAsync("select * from products order by id desc limit 3");
        await Expect(page.GetByTestId("query-result")).ToContainTextAsync(Row);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("query-export").ClickAsync());
        Assert.Contains(Row, await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
        // PostgreSQL tells the row in DETAIL and the value in the message: shown to their author, logged nowhere.
        await page.GetByTestId("query-mode").SelectOptionAsync("ReadWrite");
        await RunAsync("insert into products (sku, name, price) select sku, name, price from products order by id desc limit 1");
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync(Row);
        await RunAsync("select name::int from products order by id desc limit 1");
        await Expect(page.GetByTestId("query-error")).ToContainTextAsync("22P02");

        async Task RunAsync(string sql)
        {
            await page.EvaluateAsync("sql => window.aurora.setSql(sql)", sql);
            await Expect(page.GetByTestId("query-run")).ToBeEnabledAsync();
            await page.GetByTestId("query-run").ClickAsync();
        }
    }

    // Answers to mistakes repeat nothing of what they were given.
    private static async Task MakeMistakesAsync(IPage page, ConsoleUnderTest console, string token)
    {
        foreach (var (method, path, body) in new[]
        {
            ("POST", "/api/tokens", $"{{\"cluster\":\"{Demo}\",\"role\":\"app_user\",\"password\":\"{token}\"}}"),
            ("POST", "/api/tokens", $"{{\"cluster\":\"{Demo}\",\"role\":\"{token}\"}}"),
            ("POST", "/api/tokens", $"{{\"cluster\":\"{token}\",\"role\":\"app_user\"}}"),
            ("POST", "/api/tokens", token),
            ("POST", "/api/clusters", $"{{\"masterUserPassword\":\"{token}\"}}"),
            ("DELETE", $"/api/clusters/{Demo}?confirm=nothing", ""),
            ("POST", "/sign-in", $"{{\"token\":\"{token}\"}}"),
        })
        {
            var answer = await page.EvaluateAsync<string>("""
                async ([url, method, body]) => { const answer = await fetch(url, { method, headers: { 'Content-Type': 'application/json' }, body: body || undefined }); return answer.status + await answer.text(); }
                """, new[] { console.Url + path, method, body });
            Assert.StartsWith("4", answer, StringComparison.Ordinal);
            Assert.Empty(Leaks.Of(answer, Secret, Row));
        }
    }

    private static Task<string> StorageAsync(IPage page) => page.EvaluateAsync<string>("""
        async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases(), await caches?.keys?.()])
        """);
}
