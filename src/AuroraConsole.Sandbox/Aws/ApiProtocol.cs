using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>How requests and answers look on the wire.</summary>
public abstract class ApiProtocol
{
    /// <summary>Media type of an answer.</summary>
    public abstract string ContentType { get; }

    /// <summary>Name of the operation asked for and its parameters.</summary>
    /// <exception cref="AwsRefusalException">When the body cannot be read.</exception>
    public abstract (string Operation, ApiInput Input) Read(HttpRequest request, byte[] body);

    /// <summary>The body of an answer.</summary>
    public abstract byte[] Write(ApiService service, string operation, ApiObject? output, string requestId);

    /// <summary>Status and body of a refusal.</summary>
    public abstract (int Status, byte[] Body) WriteError(ApiService service, AwsRefusalException refusal, string requestId);

    /// <summary>Chooses by path (rpc-v2), target header (JSON), else Query.</summary>
    public static ApiProtocol Of(HttpRequest request) =>
        request.Headers["smithy-protocol"] == "rpc-v2-cbor" ? CborProtocol.Instance
        : request.Headers.ContainsKey("X-Amz-Target")
            ? request.ContentType?.Contains("json-1.0", StringComparison.OrdinalIgnoreCase) == true ? JsonProtocol.Version10 : JsonProtocol.Version11
            : QueryProtocol.Instance;
}
