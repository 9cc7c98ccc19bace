using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

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
