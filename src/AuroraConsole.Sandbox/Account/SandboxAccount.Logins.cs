using System.Globalization;

namespace AuroraConsole.Sandbox.Account;

public sealed partial class SandboxAccount
{
    /// <summary>The export whose lines <see cref="RecordLogin"/> writes.</summary>
    public const string AuthErrorLog = "iam-db-auth-error";

    /// <summary>Counts one IAM login under both dimensions and, for a failure while the export is on, writes its log line.</summary>
    /// <param name="route">The endpoint that was asked.</param>
    /// <param name="user">The database user, as the client sent it.</param>
    /// <param name="outcome">IAM's decision.</param>
    /// <param name="callerArn">The principal, where it is known (named in the line of <see cref="LoginOutcome.NotAuthorized"/>).</param>
    public void RecordLogin(DatabaseRoute route, string user, LoginOutcome outcome, string? callerArn)
    {
        var now = _clock.GetUtcNow();
        var names = new List<string> { "IamDbAuthConnectionRequests" };
        if (outcome == LoginOutcome.Success)
            names.Add("IamDbAuthConnectionSuccess");
        else
            names.AddRange(["IamDbAuthConnectionFailure", CauseMetric(outcome)]);

        Metrics.Record(now, names.SelectMany(n => new[]
        {
            (new MetricKey(route.Region, n, "DBClusterIdentifier", route.ClusterId), 1.0),
            (new MetricKey(route.Region, n, "DBInstanceIdentifier", route.InstanceId), 1.0),
        }));

        var exported = _state.Clusters.FirstOrDefault(c => c.ResourceId == route.ResourceId)?.LogExports.Contains(AuthErrorLog) == true;
        if (outcome != LoginOutcome.Success && exported)
        {
            var line = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss','fff", CultureInfo.InvariantCulture)
                + " [ERROR] " + Sentence(outcome, OneLine(user), callerArn);
            Logs.Write(route.Region, $"/aws/rds/cluster/{route.ClusterId}/{AuthErrorLog}", route.InstanceId, new NewLogEvent(now.ToUnixTimeMilliseconds(), line));
        }
    }

    private static string CauseMetric(LoginOutcome outcome) => outcome switch
    {
        LoginOutcome.InvalidToken or LoginOutcome.ExpiredToken => "IamDbAuthConnectionFailureInvalidToken",
        LoginOutcome.NotAuthorized => "IamDbAuthConnectionFailureInsufficientPermissions",
        LoginOutcome.Throttled => "IamDbAuthConnectionFailureThrottling",
        LoginOutcome.InternalError => "IamDbAuthConnectionFailureServerError",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a failure."),
    };

    // Aurora User Guide, "Troubleshooting for IAM DB authentication".
    private static string Sentence(LoginOutcome outcome, string user, string? callerArn) => outcome switch
    {
        LoginOutcome.InvalidToken =>
            $"Failed to authenticate the connection request for user '{user}' because the provided token is malformed or otherwise invalid. (Status Code: 400, Error Code: InvalidToken)",
        LoginOutcome.ExpiredToken =>
            $"Failed to authenticate the connection request for user '{user}' because the token age is longer than 15 minutes. (Status Code: 400, Error Code: ExpiredToken)",
        LoginOutcome.NotAuthorized =>
            $"Failed to authorize the connection request for user '{user}' because the IAM policy assumed by the caller '{callerArn}' is not authorized to perform rds-db:connect on the DB instance. (Status Code: 403, Error Code: NotAuthorized)",
        LoginOutcome.Throttled =>
            $"Failed to authorize the connection request for user '{user}' due to IAM DB authentication throttling. (Status Code: 429, Error Code: ThrottlingException)",
        LoginOutcome.InternalError =>
            $"Failed to authorize the connection request for user '{user}' due to an internal IAM DB authentication error. (Status Code: 500, Error Code: InternalError)",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a failure."),
    };

    // A user name is the client's own text: it must not be able to write a second line.
    private static string OneLine(string user) => string.Concat(user.Select(c => char.IsControl(c) ? ' ' : c));
}
