namespace AuroraConsole.Sandbox.Account;

/// <summary>
/// What an alarm should say now (CloudWatch User Guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data").
/// </summary>
/// <remarks>
/// Points are whole periods that end with the last whole minute, as many as N and two more: the most recent N with samples decide;
/// only when there are fewer does <c>TreatMissingData</c> say what the rest count as, and those that are there always count.
/// </remarks>
internal static class AlarmEvaluation
{
    private const int MorePeriods = 2;

    /// <summary>The operators and how a reason words them. Those of anomaly bands are not here.</summary>
    public static IReadOnlyDictionary<string, (Func<double, double, bool> Breaches, string Words)> Comparisons { get; } = new Dictionary<string, (Func<double, double, bool>, string)>
    {
        ["GreaterThanOrEqualToThreshold"] = ((v, t) => v >= t, "greater than or equal to"),
        ["GreaterThanThreshold"] = ((v, t) => v > t, "greater than"),
        ["LessThanThreshold"] = ((v, t) => v < t, "less than"),
        ["LessThanOrEqualToThreshold"] = ((v, t) => v <= t, "less than or equal to"),
    };

    /// <summary>The state, with its reason; <c>null</c> when the current one is to be kept (<c>ignore</c>).</summary>
    public static AlarmState? Evaluate(MetricAlarm alarm, MetricStore store, DateTimeOffset now)
    {
        var width = Math.Max(alarm.Period, 60) / 60;
        var endMinute = MetricStore.Minute(now);
        var (start, end) = (MetricStore.FromMinute(endMinute - ((long)width * (alarm.EvaluationPeriods + MorePeriods))), MetricStore.FromMinute(endMinute));
        var queries = alarm.Queries;
        var series = new MetricReading(store, alarm.Region, queries, start, end, endMinute % width).Read(queries.Single(q => q.ReturnData));
        var points = series is [var one] ? one.Points.Reverse().ToList() : [];
        return Judge(alarm, points, end, now);
    }

    // Points: most recent first.
    private static AlarmState? Judge(MetricAlarm alarm, List<MetricPoint> points, DateTimeOffset end, DateTimeOffset now)
    {
        var breaches = Comparisons[alarm.ComparisonOperator].Breaches;
        var (n, m) = (alarm.EvaluationPeriods, alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods);
        var judged = points.Take(n).ToList();
        var breaching = judged.Where(p => breaches(p.Value, alarm.Threshold)).ToList();
        var within = judged.Except(breaching).ToList();
        var missing = n - judged.Count;
        var reason = new AlarmReason(alarm, judged, now);
        if (missing == 0)
            return breaching.Count >= m ? reason.Alarm(breaching, 0) : reason.Ok(within, 0);

        switch (alarm.TreatMissingData)
        {
            case "breaching":
                return breaching.Count + missing >= m ? reason.Alarm(breaching, missing) : reason.Ok(within, 0);
            case "notBreaching":
                return breaching.Count >= m ? reason.Alarm(breaching, 0) : reason.Ok(within, missing);
            default:
                if (breaching.Count >= m)
                    return reason.Alarm(breaching, 0);
                if (within.Count > 0)
                    return reason.Ok(within, 0);
                if (alarm.TreatMissingData == "ignore")
                    return null;

                // All there are breach, but they are fewer than M: alarm once the oldest is old enough for M to have come since.
                var width = TimeSpan.FromSeconds(Math.Max(alarm.Period, 60));
                return breaching.Count > 0 && end - breaching[^1].Time >= m * width ? reason.Alarm(breaching, 0) : reason.Unknown(missing);
        }
    }
}
