using System.Net;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace Amazon.IdentityManagement.Model;

[WireCode("InvalidInput", "InvalidInputException")]
public class InvalidInputException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("NoSuchEntity", "NoSuchEntityException")]
public class NoSuchEntityException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("PolicyEvaluation", "PolicyEvaluationException")]
public class PolicyEvaluationException(string? message, Exception? innerException = null, ErrorType errorType = default, string? errorCode = null, string? requestId = null, HttpStatusCode statusCode = default)
    : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
