using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>One line of a cluster's <c>iam-db-auth-error</c> log.</summary>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="At">UTC, CloudWatch's timestamp: the one that ranges are cut by.</param>
/// <param name="Code">AWS's error code, as it stands in the line; <c>null</c>: the line was not understood.</param>
/// <param name="Status">The HTTP-like status beside the code; <c>null</c> when missing.</param>
/// <param name="Role">The database user of the login; <c>null</c> when the line names none.</param>
/// <param name="Caller">ARN of who signed; only NotAuthorized names it.</param>
/// <param name="Text">The line as it came.</param>
public sealed record AuthLogLine(string ClusterKey, DateTimeOffset At, string? Code, int? Status, string? Role, string? Caller, string Text)
{
    /// <summary>What the code means.</summary>
    public AuthCause Cause => AuthCause.Of(Code);

    /// <summary>CloudWatch's id of the event; <c>null</c> when it gave none.</summary>
    public string? EventId { get; init; }

    /// <summary>Names the line in an address.</summary>
    public string Key => $"{ClusterKey}/{EventId ?? At.ToUnixTimeMilliseconds().ToString()}";

    /// <summary>The caller without its session: <c>role/name</c> or <c>user/name</c>; sessions of one role are one caller.</summary>
    public string? CallerName { get; } = NameOf(Caller);

    private static string? NameOf(string? arn)
    {
        if (arn is null)
            return null;
        var resource = arn[(arn.LastIndexOf(':') + 1)..];
        return resource.Split('/') is ["assumed-role", var role, ..] ? $"role/{role}" : resource;
    }
}

/// <summary>A cluster's log over a window.</summary>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="IsExported">Whether the cluster exports <c>iam-db-auth-error</c> now.</param>
/// <param name="GroupExists">Whether CloudWatch Logs has its group; it appears with the first line.</param>
/// <param name="Lines">Oldest first.</param>
/// <param name="IsCut">The oldest lines of the window were left out, for being too many.</param>
/// <param name="ReadTo">UTC: what lies before was read to its end; <c>null</c> before the first good read.</param>
/// <param name="Problem">Why the last read failed; the lines are then those of before.</param>
public sealed record ClusterLog(
    string ClusterKey, bool IsExported, bool GroupExists, IReadOnlyList<AuthLogLine> Lines, bool IsCut, DateTimeOffset? ReadTo, Problem? Problem)
{
    /// <summary>AWS no longer lists the cluster; its log group is still there.</summary>
    public bool IsGone { get; init; }
}

/// <summary>The logs of a query at one moment. Immutable, shared by all who look.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Window">The minutes it came to, the same as the metrics'.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="Clusters">Each with its own state.</param>
/// <param name="GroupsAsked">How many log groups the last round read.</param>
public sealed record AuthLogSnapshot(AuthQuery Query, AuthWindow Window, DateTimeOffset AskedAt, IReadOnlyList<ClusterLog> Clusters, int GroupsAsked)
{
    /// <summary>All lines, kept once for all who look.</summary>
    public AuthLines All { get; init; } = new([.. Clusters.SelectMany(cluster => cluster.Lines).OrderByDescending(line => line.At)]);

    /// <summary>All lines, newest first.</summary>
    public IReadOnlyList<AuthLogLine> Lines => All.Lines;

    /// <summary>CloudWatch Logs is throttling, and when it is asked again.</summary>
    public Backoff? Backoff { get; init; }
}
