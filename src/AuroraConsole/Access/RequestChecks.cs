using System.Net;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AuroraConsole.Access;

/// <summary>
/// Turns away what another site, another port of this machine or a name that someone pointed here could make a browser send.
/// Holds for pages, API and the circuit's websocket alike, before anything else looks at the request.
/// </summary>
internal sealed class RequestChecks(RequestDelegate next, OwnHosts hosts, AccessOptions options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is { } problem)
            await problem.ToResult().ExecuteAsync(context);
        else
            await next(context);
    }

    private Problem? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (!hosts.Contains(context))
            return new Problem("The console does not answer to the name in the Host header. Open it at the address it printed when it started.", "ForeignHost");
        if (!options.RequireSignIn && context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
            return new Problem("Without sign-in the console serves this computer alone.", "NotLocal", StatusCodes.Status403Forbidden);
        if (IsForeign(request))
            return new Problem("This request came from another site, so nothing was done. Open the console's own page, or leave out the Origin header in scripts.", "ForeignOrigin", StatusCodes.Status403Forbidden);
        if (IsWriteWithoutJson(context))
            return new Problem("The API takes JSON. Send the header Content-Type: application/json.", "UnsupportedMediaType", StatusCodes.Status415UnsupportedMediaType);
        return null;
    }

    // A missing Origin is fine: scripts send none. One from another port is foreign although browsers call it the same site.
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin is { Count: > 0 } origin)
            return !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return !reads && request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
    }

    private static bool IsWriteWithoutJson(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api")
        && !HttpMethods.IsGet(context.Request.Method)
        && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false
        && !(MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));
}
