using System.Net;
using System.Text.Json;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary><c>/_sandbox/…</c>: what tests turn. JSON in and out; only for this machine, and for no web page.</summary>
/// <remarks>
/// <c>iam</c>: the document of <c>iam.json</c>. <c>faults</c>: <c>{"gateway": null | "internal-error" | "throttle"}</c>, until the sandbox ends.
/// <c>clock</c>: <c>{"offsetSeconds": n}</c>, moves token age, pauses, metric and log time; the age of API signatures stays real.
/// <c>ready</c>: 200 once no cluster is being created or started, 503 until then, 501 where databases cannot run.
/// </remarks>
/// <param name="account">The account.</param>
/// <param name="databasesUnavailable">Why databases cannot run here; <c>null</c> when they can or are switched off.</param>
internal sealed class SandboxControl(SandboxAccount account, Func<string?> databasesUnavailable)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };
    private static readonly string[] GatewayFaults = ["internal-error", "throttle"];
    private volatile string? _gatewayFault;

    /// <summary>What IAM answers at the gateway instead of the truth; <c>null</c>: the truth.</summary>
    public string? GatewayFault => _gatewayFault;

    /// <summary>Answers one request under <c>/_sandbox</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            RequireLocal(context.Request);
            var body = HttpMethods.IsPut(context.Request.Method) ? await ReadAsync(context) : null;
            if (body is null && !HttpMethods.IsGet(context.Request.Method))
                throw new AwsRefusalException("MethodNotAllowed", "GET and PUT are there.", 405);
            await WriteAsync(context, 200, Answer(context.Request.Path, body));
        }
        catch (AwsRefusalException refusal)
        {
            await WriteAsync(context, refusal.Status, JsonSerializer.Serialize(new { code = refusal.Code, message = refusal.Message }, Options));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            await WriteAsync(context, 400, JsonSerializer.Serialize(new { code = "InvalidDocument", message = e.Message }, Options));
        }
    }

    private string Answer(PathString path, string? body)
    {
        switch (path.Value)
        {
            case "/_sandbox/iam":
                if (body is not null)
                    account.Iam.Replace(body);
                return account.Iam.Json;
            case "/_sandbox/faults":
                if (body is not null)
                    SetFaults(JsonSerializer.Deserialize<Faults>(body, Options) ?? new Faults(null));
                return JsonSerializer.Serialize(new Faults(_gatewayFault), Options);
            case "/_sandbox/clock":
                if (body is not null)
                    SetClock(JsonSerializer.Deserialize<Clock>(body, Options) ?? new Clock(0));
                return JsonSerializer.Serialize(new Clock(account.Clock.Offset.TotalSeconds), Options);
            case "/_sandbox/ready" when body is null:
                RequireReady();
                return """{"ready":true}""";
            default:
                throw new AwsRefusalException("NotFound", "There are /_sandbox/iam, /_sandbox/faults, /_sandbox/clock and, to be read only, /_sandbox/ready.", 404);
        }
    }

    // Statuses that a client which waits tells apart: try again, or give up.
    private void RequireReady()
    {
        if (databasesUnavailable() is { } why)
            throw new AwsRefusalException("DatabasesUnavailable", why, 501);
        var coming = account.State.Clusters.Where(c => c.Status is ResourceStatus.Creating or ResourceStatus.Starting).Select(c => $"{c.Region}/{c.Id} is {c.Status}").ToList();
        if (coming.Count > 0)
            throw new AwsRefusalException("NotReady", string.Join(", ", coming) + ".", 503);
    }

    private void SetFaults(Faults faults)
    {
        if (faults.Gateway is not null && !GatewayFaults.Contains(faults.Gateway))
            throw new FormatException($"\"gateway\" is null, \"{string.Join("\" or \"", GatewayFaults)}\".");
        _gatewayFault = faults.Gateway;
    }

    private void SetClock(Clock clock)
    {
        if (!(Math.Abs(clock.OffsetSeconds) <= 366 * 86_400))
            throw new FormatException("\"offsetSeconds\" is at most a year, either way.");
        account.Clock.Offset = TimeSpan.FromSeconds(clock.OffsetSeconds);
    }

    // A web page on another name that points here (DNS rebinding) has its own Host; one that posts across sites has an Origin.
    private static void RequireLocal(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            throw new AwsRefusalException("ForeignHost", "Ask by localhost or a loopback address.", 400);
        if (request.Headers.ContainsKey("Origin"))
            throw new AwsRefusalException("ForeignOrigin", "Web pages may not ask.", 403);
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    private sealed record Faults(string? Gateway);

    private sealed record Clock(double OffsetSeconds);
}
