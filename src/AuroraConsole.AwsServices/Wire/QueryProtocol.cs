using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AuroraConsole.AwsServices;

/// <summary>AWS Query: a form with dotted names out, XML back.</summary>
sealed class QueryProtocol : Protocol
{
    readonly ShapeTable shapes = new();

    public override void Write(IRequest http, string operation, AmazonWebServiceRequest request)
    {
        http.HttpMethod = "POST";
        http.ParameterCollection.Add("Action", operation);
        http.ParameterCollection.Add("Version", ApiVersion);
        shapes.Structure(request.GetType()).WriteQuery(http.ParameterCollection, "", request);
    }

    public override AmazonWebServiceResponse ReadAnswer(Type type, string operation, byte[] body, IWebResponseData http)
    {
        var root = Parse(body);
        if (root.Name.LocalName != operation + "Response")
            throw new FormatException($"The answer is a <{root.Name.LocalName}>, not a <{operation}Response>.");
        var result = Child(root, operation + "Result") ?? new XElement(operation + "Result");
        var answer = (AmazonWebServiceResponse)shapes.Structure(type).ReadXml(result);
        var requestId = Child(root, "ResponseMetadata") is { } metadata ? Child(metadata, "RequestId")?.Value : null;
        answer.ResponseMetadata = new ResponseMetadata { RequestId = requestId ?? RequestIdHeader(http) };
        return answer;
    }

    public override WireError? ReadError(byte[] body, IWebResponseData http)
    {
        XElement root;
        try
        {
            root = Parse(body);
        }
        catch (FormatException)
        {
            return null;
        }
        var error = root.DescendantsAndSelf().FirstOrDefault(e => e.Name.LocalName == "Error");
        if (error is null)
            return null;
        var requestId = root.Descendants().FirstOrDefault(e => e.Name.LocalName is "RequestId" or "RequestID")?.Value;
        return new WireError(Child(error, "Code")?.Value, Child(error, "Message")?.Value,
            Enum.TryParse<ErrorType>(Child(error, "Type")?.Value, out var sender) ? sender : ErrorType.Unknown,
            requestId ?? RequestIdHeader(http));
    }

    static XElement? Child(XElement element, string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    static XElement Parse(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException e)
        {
            throw new FormatException("The body is not well-formed XML: " + e.Message, e);
        }
    }
}
