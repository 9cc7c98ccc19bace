using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Aws;

namespace AuroraConsole.Tests.Access;

public sealed class RequestCheckTests : IAsyncLifetime
{
    private GuardedApp _app = null!;

    public async Task InitializeAsync() => _app = await GuardedApp.StartAsync(requireSignIn: false);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("/clusters")]
    [InlineData("/api/data")]
    [InlineData("/_blazor")]
    [InlineData("/healthz")]
    [InlineData("/nowhere")]
    public async Task A_foreign_host_is_turned_away_everywhere(string path)
    {
        foreach (var host in new[] { "evil.example", $"evil.example:{_app.Url.Port}", $"127.0.0.1:{_app.Url.Port + 1}", "127.0.0.1", $"127.0.0.1.evil.example:{_app.Url.Port}" })
        {
            var answer = await _app.GetAsync(path, ("Host", host));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("ForeignHost", await CodeOf(answer));
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]")]
    public async Task The_names_of_this_machine_with_the_right_port_are_answered(string name) =>
        Assert.Equal(HttpStatusCode.OK, (await _app.GetAsync("/clusters", ("Host", $"{name}:{_app.Url.Port}"))).StatusCode);

    [Theory]
    [InlineData("GET", "/clusters")]
    [InlineData("POST", "/clusters")]
    [InlineData("GET", "/api/data")]
    [InlineData("POST", "/api/data")]
    [InlineData("DELETE", "/api/data")]
    [InlineData("GET", "/_blazor")]
    [InlineData("POST", "/_blazor/negotiate")]
    [InlineData("POST", "/sign-in")]
    [InlineData("POST", "/sign-out")]
    public async Task A_foreign_origin_is_turned_away_on_pages_api_and_circuit(string method, string path)
    {
        // Another port of this machine is the same site to a browser, and "null" is a sandboxed frame.
        foreach (var origin in new[] { "http://evil.example", $"http://127.0.0.1:{_app.Url.Port + 1}", "null", $"https://127.0.0.1:{_app.Url.Port}", $"http://localhost:{_app.Url.Port}" })
        {
            var answer = await _app.SendAsync(new HttpMethod(method), path, method == "POST" ? Json("{}") : null, ("Origin", origin));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("ForeignOrigin", await CodeOf(answer));
        }
    }

    [Fact]
    public async Task The_circuits_websocket_opens_for_its_own_page_and_for_no_other()
    {
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenSocketAsync(_app.Url.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenSocketAsync(null));
        Assert.Equal(HttpStatusCode.Forbidden, await OpenSocketAsync("http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await OpenSocketAsync($"http://127.0.0.1:{_app.Url.Port + 1}"));
        Assert.Equal(HttpStatusCode.BadRequest, await OpenSocketAsync("http://evil.example", host: "evil.example"));
    }

    [Fact]
    public async Task A_write_that_a_browser_calls_cross_site_is_turned_away_even_without_an_origin()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _app.SendAsync(HttpMethod.Delete, "/api/data", null, ("Sec-Fetch-Site", "cross-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _app.SendAsync(HttpMethod.Delete, "/api/data", null, ("Sec-Fetch-Site", "same-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _app.SendAsync(HttpMethod.Delete, "/api/data", null, ("Sec-Fetch-Site", "same-origin"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _app.SendAsync(HttpMethod.Delete, "/api/data")).StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    [InlineData(null)]
    public async Task A_write_with_a_body_that_is_not_declared_json_is_refused(string? type)
    {
        var content = new ByteArrayContent("{\"name\":\"x\"}"u8.ToArray());
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await _app.SendAsync(HttpMethod.Post, "/api/data", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("UnsupportedMediaType", await CodeOf(answer));
    }

    [Fact]
    public async Task A_write_declared_json_goes_through_with_or_without_charset()
    {
        Assert.Equal(HttpStatusCode.OK, (await _app.SendAsync(HttpMethod.Post, "/api/data", Json("{\"name\":\"x\"}"))).StatusCode);
        var bare = new ByteArrayContent("{\"name\":\"x\"}"u8.ToArray());
        bare.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        Assert.Equal(HttpStatusCode.OK, (await _app.SendAsync(HttpMethod.Post, "/api/data", bare)).StatusCode);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"name\":5}")]
    [InlineData("")]
    public async Task A_body_that_cannot_be_read_gets_a_sentence(string body)
    {
        var answer = await _app.SendAsync(HttpMethod.Post, "/api/data", Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith(".", problem.GetProperty("title").GetString());
        Assert.DoesNotContain("   at ", problem.ToString());
    }

    [Fact]
    public async Task An_explained_failure_is_a_problem_with_its_code_and_field()
    {
        var answer = await _app.GetAsync("/api/explained");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("It is taken.", problem.GetProperty("title").GetString());
        Assert.Equal("Taken", problem.GetProperty("code").GetString());
        Assert.Equal("name", problem.GetProperty("field").GetString());
        Assert.Equal(409, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("/api/broken", "application/problem+json")]
    [InlineData("/broken", "text/html")]
    public async Task A_bug_shows_nothing_of_itself(string path, string type)
    {
        var answer = await _app.GetAsync(path);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("canary", body);
        Assert.DoesNotContain("InvalidOperationException", body);
    }

    [Fact]
    public async Task What_a_database_says_is_neither_shown_nor_logged()
    {
        var answer = await _app.GetAsync("/api/database");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("23505", await CodeOf(answer));
        Assert.DoesNotContain("canary", await answer.Content.ReadAsStringAsync());
        Assert.Contains("PostgresException 23505", Assert.Single(_app.Log), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Assert.Single(_app.Log));
    }

    [Fact]
    public async Task A_pages_failure_is_shown_as_text_never_as_markup()
    {
        var answer = await _app.GetAsync("/explained");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("It is &lt;b&gt;taken&lt;/b&gt;.", body);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "NotFound")]
    [InlineData("PATCH", "/api/data", HttpStatusCode.MethodNotAllowed, "MethodNotAllowed")]
    public async Task What_the_api_does_not_have_is_a_problem_too(string method, string path, HttpStatusCode status, string code)
    {
        var answer = await _app.SendAsync(new HttpMethod(method), path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, await CodeOf(answer));
    }

    [Theory]
    [InlineData("/clusters")]
    [InlineData("/broken")]
    [InlineData("/api/data")]
    [InlineData("/api/broken")]
    [InlineData("/api/nothing")]
    [InlineData("/nowhere")]
    [InlineData("/healthz")]
    public async Task Every_answer_carries_the_protecting_headers(string path)
    {
        foreach (var host in new[] { $"127.0.0.1:{_app.Url.Port}", "evil.example" })
        {
            var answer = await _app.GetAsync(path, ("Host", host));
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Equal("default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'", policy);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        }
    }

    [Theory]
    [InlineData("/clusters")]
    [InlineData("/api/data")]
    [InlineData("/api/explained")]
    [InlineData("/api/nothing")]
    public async Task Data_is_kept_in_no_cache(string path) =>
        Assert.True((await _app.GetAsync(path)).Headers.CacheControl?.NoStore);

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://192.0.2.7:5080")]
    [InlineData("http://console.example.com:5080")]
    [InlineData("http://127.0.0.1.example.com:5080")]
    public void An_address_others_can_reach_needs_sign_in(string url)
    {
        var error = Assert.Throws<ConfigurationException>(() => OwnHosts.Check(new AccessOptions { RequireSignIn = false, Urls = ["http://127.0.0.1:5080", url] }));
        Assert.Contains("Urls", error.Message);
        OwnHosts.Check(new AccessOptions { RequireSignIn = true, Urls = [url] });
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    [InlineData("http://127.8.8.8:5080")]
    public void A_loopback_address_needs_none(string url) => OwnHosts.Check(new AccessOptions { RequireSignIn = false, Urls = [url] });

    [Fact]
    public void An_address_that_is_none_is_a_sentence() =>
        Assert.Contains("Urls holds nonsense", Assert.Throws<ConfigurationException>(() => OwnHosts.Check(new AccessOptions { Urls = ["nonsense"] })).Message);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    private async Task<HttpStatusCode> OpenSocketAsync(string? origin, string? host = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        if (host is not null)
            socket.Options.SetRequestHeader("Host", host);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_app.Url.Port}/_blazor"), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }
}
