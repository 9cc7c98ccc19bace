using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AuroraConsole.AwsServices;

/// <summary>AWS JSON 1.0 and 1.1: the operation in a header, a JSON object out and back.</summary>
/// <param name="jsonVersion"><c>1.0</c> or <c>1.1</c>.</param>
/// <param name="target">Prefix of the <c>X-Amz-Target</c> header.</param>
/// <param name="memberNames">How member names are spelled; <c>null</c>: as the properties.</param>
/// <param name="queryCompatible">The service used to speak Query: ask for its old error codes (header <c>x-amzn-query-error</c>).</param>
sealed class JsonProtocol(string jsonVersion, string target, JsonNamingPolicy? memberNames = null, bool queryCompatible = false) : Protocol
{
    readonly ShapeTable shapes = new(memberNames);

    public override void Write(IRequest http, string operation, AmazonWebServiceRequest request)
    {
        http.HttpMethod = "POST";
        http.Headers["Content-Type"] = "application/x-amz-json-" + jsonVersion;
        http.Headers["X-Amz-Target"] = target + "." + operation;
        if (queryCompatible)
            http.Headers["x-amzn-query-mode"] = "true";
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
            shapes.Structure(request.GetType()).WriteJson(writer, request);
        http.Content = content.ToArray();
    }

    public override AmazonWebServiceResponse ReadAnswer(Type type, string operation, byte[] body, IWebResponseData http)
    {
        AmazonWebServiceResponse? answer;
        // Operations without a result may answer with nothing at all.
        if (body.Length == 0 && type.GetProperties().All(p => p.DeclaringType != type))
            answer = (AmazonWebServiceResponse)Activator.CreateInstance(type)!;
        else
            answer = Parse(body, root => (AmazonWebServiceResponse?)shapes.Structure(type).ReadJson(root));
        if (answer is null)
            throw new FormatException("The answer is null, not an object.");
        answer.ResponseMetadata = new ResponseMetadata { RequestId = RequestIdHeader(http) };
        return answer;
    }

    public override WireError? ReadError(byte[] body, IWebResponseData http)
    {
        string? code = null, message = null;
        try
        {
            (code, message) = Parse(body, root => root.ValueKind == JsonValueKind.Object
                ? (Text(root, "__type") ?? Text(root, "code") ?? Text(root, "Code"), Text(root, "message") ?? Text(root, "Message"))
                : default);
        }
        catch (FormatException)
        {
            // The headers below may still name the error; without them it is none of the service's.
        }
        var shape = BareName(Header(http, "x-amzn-ErrorType") ?? code);
        // "ResourceNotFound;Sender": the code that Query clients of this service have always seen.
        var query = Header(http, "x-amzn-query-error")?.Split(';');
        if (shape is null && query is null)
            return null;
        var sender = Enum.TryParse<ErrorType>(query?.ElementAtOrDefault(1), out var said) ? said : ErrorType.Unknown;
        return new WireError(query?[0] ?? shape, message, sender, RequestIdHeader(http));
    }

    // "com.amazonaws.logs#ResourceNotFoundException:http://…" is ResourceNotFoundException.
    static string? BareName(string? code) => code?.Split(':')[0].Split('#')[^1];

    static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static T Parse<T>(byte[] body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The body is not the JSON expected: " + e.Message, e);
        }
    }
}
