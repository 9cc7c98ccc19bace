using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity;

/// <summary>What an error code of the log means and what to do about it. One row a code; the page shows what stands here.</summary>
/// <param name="Code">As in the log; empty for a line that was not understood.</param>
/// <param name="Title">A word or two for tables.</param>
/// <param name="Metric">The metric that counts it; <c>null</c> when not known.</param>
/// <param name="Meaning">What happened, in a sentence: <c>{0}</c> is the caller, <c>{1}</c> the role, <c>{2}</c> the cluster.</param>
/// <param name="Reasons">Why it happens, the likeliest first.</param>
/// <param name="Steps">What to do, in order.</param>
/// <param name="CureTitle">What the text to copy is; <c>null</c> when there is none.</param>
/// <param name="Cure">The text to copy, for a group of its lines and the cluster; <c>null</c> where the lines do not name enough.</param>
public sealed record AuthCause(
    string Code,
    string Title,
    LoginMetric? Metric,
    string Meaning,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Steps,
    string? CureTitle = null,
    Func<Cluster, AuthGroup, string?>? Cure = null)
{
    private static readonly AuthCause NotUnderstood = new(
        "",
        "Not understood",
        null,
        "This line of the log of {2} has no error code.",
        ["AWS changed the format of the line, or another program writes to this log group."],
        ["Read the line as it came; it is kept whole."]);

    private static readonly Dictionary<string, AuthCause> ByCode = new AuthCause[]
    {
        new(
            "NotAuthorized",
            "Not authorized",
            LoginMetric.InsufficientPermissions,
            "{0} may not log in to {2} as {1}: the policies of the caller do not allow it.",
            [
                "The policy names another resource id: a restored or re-created cluster has a new one under its old name.",
                "The policy names another database user. Names are case-sensitive.",
                "The policy is on another role than the one that signs, such as the task execution role in place of the task role.",
                "A deny, a permissions boundary or an organization's policy stands above it.",
                "The policy asks for aws:SourceIp or a VPC key, which database logins do not carry.",
            ],
            ["Attach this policy to the caller.", "Log in again; a change of policy can take a few seconds to be seen."],
            "Policy to attach",
            (cluster, group) => group.Role is { } role ? LoginPolicy.Document(cluster, role) : null),
        new(
            "ExpiredToken",
            "Token expired",
            LoginMetric.InvalidToken,
            "Someone logged in to {2} as {1} with a token older than 15 minutes.",
            [
                "A connection pool keeps the token it started with and opens new connections with it.",
                "A token was copied to a script, a DSN or an environment variable and used later.",
                "The clock of the machine that signs is wrong.",
            ],
            ["Ask for a new token each time a connection is opened. Sessions that are open outlive their token.", "In a shell, mint at the moment of use:"],
            "Token for each connection",
            (cluster, group) => group.Role is { } role ? LoginCures.FreshToken(cluster, role) : null),
        new(
            "InvalidToken",
            "Token malformed",
            LoginMetric.InvalidToken,
            "Someone logged in to {2} as {1} with a password that is not a valid token for it.",
            [
                "The client cut the token: some limit passwords to 128, 256 or 1,000 characters, and a token has 400 to 3,000.",
                "It was signed for another host, port or region. The host must be the cluster's own endpoint, with its port.",
                "It was signed for another database user.",
                "It was put into a URL without encoding, or it is a plain password.",
                "The key that signed it no longer exists.",
            ],
            ["Compare the token's length where it is minted and where it is used.", "Mint it for exactly this endpoint:"],
            "Token for this endpoint",
            (cluster, group) => group.Role is { } role ? LoginCures.FreshToken(cluster, role) : null),
        new(
            "ThrottlingException",
            "Throttled",
            LoginMetric.Throttling,
            "Too many logins by token at once: IAM slowed down {2}, and {1} was turned away.",
            [
                "More than about 200 new connections a second. The limit is on new connections, not on those that are open.",
                "A fleet of workers or functions starts at the same moment, or retries without a pause.",
            ],
            [
                $"Keep connections in a pool: 20 that live half an hour are 40 logins an hour. The limit is {ThrottleFindings.LoginsPerSecond} a second.",
                "Let workers start, and retry, after a random pause.",
                "Use one token for all connections of its 15 minutes; minting is not what is throttled, but each login asks IAM.",
            ],
            "Pool settings",
            (_, _) => LoginCures.Pool),
        new(
            "InternalError",
            "AWS error",
            LoginMetric.ServerError,
            "IAM database authentication itself failed while {1} logged in to {2}.",
            ["A fault inside AWS. Nothing here causes it or cures it."],
            ["Try again.", "If it lasts, look at the AWS Health Dashboard and open a case with AWS Support:"],
            "Text for AWS Support",
            LoginCures.SupportCase),
    }.ToDictionary(cause => cause.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>The causes one can filter by.</summary>
    public static IEnumerable<AuthCause> Known => ByCode.Values;

    /// <summary>The row of a code; a code that is not known gets a row that says so.</summary>
    public static AuthCause Of(string? code) =>
        code is null ? NotUnderstood
        : ByCode.TryGetValue(code, out var cause) ? cause
        : new AuthCause(
            code,
            code,
            null,
            "{1} was refused by {2} with a code that is not known here: " + code + ".",
            ["AWS has added a code since this program was written."],
            ["Read the line as it came, and look the code up in the guide of IAM database authentication."]);
}
