using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>How many logins there were around a throttled one, from the Requests metric.</summary>
public static class ThrottleFindings
{
    /// <summary>New connections by token a second that IAM takes (User Guide, "Limitations for IAM database authentication").</summary>
    public const int LoginsPerSecond = 200;

    /// <summary>The busiest period between the group's first and last line.</summary>
    public static IReadOnlyList<Finding> Of(AuthGroup group, LoginsSnapshot? logins, DateTimeOffset now)
    {
        const string name = "Logins a second";
        const string source = "metric IamDbAuthConnectionRequests";
        if (logins?.Clusters.FirstOrDefault(cluster => cluster.ClusterKey == group.ClusterKey) is not { } counted)
            return [Finding.Of(StatusKind.Unknown, name, "cannot tell: no figures of this cluster have arrived", source, now)];
        var window = logins.Window;
        var requests = counted.Series[LoginMetric.Requests];
        var (first, last) = (Math.Max(0, window.IndexOf(group.First)), Math.Min(window.Count - 1, window.IndexOf(group.Last)));
        var busiest = Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(index => !double.IsNaN(requests[index])).OrderByDescending(index => requests[index]).Select(index => (int?)index).FirstOrDefault();
        if (busiest is not { } period)
            return [Finding.Of(StatusKind.Unknown, name, "cannot tell: no sample of these minutes has arrived yet; they come up to 10 minutes late", source, logins.AskedAt)];
        var (count, seconds, from) = (requests[period], window.Period.TotalSeconds, window.From + (window.Period * period));
        var rate = count / seconds;
        var text = $"{count:N0} logins in the {Moments.Span(window.Period)} from {Moments.Text(from, group.Last)} UTC, {rate:0.#} a second on average; the limit is {LoginsPerSecond}. ";
        return
        [
            Finding.Of(rate >= LoginsPerSecond ? StatusKind.Broken : StatusKind.Attention, name,
                text + (rate >= LoginsPerSecond ? "They have to become fewer: keep connections in a pool" : $"So they came in a burst, which a figure for {Moments.Span(window.Period)} does not show: spread over {Math.Max(1, Math.Ceiling(count / LoginsPerSecond)):0} s or more they would have passed"),
                source, logins.AskedAt),
        ];
    }
}
