using System.Net;
using Amazon.Runtime;

namespace Amazon.RDS;

/// <summary>An error that the service answered with. <c>ErrorCode</c> is its code; errors without a class of their own arrive as this one.</summary>
public class AmazonRDSException : AmazonServiceException
{
    public AmazonRDSException(string? message) : base(message) { }
    public AmazonRDSException(string? message, Exception? innerException) : base(message, innerException) { }
    public AmazonRDSException(Exception innerException) : base(innerException.Message, innerException) { }

    public AmazonRDSException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode) { }

    public AmazonRDSException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}
