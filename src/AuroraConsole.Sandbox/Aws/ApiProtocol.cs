using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
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
        request.Headers.ContainsKey("X-Amz-Target")
            ? request.ContentType?.Contains("json-1.0", StringComparison.OrdinalIgnoreCase) == true ? JsonProtocol.Version10 : JsonProtocol.Version11
            : QueryProtocol.Instance;
}

/// <summary>AWS Query: a form in, XML out.</summary>
public sealed class QueryProtocol : ApiProtocol
{
    /// <summary>The only one.</summary>
    public static QueryProtocol Instance { get; } = new();

    /// <inheritdoc />
    public override string ContentType => "text/xml";

    /// <inheritdoc />
    public override (string Operation, ApiInput Input) Read(HttpRequest request, byte[] body)
    {
        var form = new Microsoft.AspNetCore.WebUtilities.FormReader(Encoding.UTF8.GetString(body)) { ValueCountLimit = 10_000, ValueLengthLimit = 1 << 20 };
        var tree = new JsonObject();
        try
        {
            foreach (var (name, values) in request.Query.Concat(form.ReadForm()))
                Place(tree, name.Split('.'), values.ToString());
        }
        catch (InvalidDataException e)
        {
            throw new AwsRefusalException("MalformedQueryString", e.Message);
        }

        var input = new ApiInput((JsonObject)Collapse(tree));
        return (input.Text("Action") ?? throw new AwsRefusalException("MissingAction", "Missing Action"), input);
    }

    /// <inheritdoc />
    public override byte[] Write(ApiService service, string operation, ApiObject? output, string requestId) => Xml(xml =>
    {
        xml.WriteStartElement(operation + "Response", service.XmlNamespace);
        if (output is not null)
        {
            xml.WriteStartElement(operation + "Result");
            XmlAnswer.WriteMembers(xml, output);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    /// <inheritdoc />
    public override (int Status, byte[] Body) WriteError(ApiService service, AwsRefusalException refusal, string requestId) => (refusal.Status, Xml(xml =>
    {
        xml.WriteStartElement("ErrorResponse", service.XmlNamespace);
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", refusal.Status < 500 ? "Sender" : "Receiver");
        xml.WriteElementString("Code", refusal.Code);
        xml.WriteElementString("Message", XmlAnswer.Printable(refusal.Message));
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
    }));

    private static void Place(JsonObject tree, ReadOnlySpan<string> path, string value)
    {
        if (path.Length > 20)
            throw new InvalidDataException("A parameter is nested too deep.");
        while (path.Length > 1)
        {
            if (tree[path[0]] is not JsonObject inner)
                tree[path[0]] = inner = [];
            tree = inner;
            path = path[1..];
        }

        tree[path[0]] = value;
    }

    // "Filters.Filter.1.Name": an object of numbers is a list, and so is the one name around it (Filter, member, Tag).
    private static JsonNode Collapse(JsonNode node)
    {
        if (node is not JsonObject tree)
            return node.DeepClone();
        if (tree.Count > 0 && tree.All(p => uint.TryParse(p.Key, out _)))
            return new JsonArray([.. tree.OrderBy(p => uint.Parse(p.Key)).Select(p => Collapse(p.Value!))]);
        if (tree.Count == 1 && tree.First().Value is JsonObject { Count: > 0 } only && only.All(p => uint.TryParse(p.Key, out _)) && !ReferenceEquals(tree, tree.Root))
            return Collapse(only);

        var collapsed = new JsonObject();
        foreach (var (name, value) in tree)
            collapsed[name] = Collapse(value!);
        return collapsed;
    }

    private static byte[] Xml(Action<XmlWriter> write)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, CheckCharacters = true }))
            write(xml);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

/// <summary>AWS JSON 1.0 (CloudWatch) and 1.1 (Logs): the operation in <c>X-Amz-Target</c>.</summary>
/// <param name="version"><c>1.0</c> or <c>1.1</c>.</param>
public sealed class JsonProtocol(string version) : ApiProtocol
{
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
            var input = body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject
                ?? throw new AwsRefusalException("SerializationException", "The body is not a JSON object.");
            return (target[(target.IndexOf('.') + 1)..], new ApiInput(input));
        }
        catch (JsonException e)
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
}
