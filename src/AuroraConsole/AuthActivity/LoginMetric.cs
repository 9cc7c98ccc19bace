namespace AuroraConsole.AuthActivity;

/// <summary>The seven login metrics, in the order in which they are asked for and kept (namespace AWS/RDS, statistic Sum, unit Count).</summary>
public enum LoginMetric
{
    /// <summary>Logins by token that were tried.</summary>
    Requests,

    /// <summary>Those that IAM let in.</summary>
    Success,

    /// <summary>Those that it did not.</summary>
    Failure,

    /// <summary>Failures because IAM does not allow <c>rds-db:connect</c>.</summary>
    InsufficientPermissions,

    /// <summary>Failures because the token is malformed or expired.</summary>
    InvalidToken,

    /// <summary>Failures because too many logins came at once.</summary>
    Throttling,

    /// <summary>Failures of AWS's own.</summary>
    ServerError,
}

/// <summary>The metrics' names and what the page calls them.</summary>
public static class LoginMetrics
{
    /// <summary>CloudWatch's namespace.</summary>
    public const string Namespace = "AWS/RDS";

    /// <summary>All seven, in order.</summary>
    public static IReadOnlyList<LoginMetric> All { get; } = Enum.GetValues<LoginMetric>();

    /// <summary>The four causes that add up to <see cref="LoginMetric.Failure"/>.</summary>
    public static IReadOnlyList<LoginMetric> Causes { get; } =
        [LoginMetric.InsufficientPermissions, LoginMetric.InvalidToken, LoginMetric.Throttling, LoginMetric.ServerError];

    /// <summary>CloudWatch's <c>MetricName</c>.</summary>
    public static string AwsName(this LoginMetric metric) => metric switch
    {
        LoginMetric.Requests => "IamDbAuthConnectionRequests",
        LoginMetric.Success => "IamDbAuthConnectionSuccess",
        LoginMetric.Failure => "IamDbAuthConnectionFailure",
        _ => $"IamDbAuthConnectionFailure{metric}",
    };

    /// <summary>What the page calls it.</summary>
    public static string Title(this LoginMetric metric) => metric switch
    {
        LoginMetric.InsufficientPermissions => "Not authorized",
        LoginMetric.InvalidToken => "Token",
        LoginMetric.Throttling => "Throttled",
        LoginMetric.ServerError => "AWS error",
        _ => metric.ToString(),
    };
}
