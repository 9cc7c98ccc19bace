namespace AuroraConsole.AuthActivity;

/// <summary>How often CloudWatch is asked while somebody looks.</summary>
public static class AuthCadence
{
    /// <summary>An ended range that samples can no longer reach is read once; this is only how long until it is looked at again.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>FilterLogEvents answers few requests a second in an account and region; all live tails together stay at five.</summary>
    private const double LiveReadsASecond = 5;

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    /// <summary>Between two rounds of metrics.</summary>
    public static TimeSpan OfMetrics(AuthRange range, DateTimeOffset now)
    {
        if (range.Relative is null && range.To < now - AuthWindow.Lateness)
            return Settled;
        return TimeSpan.FromSeconds(range.Length.TotalHours switch { <= 3 => 10, <= 24 => 60, _ => 300 });
    }

    /// <summary>Between two rounds of the log; FilterLogEvents allows few requests a second, so many groups are read less often.</summary>
    public static TimeSpan OfLog(AuthQuery query, DateTimeOffset now, int groups)
    {
        if (query.IsLive)
            return TimeSpan.FromSeconds(Math.Max(2, groups / LiveReadsASecond));
        var metrics = OfMetrics(query.Range, now);
        var fair = TimeSpan.FromSeconds(groups);
        return metrics > fair ? metrics : fair;
    }

    /// <summary>After <paramref name="rounds"/> throttled rounds: twice as long each time and up to half as much again, so that consoles do not come back together; 5 minutes at most.</summary>
    /// <param name="usual">The pause when nothing is throttled.</param>
    /// <param name="rounds">1 for the first.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan AfterThrottling(TimeSpan usual, int rounds, double chance)
    {
        var longest = usual > LongestBackoff ? usual : LongestBackoff;
        var pause = usual * Math.Pow(2, Math.Min(rounds - 1, 10)) * (1 + (chance / 2));
        return pause < longest ? pause : longest;
    }
}
