using System.Net;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.CloudWatchLogs.Model;

[WireCode("InvalidParameterException")]
public class InvalidParameterException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchLogsException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("ResourceNotFoundException")]
public class ResourceNotFoundException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchLogsException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("ServiceUnavailableException")]
public class ServiceUnavailableException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonCloudWatchLogsException(message, innerException, errorType, errorCode, requestId, statusCode);
