using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AuroraConsole.AwsServices;

/// <summary>How requests, answers and errors of a service are put into HTTP.</summary>
abstract class Protocol
{
    /// <summary>The name that <c>ClientConfig.ServiceVersion</c> reports.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Puts the request's members into <paramref name="http"/>.</summary>
    public abstract void Write(IRequest http, string operation, AmazonWebServiceRequest request);

    /// <summary>Reads a successful answer, its request id included.</summary>
    /// <exception cref="FormatException">The body is no answer to this operation.</exception>
    public abstract AmazonWebServiceResponse ReadAnswer(Type type, string operation, byte[] body, IWebResponseData http);

    /// <summary>Reads an error answer; <c>null</c> when the body is none (a proxy's page, an empty body).</summary>
    public abstract WireError? ReadError(byte[] body, IWebResponseData http);

    protected static string? Header(IWebResponseData http, string name) =>
        http.IsHeaderPresent(name) && http.GetHeaderValue(name) is { Length: > 0 } value ? value : null;

    protected static string? RequestIdHeader(IWebResponseData http) =>
        Header(http, "x-amzn-RequestId") ?? Header(http, "x-amz-request-id");
}
