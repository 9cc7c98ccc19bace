namespace AuroraConsole.AuthActivity;

/// <summary>What the console asked of CloudWatch for Auth activity in the last hour, counted where it is asked. The SDK's own retries are not in it.</summary>
public sealed class CloudWatchUse(TimeProvider time)
{
    private const int Minutes = 60;
    private readonly (long Minute, AskedInAnHour Asked)[] _ring = new (long, AskedInAnHour)[Minutes];
    private readonly Lock _gate = new();

    /// <summary>The last sixty minutes together, the running one included.</summary>
    public AskedInAnHour LastHour
    {
        get
        {
            var now = Minute;
            lock (_gate)
                return _ring.Where(slot => slot.Minute > now - Minutes).Aggregate(AskedInAnHour.Nothing, (sum, slot) => sum + slot.Asked);
        }
    }

    private long Minute => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>Counts one request.</summary>
    public void Count(AskedInAnHour asked)
    {
        var now = Minute;
        lock (_gate)
        {
            ref var slot = ref _ring[now % Minutes];
            slot = (now, slot.Minute == now ? slot.Asked + asked : asked);
        }
    }
}

/// <summary>Requests by kind.</summary>
/// <param name="Metrics">Metrics asked of GetMetricData, by which AWS charges.</param>
/// <param name="MetricRequests">Requests that asked for them.</param>
/// <param name="Lists">ListMetrics.</param>
/// <param name="LogReads">FilterLogEvents, a page each.</param>
public sealed record AskedInAnHour(long Metrics = 0, long MetricRequests = 0, long Lists = 0, long LogReads = 0)
{
    /// <summary>None.</summary>
    public static readonly AskedInAnHour Nothing = new();

    /// <summary>Both together.</summary>
    public static AskedInAnHour operator +(AskedInAnHour one, AskedInAnHour other) =>
        new(one.Metrics + other.Metrics, one.MetricRequests + other.MetricRequests, one.Lists + other.Lists, one.LogReads + other.LogReads);
}
