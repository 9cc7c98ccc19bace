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

    public static string EngineVersion(string version) => EngineVersionPattern().IsMatch(version)
        ? version
        : throw Invalid($"Cannot find version {version} for aurora-postgresql");

    public static int BackupRetention(int days) => days is >= 1 and <= 35
        ? days
        : throw Invalid($"Invalid backup retention period: {days}. Retention period must be between 1 and 35 days.");

    /// <summary>Express and free plan bound the range further than Aurora does.</summary>
    public const double FreePlanCapacity = 4;

    /// <summary>Clusters, and instances, of an account on a free plan.</summary>
    public const int FreePlanResources = 2;

    public static string BackupWindow(string window) => BackupWindowPattern().Match(window) is { Success: true } match && Minutes(match, 1) is var from && Minutes(match, 3) is var to
        ? (to - from + Day) % Day >= 30 ? window : throw Invalid("The backup window must be at least 30 minutes.")
        : throw Invalid($"Invalid backup window format: {window}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC). Example: 04:00-04:30");

    public static string MaintenanceWindow(string window) => MaintenanceWindowPattern().Match(window) is { Success: true } match
        && DayOf(match, 1) * Day + Minutes(match, 2) is var from && DayOf(match, 4) * Day + Minutes(match, 5) is var to
        ? (to - from + 7 * Day) % (7 * Day) is >= 30 and <= Day ? window.ToLowerInvariant() : throw Invalid("The maintenance window must be between 30 minutes and 24 hours.")
        : throw Invalid($"Invalid maintenance window format: {window}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC). Example: Sun:23:45-Mon:00:15");

    public static void MasterPassword(string password)
    {
        if (password.Length is < 8 or > 128)
            throw Invalid("The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters or longer than 128.");
        if (password.Any(c => c is < '!' or > '~' or '/' or '"' or '@'))
            throw Invalid("The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.");
    }

    public static IReadOnlyList<string> KnownLogTypes(IReadOnlyList<string> types) =>
        types.FirstOrDefault(t => !LogTypes.Contains(t)) is { } unknown
            ? throw new AwsRefusalException("InvalidParameterCombination", $"You cannot use the log types '{unknown}' with engine version aurora-postgresql. For supported log types, see the documentation.")
            : types;

    private const int Day = 24 * 60;

    private static int Minutes(Match match, int group) => int.Parse(match.Groups[group].ValueSpan) * 60 + int.Parse(match.Groups[group + 1].ValueSpan);

    private static int DayOf(Match match, int group) => Array.IndexOf(Days, match.Groups[group].Value.ToLowerInvariant());

    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private static AwsRefusalException Invalid(string message) => new("InvalidParameterValue", message);

    private static string Text(double capacity) => capacity.ToString("0.0###");

    [GeneratedRegex("^[A-Za-z](?!.*--)[A-Za-z0-9-]*(?<!-)$", RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex(@"^[1-9][0-9]\.[0-9]{1,2}\z")]
    private static partial Regex EngineVersionPattern();

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])\z")]
    private static partial Regex BackupWindowPattern();

    [GeneratedRegex(@"^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):([0-5][0-9])-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):([0-5][0-9])\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MaintenanceWindowPattern();
}
