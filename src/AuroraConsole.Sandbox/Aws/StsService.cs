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
            ["GetCallerIdentity"] = new(call => CallerIdentity(account, call), Resource: null),
            ["AssumeRole"] = new(call => AssumeRole(account, call), Resource: null),
            ["GetAccessKeyInfo"] = new(call => AccessKeyInfo(account, call), Resource: _ => "*"),
        });

    private static ApiObject CallerIdentity(SandboxAccount account, ApiCall call) => new()
    {
        { "UserId", account.Iam.UserIdOf(call.AccessKeyId) },
        { "Account", SandboxOptions.AccountId },
        { "Arn", call.Caller.PrincipalArn },
    };

    private static ApiObject AssumeRole(SandboxAccount account, ApiCall call)
    {
        var roleArn = call.Input.Required("RoleArn");
        var sessionName = call.Input.Required("RoleSessionName");
        if (!SessionName().IsMatch(sessionName))
            throw new AwsRefusalException("ValidationError", $"1 validation error detected: Value '{sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{{2,64}}");
        var seconds = call.Input.Int("DurationSeconds");
        if (seconds is < 900 or > 43_200)
            throw new AwsRefusalException("ValidationError", $"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200");
        if (call.Input.Names.FirstOrDefault(n => n is "Tags" or "TransitiveTagKeys" or "SourceIdentity" or "SerialNumber" or "TokenCode") is { } given)
            throw new AwsRefusalException("ValidationError", $"The sandbox's sessions carry no {given}.");

        var session = account.Iam.AssumeRole(call.AccessKeyId, roleArn, sessionName, seconds, SessionPolicies(account.Iam, call.Input), call.Input.Text("ExternalId"));
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
            { "AssumedRoleUser", new ApiObject { { "AssumedRoleId", session.UserId }, { "Arn", session.Credential.PrincipalArn } } },
        };
    }

    // A session may do what its role may and what one of these allows.
    private static List<PolicyDocument>? SessionPolicies(IamPolicies iam, ApiInput input)
    {
        var policies = input.Items("PolicyArns").Select(p => p.Required("arn")).Select(arn =>
            iam.FindPolicy(arn) ?? throw new AwsRefusalException("ValidationError", $"The policy {arn} does not exist or is not attachable.")).ToList();
        if (input.Text("Policy") is { } json)
        {
            if (json.Length is 0 or > 2048)
                throw new AwsRefusalException("ValidationError", "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048");
            try
            {
                policies.Add(PolicyDocument.Parse(json));
            }
            catch (FormatException e)
            {
                throw new AwsRefusalException("MalformedPolicyDocument", e.Message);
            }
        }

        return policies.Count == 0 ? null : policies;
    }

    private static ApiObject AccessKeyInfo(SandboxAccount account, ApiCall call) => account.Iam.Find(call.Input.Required("AccessKeyId")) is null
        ? throw new AwsRefusalException("ValidationError", "The access key is not one of the sandbox's account.")
        : new ApiObject { { "Account", SandboxOptions.AccountId } };

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{2,64}$")]
    private static partial Regex SessionName();
}
