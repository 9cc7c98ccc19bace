using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AuroraConsole.AwsServices;

/// <summary>The pipeline's unmarshaller: the body of an answer or an error of one operation into its model class.</summary>
sealed class AnswerReader(ServiceModel service, string operation, Type answerType) : ResponseUnmarshaller
{
    /// <exception cref="AmazonUnmarshallingException">The body is cut short, garbled or no answer to this operation.</exception>
    public override AmazonWebServiceResponse Unmarshall(UnmarshallerContext input)
    {
        // A connection lost half-way is an IOException, which the pipeline retries; only what arrived whole is judged.
        var body = ((BodyContext)input).ReadBody();
        try
        {
            return service.Protocol.ReadAnswer(answerType, operation, body, input.ResponseData);
        }
        catch (FormatException e)
        {
            // Without the body: it may hold what must not reach a log.
            throw new AmazonUnmarshallingException(RequestId(input), $"{service.ServiceId} {operation}: {e.Message}", e, input.ResponseData.StatusCode);
        }
    }

    public override AmazonServiceException UnmarshallException(UnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var body = ((BodyContext)input).ReadBody();
        var error = service.Protocol.ReadError(body, input.ResponseData)
            ?? new WireError(statusCode.ToString(),
                $"{operation} was answered with HTTP {(int)statusCode} ({statusCode}) and a body that is no {service.ServiceId} error.",
                ErrorType.Unknown, RequestId(input));
        return service.Faults.Create(error, innerException, statusCode);
    }

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException) =>
        new BodyContext(responseStream, maintainResponseBody, isException, response);

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext requestContext) =>
        new BodyContext(responseStream, maintainResponseBody, isException, response);

    static string? RequestId(UnmarshallerContext input) =>
        input.ResponseData.IsHeaderPresent("x-amzn-RequestId") ? input.ResponseData.GetHeaderValue("x-amzn-RequestId") : null;
}
