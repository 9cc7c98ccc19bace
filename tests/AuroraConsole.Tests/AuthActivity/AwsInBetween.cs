using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuroraConsole.Tests.AuthActivity;

/// <summary>Passes requests on to an AWS endpoint, counts them by operation, and answers those that it was told to itself.</summary>
internal sealed class AwsInBetween : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _answers = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly WebApplication _app;
    private readonly Uri _target;

    private AwsInBetween(string target)
    {
        _target = new Uri(target);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<AwsInBetween> StartAsync(string target)
    {
        var between = new AwsInBetween(target);
        await between._app.StartAsync();
        return between;
    }

    /// <summary>How often an operation of CloudWatch or Logs was asked, the SDK's retries included.</summary>
    public int Asked(string operation) => _asked.GetValueOrDefault(operation);

    /// <summary>Refuses an operation with an error code, or answers it with a body, until <see cref="PassOn"/>.</summary>
    public void Answer(string operation, int status, string body) => _answers[operation] = (status, body);

    public void Refuse(string operation, string code, string message) => Answer(operation, 400, $$"""{"__type":"{{code}}","message":"{{message}}"}""");

    public void PassOn(string operation) => _answers.TryRemove(operation, out _);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        _asked.AddOrUpdate(operation, 1, (_, count) => count + 1);
        if (_answers.TryGetValue(operation, out var answer))
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(answer.Body);
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target, context.Request.Path + context.Request.QueryString))
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        using var reply = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)reply.StatusCode;
        foreach (var (name, values) in reply.Headers.Concat(reply.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Date")))
            context.Response.Headers[name] = values.ToArray();
        await reply.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
