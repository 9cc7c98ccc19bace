using System.Collections.Concurrent;
using System.Net.WebSockets;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuroraConsole.Tests.Access;

/// <summary>A real server on a free port behind the room's checks, with an endpoint of each kind.</summary>
internal sealed class GuardedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _isRestart;

    private GuardedApp(WebApplication app, string dataPath, bool isRestart, ConcurrentQueue<string> log)
    {
        _isRestart = isRestart;
        Log = log;
        _app = app;
        DataPath = dataPath;
        Url = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };
    }

    public string DataPath { get; }

    public Uri Url { get; }

    /// <summary>The errors that were logged, with their exceptions as a console would print them.</summary>
    public ConcurrentQueue<string> Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts one; <paramref name="dataPath"/> of an earlier one makes it a restart.</summary>
    public static async Task<GuardedApp> StartAsync(bool requireSignIn, string? dataPath = null)
    {
        var log = new ConcurrentQueue<string>();
        var isRestart = dataPath is not null;
        dataPath ??= Directory.CreateTempSubdirectory("access-").FullName;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddProvider(new Kept(log));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services
            .AddSingleton(new ConsoleOptions { DataPath = dataPath })
            .AddSingleton(TimeProvider.System)
            .AddSingleton<AuditTrail>()
            .AddAccess(new AccessOptions { RequireSignIn = requireSignIn, Urls = ["http://127.0.0.1:0"] });
        var app = builder.Build();
        app.UseAccess();
        app.UseAntiforgery();
        app.UseWebSockets();
        app.MapAccess();
        app.MapGet("/healthz", () => "ok").AllowAnonymous();
        app.MapGet("/clusters", (HttpContext context) => Results.Content($"<p>{context.User.Identity!.Name}</p>", "text/html"));
        app.MapGet("/explained", void () => throw new ProblemException(new Problem("It is <b>taken</b>.", "Taken", 409)));
        app.MapGet("/broken", void () => throw new InvalidOperationException("canary-of-the-exception"));
        app.MapGet("/api/data", () => Results.Json(new { ok = true }));
        app.MapPost("/api/data", (Body body) => Results.Json(new { body.Name }));
        app.MapDelete("/api/data", () => Results.NoContent());
        app.MapGet("/api/explained", void () => throw new ProblemException(new Problem("It is taken.", "Taken", 409, "name")));
        app.MapGet("/api/database", void () => throw new Npgsql.PostgresException("canary-of-a-row", "ERROR", "ERROR", "23505", "canary-of-a-row"));
        app.MapGet("/api/broken", void () => throw new InvalidOperationException("canary-of-the-exception"));
        app.Map("/_blazor", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        await app.StartAsync();
        return new GuardedApp(app, dataPath, isRestart, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (!_isRestart)
            Directory.Delete(DataPath, recursive: true);
    }

    /// <summary>One request with headers of one's own.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>The link as the terminal shows it: its code.</summary>
    public string PrintedCode()
    {
        var before = Console.Out;
        using var terminal = new StringWriter();
        Console.SetOut(terminal);
        try
        {
            Services.GetRequiredService<SignInLink>().Print();
        }
        finally
        {
            Console.SetOut(before);
        }

        var link = terminal.ToString().Trim().Split(' ')[^1];
        Assert.StartsWith($"{Url.GetLeftPart(UriPartial.Authority)}/sign-in#", link);
        return link[(link.IndexOf('#') + 1)..];
    }

    public sealed record Body(string Name);

    // Errors alone; what a provider prints of an exception is all of it.
    private sealed class Kept(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
