using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Aws;

/// <summary><c>/_sandbox/…</c>: what tests turn. JSON in and out; only for this machine, and for no web page.</summary>
/// <remarks>
/// <c>iam</c>: the document of <c>iam.json</c>. <c>faults</c>: <see cref="FaultDocument"/>, until they are used up, taken back, or the sandbox ends.
/// <c>clock</c>: <c>{"offsetSeconds": n}</c>, moves token age, pauses, metric and log time; the age of API signatures stays real.
/// <c>state</c>: every cluster with its status, whether it is paused, and its open sessions; asking wakes none.
/// <c>ready</c>: 200 once no cluster is being created or started, 503 until then, 501 where databases cannot run.
/// </remarks>
/// <param name="account">Whose clock, policies and clusters.</param>
/// <param name="faults">Where faults go.</param>
/// <param name="services">The APIs that a fault may name.</param>
/// <param name="fleet">The databases; <c>null</c>: the API alone.</param>
/// <param name="gateway">Whose sessions are cut; <c>null</c>: the API alone.</param>
internal sealed class SandboxControl(SandboxAccount account, Faults faults, IReadOnlyDictionary<string, ApiService> services, PostgresFleet? fleet, GatewayServer? gateway)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Answers one request under <c>/_sandbox</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            RequireLocal(context.Request);
            var body = context.Request.Method switch
            {
                "GET" => null,
                "PUT" => Encoding.UTF8.GetString(await RequestBody.ReadAsync(context)),
                "DELETE" when context.Request.Path == "/_sandbox/faults" => "null",
                _ => throw new AwsRefusalException("MethodNotAllowed", "GET and PUT are there, and DELETE for faults.", 405),
            };
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
                    SetFaults(JsonSerializer.Deserialize<FaultDocument>(body, Options) ?? new FaultDocument(default, default));
                var (ofGateway, ofApi) = faults.Left;
                return JsonSerializer.Serialize(new { gateway = ofGateway, aws = ofApi }, Options);
            case "/_sandbox/clock":
                if (body is not null)
                    SetClock(JsonSerializer.Deserialize<Clock>(body, Options) ?? new Clock(0));
                return JsonSerializer.Serialize(new Clock(account.Clock.Offset.TotalSeconds), Options);
            case "/_sandbox/state" when body is null:
                return JsonSerializer.Serialize(new { clusters = account.State.Clusters.Select(StateOf) }, Options);
            case "/_sandbox/ready" when body is null:
                RequireReady();
                return """{"ready":true}""";
            default:
                throw new AwsRefusalException("NotFound", "There are /_sandbox/iam, /_sandbox/faults, /_sandbox/clock and, to be read only, /_sandbox/ready and /_sandbox/state.", 404);
        }
    }

    // Statuses that a client which waits tells apart: try again, or give up.
    private void RequireReady()
    {
        if (fleet?.Unavailable is { } why)
            throw new AwsRefusalException("DatabasesUnavailable", why, 501);
        var coming = account.State.Clusters.Where(c => c.Status is ResourceStatus.Creating or ResourceStatus.Starting).Select(c => $"{c.Region}/{c.Id} is {c.Status}").ToList();
        if (coming.Count > 0)
            throw new AwsRefusalException("NotReady", string.Join(", ", coming) + ".", 503);
    }

    private void SetFaults(FaultDocument document)
    {
        var (ofGateway, ofApi) = document.Read(services, Options);
        faults.Replace(ofGateway.Where(fault => fault.Kind != Faults.CutSessions), ofApi);
        foreach (var cut in ofGateway.Where(fault => fault.Kind == Faults.CutSessions))
            gateway?.CutSessions(cut.Cluster);
    }

    private object StateOf(Cluster cluster) => new
    {
        cluster = $"{cluster.Region}/{cluster.Id}",
        status = cluster.Status,
        paused = fleet?.IsPaused(cluster.ResourceId) == true,
        connections = fleet?.Users(cluster.ResourceId) ?? 0,
    };

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

    private static async Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    private sealed record Clock(double OffsetSeconds);
}
