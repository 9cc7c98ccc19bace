using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuroraConsole.BrowserTests;

/// <summary>
/// The engineer on call: each error code is caused at the gateway by what causes it on AWS, found in its series and its group with the
/// right diagnosis, and the cure that stands there makes the login work.
/// </summary>
[Collection(nameof(BrowserCollection))]
public sealed class AuthCureTests(BrowserFixture browser) : IAsyncLifetime
{
    private const string Demo = "us-east-1/demo";
    private const string Reporter = "arn:aws:iam::000000000000:role/reporter";

    // Within a minute of the sandbox's time; the machine may be slower than that.
    private static readonly LocatorAssertionsToHaveAttributeOptions Within = new() { Timeout = 60_000 };
    private static readonly HttpClient Http = new();
    private ConsoleUnderTest _console = null!;
    private IPage _page = null!;
    private List<string> _complaints = [];
    private string _range = "";

    public async Task InitializeAsync()
    {
        _console = await ConsoleUnderTest.OnSandboxAsync("--Sandbox:DemoTraffic=false", "--Sandbox:LoginsPerSecond=1", $"--Aws:SigningRoles:0={Reporter}");
        (_page, _complaints) = await browser.OpenAsync();
        var now = DateTime.UtcNow;
        // Absolute, since one of the failures happens on a clock that is 16 minutes on.
        _range = $"from={now.AddMinutes(-2):yyyy-MM-dd'T'HH:mm:ss'Z'}&to={now.AddMinutes(40):yyyy-MM-dd'T'HH:mm:ss'Z'}";
        for (var tries = 0; (await ClusterAsync())?["status"]?.ToString() != "available"; tries++)
        {
            Assert.True(tries < 120, "the demo cluster never became available");
            await Task.Delay(500);
        }
    }

    public async Task DisposeAsync() => await _console.DisposeAsync();

    [Fact]
    public async Task Each_cause_is_found_with_its_diagnosis_and_its_cure_makes_the_login_work()
    {
        try
        {
            await CutTokensAsync();
            await OldTokensAsync();
            await MissingPolicyAsync();
            await TooManyLoginsAsync();
            await ErrorsOfAwsAsync();
            Assert.Empty(_complaints);
            Assert.Empty(Leaks.In(_console));
        }
        catch
        {
            await Pictures.SaveFailureAsync(_page);
            throw;
        }
    }

    [Fact]
    public async Task What_CloudWatch_cannot_see_is_found_in_the_database_and_granted()
    {
        try
        {
            await RefusedAsync(await TokenAsync("nightly"), "nightly", "28P01|password authentication failed");

            await _page.GotoAsync($"{_console.Url}/auth");
            await Expect(_page.GetByTestId("auth-unseen")).ToContainTextAsync("28P01");
            await _page.GetByTestId("auth-unseen-cluster").SelectOptionAsync(Demo);
            await _page.GetByTestId("auth-unseen-role").FillAsync("nightly");
            await _page.GetByTestId("auth-unseen-role").PressAsync("Tab");
            await Expect(_page).ToHaveURLAsync(new Regex("check=nightly&checkin=us-east-1%2Fdemo|checkin=us-east-1%2Fdemo&check=nightly"));
            // The address alone asks nothing.
            await _page.ReloadAsync();
            await Expect(_page.GetByTestId("role-check-ask")).ToBeEnabledAsync();
            Assert.Equal(0, await _page.GetByTestId("role-check-answer").CountAsync());

            await Task.Delay(1200);
            await _page.GetByTestId("role-check-ask").ClickAsync();
            var exists = _page.Locator("[data-check='Role exists']");
            await Expect(exists).ToHaveAttributeAsync("data-kind", "Broken");
            await exists.Locator("summary").ClickAsync();
            var cure = await exists.Locator("pre").InnerTextAsync();
            await Task.Delay(1200);
            var (exit, output) = await Psql.RunAsync(await ConnectionAsync("postgres", "app"), await TokenAsync("postgres"), cure);
            Assert.True(exit == 0, output);

            await LogsInAsync(await TokenAsync("nightly"), "nightly");
            await Task.Delay(1200);
            await _page.GetByTestId("role-check-ask").ClickAsync();
            await Expect(_page.Locator("[data-check=rds_iam]")).ToHaveAttributeAsync("data-kind", "Available");
            Assert.Empty(_complaints);
        }
        catch
        {
            await Pictures.SaveFailureAsync(_page);
            throw;
        }
    }

    private async Task CutTokensAsync()
    {
        var token = await TokenAsync("app_user");
        await RefusedAsync(token[..256], "app_user");

        await OpenAsync("InvalidToken", "IamDbAuthConnectionFailureInvalidToken", "1");
        await Expect(Finding("Minted here")).ToContainTextAsync("and it was good. If that is what was sent, the client cut or changed it");
        await Expect(_page.GetByTestId("auth-why").GetByText("Check what the client sent, on Connect")).ToHaveAttributeAsync("href", new Regex($"clusters/{Demo}/connect\\?role=app_user#paste-checker"));
        await Expect(_page.GetByTestId("auth-cure")).ToContainTextAsync("aws rds generate-db-auth-token");
        await Expect(_page.GetByTestId("auth-cure")).ToContainTextAsync($"--port {(await ClusterAsync())!["port"]}");

        await LogsInAsync(token, "app_user");
    }

    private async Task OldTokensAsync()
    {
        var token = await TokenAsync("app_user");
        await ClockAsync(16 * 60);
        await RefusedAsync(token, "app_user");
        await ClockAsync(0);

        await OpenAsync("ExpiredToken", "IamDbAuthConnectionFailureInvalidToken", "2");
        await Expect(Finding("Minted here")).ToContainTextAsync(new Regex(@"minted a token of app_user for localhost:\d+ at .* \(api\)\. It had expired at .* UTC, \d+ s before this line"));
        await Expect(_page.GetByTestId("auth-why")).ToContainTextAsync("A connection pool keeps the token it started with");

        await LogsInAsync(await TokenAsync("app_user"), "app_user");
    }

    private async Task MissingPolicyAsync()
    {
        var resource = (await ClusterAsync())!["resourceId"]!.ToString();
        // As people write it: the cluster's name where its resource id belongs.
        await AttachAsync($$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:us-east-1:000000000000:dbuser:demo/app_user"}]}""");
        await RefusedAsync(await TokenAsync("app_user", Reporter), "app_user");

        await OpenAsync("NotAuthorized", "IamDbAuthConnectionFailureInsufficientPermissions", "1");
        await Expect(_page.GetByTestId("auth-why-sentence")).ToHaveTextAsync("reporter may not log in to demo as app_user: its policy names the cluster's name in place of its resource id.");
        await Expect(Finding("Account")).ToHaveAttributeAsync("data-kind", "Available");
        await Expect(Finding("Policy")).ToHaveAttributeAsync("data-kind", "Broken");
        await Expect(_page.Locator(".ck-wrong")).ToHaveTextAsync("demo");
        await Expect(_page.Locator(".ck-right")).ToHaveTextAsync(resource);

        await _page.GetByTestId("auth-cure-copy").ClickAsync();
        await _page.WaitForFunctionAsync("async () => (await navigator.clipboard.readText()).includes('rds-db:connect')");
        await AttachAsync(await _page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await _page.GetByTestId("next-success-watch").ClickAsync();
        await Expect(_page.GetByTestId("next-success")).ToHaveAttributeAsync("data-state", "watching");
        // The watch first learns what was counted before.
        await Expect(_page.GetByTestId("next-success")).ToHaveAttributeAsync("data-counted", "true");
        await LogsInAsync(await TokenAsync("app_user", Reporter), "app_user");
        await Expect(_page.GetByTestId("next-success")).ToHaveAttributeAsync("data-state", "succeeded", Within);
        await _page.GetByTestId("auth-verify-again").ClickAsync();
        await Expect(Finding("Policy")).ToHaveAttributeAsync("data-kind", "Available");
    }

    private async Task TooManyLoginsAsync()
    {
        var token = await TokenAsync("app_user");
        var connection = await ConnectionAsync("app_user", "app");
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Psql.RunAsync(connection, token, "select 1")));
        var refused = tries.Count(login => login.ExitCode != 0);
        Assert.True(refused > 0, "eight logins at once all passed a limit of one a second");

        await OpenAsync("ThrottlingException", "IamDbAuthConnectionFailureThrottling", refused.ToString());
        await Expect(Finding("Logins a second")).ToContainTextAsync("a second on average; the limit is 200");
        await Expect(_page.GetByTestId("auth-cure")).ToContainTextAsync("Maximum Pool Size");

        // One connection in place of eight, a moment later.
        await LogsInAsync(token, "app_user");
    }

    private async Task ErrorsOfAwsAsync()
    {
        await PutAsync("faults", """{"gateway": "internal-error"}""");
        await RefusedAsync(await TokenAsync("app_user"), "app_user");

        await OpenAsync("InternalError", "IamDbAuthConnectionFailureServerError", "1");
        await Expect(_page.GetByTestId("auth-why")).ToContainTextAsync("Nothing here causes it or cures it");
        await Expect(_page.GetByTestId("auth-cure")).ToContainTextAsync("Lines: 1, from 20");
        await Expect(_page.GetByTestId("auth-cure")).ToContainTextAsync("arn:aws:rds:us-east-1:000000000000:cluster:demo");

        await PutAsync("faults", """{"gateway": null}""");
        await LogsInAsync(await TokenAsync("app_user"), "app_user");
        await _page.Keyboard.PressAsync("Escape");
        await Expect(_page.GetByTestId("auth-why")).ToHaveCountAsync(0);
    }

    // The count in its series, then the group and its panel.
    private async Task OpenAsync(string code, string metric, string count)
    {
        await _page.GotoAsync($"{_console.Url}/clusters/{Demo}/auth?{_range}");
        await Expect(_page.Locator($"[data-testid=auth-chart] [data-metric={metric}]")).ToHaveAttributeAsync("data-total", count, Within);
        var group = _page.Locator($"[data-testid=auth-group-row][data-code={code}]");
        await Expect(group).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await group.FocusAsync();
        await group.PressAsync("Enter");
        await Expect(_page.GetByTestId("auth-why")).ToHaveAttributeAsync("data-code", code);
    }

    private ILocator Finding(string name) => _page.Locator($"[data-testid=auth-findings] [data-check='{name}']");

    private async Task RefusedAsync(string token, string role, string said = "PAM authentication failed")
    {
        await Task.Delay(1200);
        var (exit, output) = await Psql.RunAsync(await ConnectionAsync(role, "app"), token, "select 1");
        Assert.True(exit != 0 && Regex.IsMatch(output, said), output);
    }

    private async Task LogsInAsync(string token, string role)
    {
        await Task.Delay(1200);
        var (exit, output) = await Psql.RunAsync(await ConnectionAsync(role, "app"), token, "select current_user");
        Assert.True(exit == 0 && output == role, output);
    }

    private async Task<string> ConnectionAsync(string role, string database) =>
        $"host=localhost port={(await ClusterAsync())!["port"]} dbname={database} user={role} sslmode=verify-full sslrootcert={_console.CaPath}";

    private async Task<string> TokenAsync(string role, string? signer = null)
    {
        using var answer = await Http.PostAsJsonAsync($"{_console.Url}/api/tokens", new { cluster = Demo, role, signer });
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["token"]!.ToString();
    }

    private async Task<JsonNode?> ClusterAsync() =>
        JsonNode.Parse(await Http.GetStringAsync($"{_console.Url}/api/clusters"))!["clusters"]!.AsArray().FirstOrDefault(cluster => cluster!["id"]!.ToString() == "demo");

    private Task ClockAsync(int seconds) => PutAsync("clock", JsonSerializer.Serialize(new { offsetSeconds = seconds }));

    private async Task PutAsync(string what, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Http.PutAsync($"{_console.AwsUrl}/_sandbox/{what}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    // What `aws iam put-role-policy` does on an account.
    private async Task AttachAsync(string policy)
    {
        var document = JsonNode.Parse(await Http.GetStringAsync($"{_console.AwsUrl}/_sandbox/iam"))!;
        var roles = document["Roles"]!.AsArray();
        if (roles.FirstOrDefault(role => role!["RoleName"]!.ToString() == "reporter") is { } before)
            roles.Remove(before);
        roles.Add(new JsonObject
        {
            ["RoleName"] = "reporter",
            ["AssumeRolePolicyDocument"] = JsonNode.Parse("""{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"sts:AssumeRole"}}"""),
            ["Policies"] = new JsonArray(new JsonObject { ["PolicyName"] = "login", ["PolicyDocument"] = JsonNode.Parse(policy) }),
        });
        await PutAsync("iam", document.ToJsonString());
    }
}
