using AuroraConsole.AuthActivity;
using AuroraConsole.Fleet;

namespace AuroraConsole.Tests.AuthActivity;

/// <summary>Clusters and lines for the tests of the room.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 14, 30, TimeSpan.Zero);

    public static readonly AuthWindow Window = AuthRange.LastHour.At(Now);

    public static Cluster Cluster(string id, bool exported = true, params string[] instances) => new(
        "us-east-1", id, $"cluster-{id.ToUpperInvariant()}", $"arn:aws:rds:us-east-1:123456789012:cluster:{id}", "available", true, $"{id}.cluster-x.us-east-1.rds.amazonaws.com", null, 5432,
        "17.7", 0, 16, 300, false, 1, true, exported ? [AuthLogReader.LogType] : [], "postgres", Now, [.. instances.Select((name, index) => new ClusterMember(name, index == 0))], new Dictionary<string, string>());

    public static AuthLogLine Line(string code, string role = "app_user", string? caller = null, int minutesAgo = 1, string cluster = "us-east-1/a") =>
        new(cluster, Now.AddMinutes(-minutesAgo), code, 400, role, caller, $"{code} {role} {minutesAgo}");

    public static LoginsSnapshot Logins(double? failures, params ClusterLogins[] clusters)
    {
        var series = LoginSeries.Gaps(Window.Count);
        if (failures is { } value)
            series.Add(LoginMetric.Failure, Window.Count - 1, value);
        return new LoginsSnapshot(new AuthQuery(null, AuthRange.LastHour), Window, Now, clusters.Length > 0 ? clusters : [new ClusterLogins("us-east-1/a", LoginDimensions.ByCluster, series, null)], new Dictionary<string, Shared.Problem>(), 7);
    }

    public static AuthLogSnapshot Log(params ClusterLog[] clusters) => new(new AuthQuery(null, AuthRange.LastHour), Window, Now, clusters, clusters.Length);

    public static ClusterLog ClusterLog(bool exported = true, params AuthLogLine[] lines) => new("us-east-1/a", exported, true, lines, false, Now, null);
}
