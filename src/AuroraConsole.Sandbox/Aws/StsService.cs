using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>AWS STS, API version 2011-06-15.</summary>
internal static partial class StsService
{
    public static ApiService Create(SandboxAccount account) => new(
        "sts", "sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/", Target: null,
        new Dictionary<string, ApiOperation>
        {
            // Allowed to everyone, even where a policy denies it (STS API reference).
            ["GetCallerIdentity"] = new(call => CallerIdentity(call), Resource: null),
            ["AssumeRole"] = new(call => AssumeRole(account, call), Resource: null),
        });

    private static ApiObject CallerIdentity(ApiCall call)
    {
        var arn = call.Caller.PrincipalArn;
        return new ApiObject
        {
            { "UserId", call.Caller.ExpiresAt is null ? "AIDA" + call.AccessKeyId : call.AccessKeyId + ":" + arn[(arn.LastIndexOf('/') + 1)..] },
            { "Account", SandboxOptions.AccountId },
            { "Arn", arn },
        };
    }

    private static ApiObject AssumeRole(SandboxAccount account, ApiCall call)
    {
        var roleArn = call.Input.Required("RoleArn");
        var sessionName = call.Input.Required("RoleSessionName");
        if (!SessionName().IsMatch(sessionName))
            throw new AwsRefusalException("ValidationError", $"1 validation error detected: Value '{sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{{2,64}}");
        var seconds = call.Input.Int("DurationSeconds") ?? 3600;
        if (seconds is < 900 or > 43_200)
            throw new AwsRefusalException("ValidationError", $"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200");
        if (call.Input.Text("Policy") is not null || call.Input.Items("PolicyArns").Count > 0)
            throw new AwsRefusalException("ValidationError", "The sandbox does not narrow a session by a policy of its own.");

        var session = account.Iam.AssumeRole(call.AccessKeyId, roleArn, sessionName, TimeSpan.FromSeconds(seconds));
        return new ApiObject
        {
            { "Credentials", new ApiObject
                {
                    { "AccessKeyId", session.AccessKeyId },
                    { "SecretAccessKey", session.Credential.SecretAccessKey },
                    { "SessionToken", session.Credential.SessionToken },
                    { "Expiration", session.Credential.ExpiresAt },
                }
            },
            { "AssumedRoleUser", new ApiObject { { "AssumedRoleId", $"{session.RoleId}:{sessionName}" }, { "Arn", session.Credential.PrincipalArn } } },
        };
    }

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{2,64}$")]
    private static partial Regex SessionName();
}
