using Amazon.Runtime;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>AWS's errors in words that say what to do.</summary>
public static class AwsProblems
{
    /// <summary>The explanation, or <c>null</c> when the exception is not AWS's or the network's and so nothing one could explain.</summary>
    public static Problem? Explain(Exception error) => error switch
    {
        ProblemException known => known.Problem,
        AmazonServiceException service => FromCode(service),
        HttpRequestException or IOException or TimeoutException or System.Net.Sockets.SocketException =>
            new("AWS did not answer. Check the network, a proxy, and Aws:ServiceUrl when it is set, then try again.", "NoAnswer", StatusCodes.Status502BadGateway),
        AmazonClientException client =>
            new($"The AWS client could not go on: {client.Message}", "ClientError", StatusCodes.Status502BadGateway),
        _ => null,
    };

    private static Problem FromCode(AmazonServiceException error) => error.ErrorCode switch
    {
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" =>
            new($"The signing identity may not do this. {error.Message}", error.ErrorCode, StatusCodes.Status403Forbidden),
        "Throttling" or "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded" =>
            new("AWS answers fewer requests than were asked (Rate exceeded). Wait a few seconds, then try again.", error.ErrorCode, StatusCodes.Status429TooManyRequests),
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" =>
            new("The signing session has ended. Sign in to AWS again (for example: aws sso login), then retry.", error.ErrorCode, StatusCodes.Status401Unauthorized),
        "InvalidClientTokenId" or "UnrecognizedClientException" or "SignatureDoesNotMatch" or "InvalidSignatureException" =>
            new("AWS does not accept the signing credentials. Check the access key, its secret and this computer's clock.", error.ErrorCode, StatusCodes.Status401Unauthorized),
        "DBClusterNotFoundFault" =>
            new("There is no such cluster (any more). Reload the list.", error.ErrorCode, StatusCodes.Status404NotFound),
        "InvalidDBClusterStateFault" or "InvalidDBInstanceState" or "InvalidDBInstanceStateFault" =>
            new($"The cluster is busy with something else. Wait until it is available, then try again. AWS says: {error.Message}", error.ErrorCode, StatusCodes.Status409Conflict),
        _ when (int)error.StatusCode >= 500 =>
            new($"AWS had an error of its own. Try again; if it lasts, look at the AWS Health Dashboard. {error.Message}", error.ErrorCode, StatusCodes.Status502BadGateway),
        // The status is 0 when no answer came at all.
        _ when error.StatusCode == 0 =>
            new("AWS did not answer. Check the network, a proxy, and Aws:ServiceUrl when it is set, then try again.", error.ErrorCode ?? "NoAnswer", StatusCodes.Status502BadGateway),
        _ => new($"AWS refused: {error.Message}", error.ErrorCode),
    };
}
