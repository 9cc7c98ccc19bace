using System.Text.RegularExpressions;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>What a caller's ARN tells of the program behind it: services name the sessions of their roles in ways of their own.</summary>
public static partial class CallerKind
{
    /// <summary>In words; <c>null</c> when the name tells nothing.</summary>
    public static string? Of(string? arn) => (arn ?? "").Split(':', 6) is not [.., var resource] ? null : resource.Split('/') switch
    {
        ["user", ..] => "A user's own access key.",
        ["root"] => "The account's root user, which policies do not restrict.",
        ["assumed-role", var role, var session] when role.StartsWith("AWSReservedSSO_", StringComparison.Ordinal) => $"A person signed in by IAM Identity Center: {session}.",
        ["assumed-role", _, var session] when Ec2Instance().IsMatch(session) => $"A program on the EC2 instance {session}.",
        ["assumed-role", _, var session] when EcsTask().IsMatch(session) => $"An ECS task: {session}.",
        ["assumed-role", _, var session] when session.StartsWith("botocore-session-", StringComparison.Ordinal) => "A Python program or the AWS CLI that assumes the role by its profile.",
        ["assumed-role", _, "GitHubActions"] => "A workflow of GitHub Actions.",
        ["assumed-role", _, var session] => $"A session named {session}; a Lambda function's has the function's name.",
        _ => null,
    };

    [GeneratedRegex("^i-[0-9a-f]{8,17}$")]
    private static partial Regex Ec2Instance();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex EcsTask();
}
