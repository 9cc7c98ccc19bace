namespace AuroraConsole.Sandbox.Account;

/// <summary>What a minute, or a longer period, holds. A period without a sample does not exist; it is not zero.</summary>
/// <param name="Start">Start of the period, UTC.</param>
public readonly record struct MetricPeriod(DateTimeOffset Start, double Sum, long Count, double Minimum, double Maximum)
{
    /// <summary>The statistics there are. Percentiles need every sample; a minute keeps these sums only.</summary>
    public static IReadOnlyList<string> Statistics { get; } = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

    /// <summary>One of <see cref="Statistics"/>.</summary>
    public double Of(string statistic) => statistic switch
    {
        "SampleCount" => Count,
        "Average" => Sum / Count,
        "Sum" => Sum,
        "Minimum" => Minimum,
        "Maximum" => Maximum,
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "Not a statistic that is kept."),
    };

    /// <summary>Both together, under the earlier one's start.</summary>
    public MetricPeriod Merge(MetricPeriod other) =>
        new(Start, Sum + other.Sum, Count + other.Count, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
}
