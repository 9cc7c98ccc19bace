using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>An error that the service answered with. <c>ErrorCode</c> is its code; errors without a class of their own arrive as this one.</summary>
public class AmazonIdentityManagementServiceException : AmazonServiceException
{
    public AmazonIdentityManagementServiceException(string? message) : base(message) { }
    public AmazonIdentityManagementServiceException(string? message, Exception? innerException) : base(message, innerException) { }
    public AmazonIdentityManagementServiceException(Exception innerException) : base(innerException.Message, innerException) { }

    public AmazonIdentityManagementServiceException(string? message, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode) { }

    public AmazonIdentityManagementServiceException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
}
