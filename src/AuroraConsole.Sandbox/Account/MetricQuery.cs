namespace AuroraConsole.Sandbox.Account;

/// <summary>A dimension of a metric.</summary>
public sealed record MetricDimension(string Name, string Value);

/// <summary>One metric and what to ask of it (CloudWatch API, <c>MetricStat</c>).</summary>
/// <param name="Namespace"><c>AWS/RDS</c>; any other has no samples here.</param>
/// <param name="Name"><c>MetricName</c>.</param>
/// <param name="Dimensions">Exactly the metric's.</param>
/// <param name="Period">Seconds. Below 60 it counts as 60: nothing finer is kept.</param>
/// <param name="Statistic">One of <see cref="MetricPeriod.Statistics"/>.</param>
/// <param name="Unit">Only samples of this unit; <c>null</c>: of the metric's own.</param>
public sealed record MetricStat(string Namespace, string Name, IReadOnlyList<MetricDimension> Dimensions, int Period, string Statistic, string? Unit)
{
    /// <summary>Where its samples are; <c>null</c> when there can be none: a foreign namespace or unit, or not one dimension.</summary>
    public MetricKey? Key(string region) =>
        Namespace == MetricKey.Namespace && Dimensions is [var dimension] && (Unit is null || Unit == MetricKey.UnitOf(Name))
            ? new MetricKey(region, Name, dimension.Name, dimension.Value)
            : null;
}

/// <summary>A metric or an expression (CloudWatch API, <c>MetricDataQuery</c>).</summary>
/// <param name="Id">Its name in expressions.</param>
/// <param name="Stat">The metric; <c>null</c> for an expression.</param>
/// <param name="Expression">Metric math; <c>null</c> for a metric.</param>
/// <param name="Label">Legend; <c>null</c>: the metric's name, an expression's id.</param>
/// <param name="ReturnData">Part of the answer, or only for expressions.</param>
public sealed record MetricQuery(string Id, MetricStat? Stat, string? Expression, string? Label, bool ReturnData);

/// <summary>One point of a time series.</summary>
/// <param name="Time">Start of its period, UTC.</param>
/// <param name="Value">Finite.</param>
public readonly record struct MetricPoint(DateTimeOffset Time, double Value);

/// <summary>A time series, oldest point first; periods without a sample have no point.</summary>
/// <param name="Label">Legend.</param>
/// <param name="Period">Seconds.</param>
/// <param name="Points">Its points.</param>
public sealed record MetricSeries(string Label, int Period, IReadOnlyList<MetricPoint> Points)
{
    /// <summary>Arithmetic gave no finite number somewhere; those points are left out.</summary>
    public bool Dropped { get; init; }
}
