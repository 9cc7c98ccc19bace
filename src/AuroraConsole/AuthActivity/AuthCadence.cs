namespace AuroraConsole.AuthActivity;

/// <summary>How often CloudWatch is asked while somebody looks, and what that costs.</summary>
public static class AuthCadence
{
    /// <summary>US dollars for a metric asked of GetMetricData (FACTS §6, $0.01 per 1,000).</summary>
    private const decimal DollarsPerMetric = 0.01m / 1000;

    /// <summary>An ended range that samples can no longer reach is read once; this is only how long until it is looked at again.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>Between two rounds of metrics.</summary>
    public static TimeSpan OfMetrics(AuthRange range, DateTimeOffset now)
    {
        if (range.Relative is null && range.To < now - AuthWindow.Lateness)
            return Settled;
        return TimeSpan.FromSeconds(range.Length.TotalHours switch { <= 3 => 10, <= 24 => 60, _ => 300 });
    }

    /// <summary>Between two rounds of the log; FilterLogEvents allows few requests a second, so many groups are read less often.</summary>
    public static TimeSpan OfLog(AuthRange range, DateTimeOffset now, int groups)
    {
        var metrics = OfMetrics(range, now);
        var fair = TimeSpan.FromSeconds(groups);
        return metrics > fair ? metrics : fair;
    }

    /// <summary>US dollars a month of 30 days on AWS, if somebody looked all the time.</summary>
    public static decimal DollarsAMonth(int metricsARound, TimeSpan between) =>
        metricsARound * (decimal)(TimeSpan.FromDays(30) / between) * DollarsPerMetric;
}
