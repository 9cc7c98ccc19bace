using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Smithy's rpc-v2-CBOR, which the official .NET client speaks with CloudWatch: the operation in the path.</summary>
public sealed class CborProtocol : ApiProtocol
{
    /// <summary>The only one.</summary>
    public static CborProtocol Instance { get; } = new();

    /// <inheritdoc />
    public override string ContentType => "application/cbor";

    /// <inheritdoc />
    public override (string Operation, ApiInput Input) Read(HttpRequest request, byte[] body)
    {
        if (request.Path.Value?.Split('/') is not ["", "service", _, "operation", { Length: > 0 } operation])
            throw new AwsRefusalException("InvalidAction", "The path of an rpc-v2 request is /service/NAME/operation/NAME.");
        var input = body.Length == 0 ? [] : CborInput.Parse(body) as JsonObject
            ?? throw new AwsRefusalException("MalformedInput", "The body is not a CBOR map.");
        return (operation, new ApiInput(input));
    }

    /// <inheritdoc />
    public override byte[] Write(ApiService service, string operation, ApiObject? output, string requestId) => CborAnswer.Write(output ?? []);

    /// <inheritdoc />
    public override (int Status, byte[] Body) WriteError(ApiService service, AwsRefusalException refusal, string requestId) =>
        (ErrorNames.JsonStatus(refusal), CborAnswer.Write(new ApiObject { { "__type", ErrorNames.Json(refusal.Code) }, { "message", refusal.Message } }));
}
