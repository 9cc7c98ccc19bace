using System.Net;
using AuroraConsole.Sandbox.Account;
using Microsoft.AspNetCore.Connections;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>The web server of the AWS port, loopback only: the services, <c>/_sandbox/…</c> and <c>/ca.pem</c>.</summary>
internal sealed class AwsListener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AwsListener(WebApplication app) => _app = app;

    /// <summary>Address with the real port.</summary>
    public string Url => _app.Urls.First();

    /// <exception cref="SandboxStartException">Not a loopback address, or the port is taken.</exception>
    public static async Task<AwsListener> StartAsync(string url, AwsEndpoint endpoint, SandboxControl control, string? caPem, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var address = Address(url);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.Run(context => context.Request.Path.Value switch
        {
            "/ca.pem" when HttpMethods.IsGet(context.Request.Method) && caPem is not null => WritePemAsync(context, caPem),
            { } path when path.StartsWith("/_sandbox/", StringComparison.Ordinal) => control.HandleAsync(context),
            _ => endpoint.HandleAsync(context),
        });
        var listener = new AwsListener(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return listener;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await listener.DisposeAsync();
            throw new SandboxStartException(
                $"The sandbox's AWS endpoint cannot listen on {url}: another program has that port. Stop it, or choose another with --Sandbox:AwsUrl=http://127.0.0.1:PORT.", e);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static IPEndPoint Address(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new SandboxStartException($"Sandbox:AwsUrl is \"{url}\"; it has the form http://127.0.0.1:5081.");
        var address = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var parsed) ? parsed : null;
        return address is not null && IPAddress.IsLoopback(address)
            ? new IPEndPoint(address, uri.Port)
            : throw new SandboxStartException($"Sandbox:AwsUrl is \"{url}\"; the sandbox listens on loopback addresses only (http://127.0.0.1:5081).");
    }

    private static Task WritePemAsync(HttpContext context, string pem)
    {
        context.Response.ContentType = "application/x-pem-file";
        return context.Response.WriteAsync(pem, context.RequestAborted);
    }

    // Ctrl+C belongs to the process, which disposes the sandbox.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
