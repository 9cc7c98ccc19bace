namespace AuroraConsole.Sandbox.Account;

/// <summary>The time series of a set of queries over one window: metrics from the store, expressions by metric math.</summary>
/// <remarks>
/// Numbers, ids, arithmetic, comparisons, <c>AND</c>, <c>OR</c>, <c>[a, b]</c> and <see cref="Functions"/> (CloudWatch User Guide, "Metric math syntax and functions").
/// Where only one side has a point the other counts as 0; where none has there is no point; what is not finite is dropped.
/// </remarks>
/// <param name="store">Where samples are.</param>
/// <param name="region">Whose.</param>
/// <param name="queries">All queries; ids may refer to each other in any order.</param>
/// <param name="start">Inclusive; rounded down to the period.</param>
/// <param name="end">Exclusive.</param>
/// <param name="phaseMinutes">See <see cref="MetricStore.Read"/>.</param>
internal sealed partial class MetricReading(MetricStore store, string region, IReadOnlyList<MetricQuery> queries, DateTimeOffset start, DateTimeOffset end, long phaseMinutes = 0)
{
    private readonly Dictionary<string, MetricValue?> _read = [];
    private int _depth;

    /// <summary>The series of one query: one of a metric, one or several of an expression.</summary>
    /// <exception cref="AwsRefusalException">The expression cannot be read or gives no time series.</exception>
    public IReadOnlyList<MetricSeries> Read(MetricQuery query)
    {
        var value = ValueOf(query);
        if (value.Series is not { } found)
            throw InExpression(query, "its result is a single number; it must be a time series.");
        if (query.Expression is null)
            return found;
        var label = query.Label ?? query.Id;
        return [.. found.Select(s => s with { Label = value.IsArray ? $"{label} {s.Label}".Trim() : label })];
    }

    private MetricValue ValueOf(MetricQuery query)
    {
        if (_read.TryGetValue(query.Id, out var known))
            return known ?? throw InExpression(query, "it refers to itself.");
        if (query.Stat is { } stat)
            return (_read[query.Id] = MetricValue.Of(Stored(query, stat)))!;

        // Present without a value: being worked on, so that who asks again has come round in a circle.
        _read[query.Id] = null;
        try
        {
            if (++_depth > MostNested)
                throw new FormatException("it refers to too many others, one through another.");
            var value = Evaluate(MetricTerm.Parse(query.Expression!));
            _depth--;
            return (_read[query.Id] = value)!;
        }
        catch (FormatException e)
        {
            throw InExpression(query, e.Message);
        }
    }

    private MetricSeries Stored(MetricQuery query, MetricStat stat)
    {
        var period = Math.Max(stat.Period, 60);
        var periods = stat.Key(region) is { } key ? store.Read(key, start, end, period, phaseMinutes) : [];
        return new MetricSeries(query.Label ?? stat.Name, period, [.. periods.Select(p => new MetricPoint(p.Start, p.Of(stat.Statistic)))]);
    }

    private static AwsRefusalException InExpression(MetricQuery query, string what) => new("ValidationError", $"Error in expression '{query.Id}': {what}");
}
