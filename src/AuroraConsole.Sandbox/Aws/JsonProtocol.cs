using System.Text.Json;
using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>AWS JSON 1.0 (CloudWatch) and 1.1 (Logs): the operation in <c>X-Amz-Target</c>.</summary>
/// <param name="version"><c>1.0</c> or <c>1.1</c>.</param>
public sealed class JsonProtocol(string version) : ApiProtocol
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>What CloudWatch's clients speak.</summary>
    public static JsonProtocol Version10 { get; } = new("1.0");

    /// <summary>What Logs' clients speak.</summary>
    public static JsonProtocol Version11 { get; } = new("1.1");

    /// <inheritdoc />
    public override string ContentType => "application/x-amz-json-" + version;

    /// <inheritdoc />
    public override (string Operation, ApiInput Input) Read(HttpRequest request, byte[] body)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        try
        {
            var input = body.Length == 0 ? [] : JsonNode.Parse(body, documentOptions: Strict) as JsonObject
                ?? throw new AwsRefusalException("SerializationException", "The body is not a JSON object.");
            Decode(input);
            return (target[(target.IndexOf('.') + 1)..], new ApiInput(input));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new AwsRefusalException("SerializationException", e.Message);
        }
    }

    /// <inheritdoc />
    public override byte[] Write(ApiService service, string operation, ApiObject? output, string requestId) =>
        JsonAnswer.Write(output ?? []);

    /// <inheritdoc />
    public override (int Status, byte[] Body) WriteError(ApiService service, AwsRefusalException refusal, string requestId) =>
        (ErrorNames.JsonStatus(refusal), JsonAnswer.Write(new ApiObject { { "__type", ErrorNames.Json(refusal.Code) }, { "message", refusal.Message } }));

    // Text is decoded on first use: better that bytes which are no UTF-8 show here.
    private static void Decode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                    Decode(member);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Decode(item);
                break;
            default:
                _ = node?.ToString();
                break;
        }
    }
}
