using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>One AWS service of the endpoint.</summary>
/// <param name="SigningName">Service of the credential scope, also the prefix of its operations' names in the log.</param>
/// <param name="ActionPrefix">Prefix of its IAM actions.</param>
/// <param name="Version">API version, as the Query protocol sends it.</param>
/// <param name="XmlNamespace">Namespace of its XML answers.</param>
/// <param name="Target">Prefix of <c>X-Amz-Target</c>; <c>null</c> where the service speaks Query alone.</param>
/// <param name="Operations">What it can do here.</param>
public sealed record ApiService(
    string SigningName,
    string ActionPrefix,
    string Version,
    string XmlNamespace,
    string? Target,
    IReadOnlyDictionary<string, ApiOperation> Operations);

/// <summary>One operation.</summary>
/// <param name="Run">Does it; <c>null</c> is an answer without members.</param>
/// <param name="Resource">The ARN that IAM is asked about; <c>null</c>: IAM is not asked.</param>
public sealed record ApiOperation(Func<ApiCall, ApiObject?> Run, Func<ApiCall, string>? Resource);

/// <summary>One authenticated request.</summary>
/// <param name="Region">Region of the credential scope.</param>
/// <param name="AccessKeyId">Whose key signed.</param>
/// <param name="Caller">Who that is.</param>
/// <param name="Input">Its parameters.</param>
public sealed record ApiCall(string Region, string AccessKeyId, IamCredential Caller, ApiInput Input)
{
    /// <summary>An ARN in the call's region.</summary>
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{SandboxOptions.AccountId}:{resource}";
}
