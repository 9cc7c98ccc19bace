using System.Net;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.CloudWatch.Model;

[WireCode("InternalServiceError", "InternalServiceFault")]
public class InternalServiceException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidNextToken")]
public class InvalidNextTokenException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("InvalidParameterValue", "InvalidParameterValueException")]
public class InvalidParameterValueException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("LimitExceeded", "LimitExceededFault")]
public class LimitExceededException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("ResourceConflict")]
public class ResourceConflictException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("ResourceNotFound")]
public class ResourceNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchException(message, innerException, errorType, errorCode, requestId, statusCode);
