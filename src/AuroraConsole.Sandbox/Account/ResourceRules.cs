using System.Text.RegularExpressions;

namespace AuroraConsole.Sandbox.Account;

/// <summary>RDS's rules for names and numbers, with its sentences.</summary>
internal static partial class ResourceRules
{
    public const int QuotaOfClusters = 40;

    public static readonly string[] LogTypes = ["instance", "postgresql", SandboxAccount.AuthErrorLog];

    /// <summary>The lower-cased identifier.</summary>
    public static string Identifier(string parameter, string value, int longest = 63)
    {
        if (value.Length is 0 || value.Length > longest || !IdentifierPattern().IsMatch(value))
        {
            throw new AwsRefusalException("InvalidParameterValue",
                $"The parameter {parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens."
                + (value.Length > longest ? $" They have at most {longest} characters." : ""));
        }

        return value.ToLowerInvariant();
    }

    /// <summary>The range a cluster has after the request; each may be absent only when the cluster has it already.</summary>
    public static (double Min, double Max, int? Pause) Scaling(ScalingRequest request, double? min, double? max, int? pause)
    {
        min = request.MinCapacity ?? min;
        max = request.MaxCapacity ?? max;
        if (min is not { } low || max is not { } high)
            throw Invalid("Both MinCapacity and MaxCapacity must be specified when you initialize Serverless v2 scaling configuration.");
        if (low is < 0 or > 256 || low * 2 % 1 != 0)
            throw Invalid($"Serverless v2 minimum capacity {Text(low)} isn't valid. The minimum capacity must be between 0.0 and 256.0 in half-step increments.");
        if (high < 1)
            throw Invalid($"Serverless v2 maximum capacity {Text(high)} isn't valid. The maximum capacity must be at least 1.0.");
        if (high > 256 || high * 2 % 1 != 0)
            throw Invalid($"Serverless v2 maximum capacity {Text(high)} isn't valid. The maximum capacity must be between 1.0 and 256.0 in half-step increments.");
        if (low > high)
            throw Invalid($"Serverless v2 maximum capacity {Text(high)} isn't valid. The maximum capacity must be greater than or equal to the minimum capacity {Text(low)}.");
        if (request.SecondsUntilAutoPause is < 300 or > 86_400)
            throw Invalid($"SecondsUntilAutoPause {request.SecondsUntilAutoPause} isn't valid. It must be between 300 and 86400.");
        if (request.SecondsUntilAutoPause is not null && low > 0)
            throw new AwsRefusalException("InvalidParameterCombination", "SecondsUntilAutoPause can be specified only when the minimum capacity is 0.");
        return (low, high, low > 0 ? null : request.SecondsUntilAutoPause ?? pause ?? 300);
    }

    public static int BackupRetention(int days) => days is >= 1 and <= 35
        ? days
        : throw Invalid($"Invalid backup retention period: {days}. Retention period must be between 1 and 35 days.");

    public static IReadOnlyList<string> KnownLogTypes(IReadOnlyList<string> types) =>
        types.FirstOrDefault(t => !LogTypes.Contains(t)) is { } unknown
            ? throw new AwsRefusalException("InvalidParameterCombination", $"You cannot use the log types '{unknown}' with engine version aurora-postgresql. For supported log types, see the documentation.")
            : types;

    private static AwsRefusalException Invalid(string message) => new("InvalidParameterValue", message);

    private static string Text(double capacity) => capacity.ToString("0.0###");

    [GeneratedRegex("^[A-Za-z](?!.*--)[A-Za-z0-9-]*(?<!-)$", RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierPattern();
}
