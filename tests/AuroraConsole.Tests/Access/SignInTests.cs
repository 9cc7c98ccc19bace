using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Access;

/// <summary>Console.Out is one for all tests: those that read the printed link run one after another.</summary>
[Collection("terminal")]
public sealed class SignInTests : IAsyncLifetime
{
    private GuardedApp _app = null!;

    public async Task InitializeAsync() => _app = await GuardedApp.StartAsync(requireSignIn: true);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/data")]
    [InlineData("DELETE", "/api/data")]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/_blazor")]
    [InlineData("POST", "/_blazor/negotiate")]
    [InlineData("POST", "/sign-out")]
    public async Task Who_is_not_signed_in_gets_nothing_from_api_and_circuit(string method, string path)
    {
        var answer = await _app.SendAsync(new HttpMethod(method), path);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("NotSignedIn", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_page_leads_to_the_sign_in_page_and_back()
    {
        var answer = await _app.GetAsync("/clusters?range=1h");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/sign-in?to=%2Fclusters%3Frange%3D1h", answer.Headers.Location?.OriginalString);
        var page = await _app.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("data-testid=\"sign-in\"", await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await _app.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task The_link_works_once_and_the_next_one_is_another()
    {
        var code = _app.PrintedCode();
        Assert.Equal(64, code.Length);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(code)).StatusCode);
        var again = await SignInAsync(code);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        // The page's script shows the sentence.
        Assert.Equal("InvalidSignInCode", (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.False(again.Headers.Contains("Set-Cookie"));
        var next = _app.PrintedCode();
        Assert.NotEqual(code, next);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(next)).StatusCode);
    }

    [Fact]
    public async Task Many_browsers_at_once_with_one_link_let_one_in()
    {
        var code = _app.PrintedCode();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignInAsync(code)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_other_sites_and_other_ports()
    {
        var answer = await SignInAsync(_app.PrintedCode());
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("aurora-console-", cookie);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Signed_in_one_is_the_local_user_until_signing_out_which_ends_the_cookie_for_good()
    {
        var cookie = await CookieAsync();
        var page = await _app.GetAsync("/clusters", cookie);
        Assert.Contains(Environment.UserName, await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await _app.GetAsync("/sign-in?to=/audit", cookie)).StatusCode);

        var answer = await _app.SendAsync(HttpMethod.Post, "/sign-out", null, cookie);
        Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
        // The old cookie, kept by whoever copied it.
        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.GetAsync("/api/data", cookie)).StatusCode);

        await using var restarted = await GuardedApp.StartAsync(requireSignIn: true, _app.DataPath);
        Assert.Equal(HttpStatusCode.Unauthorized, (await restarted.GetAsync("/api/data", cookie)).StatusCode);
    }

    [Fact]
    public async Task A_sign_in_outlives_a_restart()
    {
        var cookie = await CookieAsync();
        await using var restarted = await GuardedApp.StartAsync(requireSignIn: true, _app.DataPath);
        Assert.Equal(HttpStatusCode.OK, (await restarted.GetAsync("/api/data", cookie)).StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_was_touched_is_none()
    {
        var (name, value) = await CookieAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.GetAsync("/api/data", (name, value[..^6] + "AAAAAA"))).StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed()
    {
        for (var tries = 0; tries < 10; tries++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync($"guess-{tries}")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync("guess")).StatusCode);
        // Even the right one waits, so that nothing can be learned from its answer.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(_app.PrintedCode())).StatusCode);
    }

    [Fact]
    public async Task A_script_comes_in_with_the_bearer_of_the_private_file()
    {
        var path = Path.Combine(_app.DataPath, "bearer");
        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.GetAsync("/api/data", ("Authorization", "Bearer wrong"))).StatusCode);
        var bearer = (await File.ReadAllTextAsync(path)).Trim();
        Assert.Equal(64, bearer.Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(HttpStatusCode.OK, (await _app.GetAsync("/api/data", ("Authorization", $"Bearer {bearer}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.GetAsync("/api/data", ("Authorization", $"Bearer {bearer[..^1]}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.GetAsync("/api/data", ("Authorization", "Bearer "))).StatusCode);

        await using var restarted = await GuardedApp.StartAsync(requireSignIn: true, _app.DataPath);
        Assert.Equal(HttpStatusCode.OK, (await restarted.GetAsync("/api/data", ("Authorization", $"Bearer {bearer}"))).StatusCode);
    }

    [Fact]
    public async Task The_keys_lie_in_a_folder_of_ones_own()
    {
        await SignInAsync(_app.PrintedCode());
        var keys = Path.Combine(_app.DataPath, "keys");
        Assert.NotEmpty(Directory.GetFiles(keys, "key-*.xml"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(keys));
    }

    [Theory]
    [InlineData("/audit?q=x", "/audit?q=x")]
    [InlineData("//evil.example", "/clusters")]
    [InlineData("/\\evil.example", "/clusters")]
    [InlineData("https://evil.example", "/clusters")]
    [InlineData("javascript:alert(1)", "/clusters")]
    [InlineData("/\t/evil.example", "/clusters")]
    [InlineData("/sign-in?to=/sign-in", "/clusters")]
    [InlineData("", "/clusters")]
    [InlineData(null, "/clusters")]
    public async Task Signing_in_leads_to_a_page_of_the_console_only(string? to, string expected)
    {
        var answer = await SignInAsync(_app.PrintedCode(), to);
        Assert.Equal(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("to").GetString());
    }

    [Fact]
    public async Task Signing_in_and_out_are_in_the_trail_and_the_code_is_not()
    {
        var code = _app.PrintedCode();
        var cookie = Cookie(await SignInAsync(code));
        await _app.SendAsync(HttpMethod.Post, "/sign-out", null, cookie);
        var trail = await _app.Services.GetRequiredService<AuditTrail>().ReadAsync(new Actor("me", true), 10, CancellationToken.None);
        Assert.Equal(2, trail.Count(record => record.Act == nameof(Act.SignIn) && record.State == "succeeded"));
        var onDisk = string.Concat(Directory.EnumerateFiles(_app.DataPath, "*", SearchOption.AllDirectories).Select(ReadShared));
        Assert.DoesNotContain(code, onDisk);
        Assert.DoesNotContain(cookie.Value, onDisk);
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private Task<HttpResponseMessage> SignInAsync(string code, string? to = null) =>
        _app.Client.PostAsJsonAsync("/sign-in", new { code, to });

    private async Task<(string Name, string Value)> CookieAsync() => Cookie(await SignInAsync(_app.PrintedCode()));

    private static (string Name, string Value) Cookie(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return ("Cookie", Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0]);
    }
}
