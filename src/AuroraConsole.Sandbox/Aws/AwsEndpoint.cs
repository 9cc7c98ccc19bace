using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>RDS, CloudWatch, CloudWatch Logs and STS on one address, told apart by the signature's scope as AWS does without a host name.</summary>
internal sealed partial class AwsEndpoint
{
    private readonly SandboxAccount _account;
    private readonly Faults _faults;
    private readonly ILogger _logger;
    private readonly Dictionary<string, ApiService> _services;

    public AwsEndpoint(SandboxAccount account, Faults faults, ILogger<AwsEndpoint> logger)
    {
        _account = account;
        _faults = faults;
        _logger = logger;
        ApiService[] services = [RdsService.Create(account), CloudWatchService.Create(account), LogsService.Create(account), StsService.Create(account), IamService.Create(account)];
        _services = services.ToDictionary(s => s.SigningName);
    }

    /// <summary>The services by their signing names.</summary>
    public IReadOnlyDictionary<string, ApiService> Services => _services;

    /// <summary>Answers one request of any service.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        var protocol = ApiProtocol.Of(context.Request);
        if (protocol is CborProtocol)
            context.Response.Headers["smithy-protocol"] = "rpc-v2-cbor";
        var service = GuessService(context.Request);
        try
        {
            var body = await RequestBody.ReadAsync(context);
            var signature = RequestSignature.Parse(context.Request);
            service = _services.GetValueOrDefault(signature.Service)
                ?? throw new AwsRefusalException("SignatureDoesNotMatch", $"Credential should be scoped to correct service: the sandbox has {string.Join(", ", _services.Keys)}.", 403);
            var caller = signature.Verify(context.Request, body, _account.Iam, TimeProvider.System.GetUtcNow(), _account.Clock.GetUtcNow());
            var (name, input) = protocol.Read(context.Request, body);
            var operation = Find(service, name, input);
            var call = new ApiCall(signature.Region, signature.AccessKeyId, caller, input);
            if (await MeetFaultsAsync(service, name, call, context.RequestAborted))
            {
                context.Abort();
                return;
            }

            if (operation.Resource is not null)
                _account.Iam.Demand(call.AccessKeyId, $"{service.ActionPrefix}:{name}", operation.Resource(call));
            var output = operation.Run(call);
            await WriteAsync(context, 200, protocol.ContentType, protocol.Write(service, name, output, requestId));
        }
        catch (AwsRefusalException refusal)
        {
            await RefuseAsync(context, protocol, service, refusal, requestId);
        }
        catch (Exception e) when (e is not OperationCanceledException and not BadHttpRequestException)
        {
            Log.Broken(_logger, e, service.SigningName, requestId);
            await RefuseAsync(context, protocol, service, new AwsRefusalException("InternalFailure", "The sandbox made a mistake; its log has the details.", 500), requestId);
        }
    }

    private static ApiOperation Find(ApiService service, string name, ApiInput input)
    {
        var version = input.Text("Version");
        return service.Operations.TryGetValue(name, out var operation) && (service.Target is not null || version is null || version == service.Version)
            ? operation
            : throw new AwsRefusalException("InvalidAction", $"Could not find operation {name} for version {version ?? service.Version}. The sandbox has {string.Join(", ", service.Operations.Keys.Order())}.");
    }

    /// <summary>Waits or refuses as tests have set; <c>true</c>: the connection is to be dropped without an answer.</summary>
    private async Task<bool> MeetFaultsAsync(ApiService service, string operation, ApiCall call, CancellationToken cancellationToken)
    {
        if (Take(Faults.Slow)?.Seconds is { } seconds)
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        if (Take(Faults.Throttle) is not null)
            throw new AwsRefusalException("Throttling", "Rate exceeded");
        if (Take(Faults.InternalError) is not null)
            throw new AwsRefusalException("InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", 500);
        return Take(Faults.Drop) is not null;

        Fault? Take(string kind) => _faults.TakeForCall(kind, service.SigningName, operation, $"{call.Region}/{call.Input.Text("DBClusterIdentifier")}");
    }

    // Only for the shape of a refusal: what a request without a usable signature was probably meant for.
    private ApiService GuessService(HttpRequest request)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        if (request.Headers["smithy-protocol"] == "rpc-v2-cbor")
            target = (request.Path.Value ?? "").Split('/').ElementAtOrDefault(2) + ".";
        return _services.Values.FirstOrDefault(s => s.Target is { } prefix && target.StartsWith(prefix + ".", StringComparison.Ordinal)) ?? _services["rds"];
    }

    private static async Task RefuseAsync(HttpContext context, ApiProtocol protocol, ApiService service, AwsRefusalException refusal, string requestId)
    {
        var (status, body) = protocol.WriteError(service, refusal, requestId);

        // For clients that moved from Query to JSON and still know the old codes.
        if (context.Request.Headers["x-amzn-query-mode"] == "true")
            context.Response.Headers["x-amzn-query-error"] = $"{refusal.Code};{(refusal.Status < 500 ? "Sender" : "Receiver")}";
        await WriteAsync(context, status, protocol.ContentType, body);
    }

    private static async Task WriteAsync(HttpContext context, int status, string contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The sandbox failed on a request to {Service} ({RequestId}).")]
        public static partial void Broken(ILogger logger, Exception exception, string service, string requestId);
    }
}
