using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuroraConsole.Tests.Access;

/// <summary>The whole console as an account's: each endpoint that exists, taken from the running program, is asked without a sign-in.</summary>
[Collection("terminal")]
public sealed class EndpointListTests : IClassFixture<EndpointListTests.AccountConsole>
{
    private static readonly string[] Open = ["/sign-in", "/healthz", "/readyz"];
    private readonly AccountConsole _console;
    private readonly HttpClient _client;

    public EndpointListTests(AccountConsole console)
    {
        _console = console;
        _client = console.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false, BaseAddress = new Uri("http://127.0.0.1:5080") });
    }

    private IEnumerable<RouteEndpoint> Endpoints => _console.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct();

    [Fact]
    public async Task Every_api_endpoint_denies_who_is_not_signed_in()
    {
        var asked = 0;
        foreach (var (method, path) in Endpoints.Where(endpoint => Path(endpoint).StartsWith("/api", StringComparison.Ordinal)).SelectMany(Requests))
        {
            var answer = await SendAsync(method, path);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {answer.StatusCode}");
            Assert.Equal("NotSignedIn", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
            asked++;
        }

        Assert.True(asked >= 4, $"only {asked} endpoints were found");
    }

    [Fact]
    public async Task Every_other_endpoint_but_the_few_open_ones_shows_nothing_either()
    {
        foreach (var endpoint in Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            foreach (var (method, path) in Requests(endpoint))
            {
                var answer = await SendAsync(method, path);
                var leadsToSignIn = answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.OriginalString.StartsWith("/sign-in?", StringComparison.Ordinal);
                Assert.True(leadsToSignIn || answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public void Only_sign_in_health_and_files_are_open()
    {
        var open = Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null)
            .Select(Path).Distinct();
        Assert.Empty(open.Except(Open));
    }

    [Fact]
    public async Task Every_endpoint_turns_a_foreign_origin_and_a_foreign_host_away()
    {
        foreach (var (method, path) in Endpoints.SelectMany(Requests).Distinct())
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(method, path, ("Origin", "http://evil.example"))).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(method, path, ("Host", "evil.example"))).StatusCode);
        }
    }

    [Fact]
    public async Task What_the_sign_in_page_loads_is_open()
    {
        var page = await (await SendAsync("GET", "/sign-in")).Content.ReadAsStringAsync();
        foreach (var file in new[] { "css/tokens.css", "css/app.css", "css/access.css", "js/sign-in.js" })
        {
            Assert.Contains(file, page);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/" + file)).StatusCode);
        }
    }

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');

    private static IEnumerable<(string Method, string Path)> Requests(RouteEndpoint endpoint)
    {
        var segments = endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : Value(endpoint, part))));
        var path = "/" + string.Join('/', segments);
        return (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (method, path));
    }

    // A value that the parameter's constraint lets through.
    private static string Value(RouteEndpoint endpoint, Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part)
    {
        var name = (part as Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart)?.Name ?? "";
        var policies = endpoint.RoutePattern.ParameterPolicies.TryGetValue(name, out var found) ? found.Select(policy => policy.Content) : [];
        return policies.Contains("guid") ? Guid.Empty.ToString() : "1";
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }

    /// <summary>Program.cs itself with <c>Console:Target=Aws</c>; no account is asked since nobody gets that far.</summary>
    public sealed class AccountConsole : WebApplicationFactory<AuroraConsole.Access.AccessControl>
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("account-").FullName;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            // The SDK reads profiles' files once a process, environment variables each time.
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "SANDBOX");
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "sandbox");
            builder.UseSolutionRelativeContentRoot(".");
            builder.UseSetting("Console:Target", "Aws");
            builder.UseSetting("Console:DataPath", _folder);
            builder.UseSetting("Urls", "http://127.0.0.1:5080");
            builder.UseSetting("Aws:Regions:0", "us-east-1");
            builder.UseSetting("Aws:ServiceUrl", "http://127.0.0.1:9");
            builder.UseSetting("Logging:LogLevel:Default", "None");
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Directory.Exists(_folder))
                Directory.Delete(_folder, recursive: true);
        }
    }
}
