using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>What JSON and CBOR services call the errors that Query services name otherwise.</summary>
internal static class ErrorNames
{
    private static readonly Dictionary<string, string> ToJson = new()
    {
        ["InvalidClientTokenId"] = "UnrecognizedClientException",
        ["SignatureDoesNotMatch"] = "InvalidSignatureException",
        ["MissingAuthenticationToken"] = "MissingAuthenticationTokenException",
        ["IncompleteSignature"] = "IncompleteSignatureException",
        ["ExpiredToken"] = "ExpiredTokenException",
        ["AccessDenied"] = "AccessDeniedException",
        ["InvalidAction"] = "UnknownOperationException",
        ["MalformedInput"] = "SerializationException",
        ["ValidationError"] = "ValidationException",
        ["InvalidParameterValue"] = "InvalidParameterValueException",
        ["InvalidParameterCombination"] = "InvalidParameterCombinationException",
        ["MissingParameter"] = "MissingRequiredParameterException",
        ["Throttling"] = "ThrottlingException",
        ["LimitExceeded"] = "LimitExceededFault",
        ["InvalidFormat"] = "InvalidFormatFault",
        ["InternalServiceError"] = "InternalServiceFault",
    };

    public static string Json(string code) => ToJson.GetValueOrDefault(code, code);

    /// <summary>JSON services answer what a caller did wrong with 400, whatever it was.</summary>
    public static int JsonStatus(AwsRefusalException refusal) => refusal.Status < 500 && refusal.Status != 413 ? 400 : refusal.Status;
}
