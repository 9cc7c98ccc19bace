using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>The samples of the seven metrics over a window. A gap is <see cref="double.NaN"/>: no sample has arrived, which is not zero.</summary>
public sealed class LoginSeries
{
    private readonly double[][] _samples;

    private LoginSeries(int count) => _samples = [.. LoginMetrics.All.Select(_ => Enumerable.Repeat(double.NaN, count).ToArray())];

    /// <summary>Nothing but gaps.</summary>
    public static LoginSeries Gaps(int count) => new(count);

    /// <summary>The samples of a metric, one a period.</summary>
    public IReadOnlyList<double> this[LoginMetric metric] => _samples[(int)metric];

    /// <summary>Their sum, gaps left out; <c>null</c> when there are gaps alone.</summary>
    public double? Total(LoginMetric metric)
    {
        var arrived = _samples[(int)metric].Where(sample => !double.IsNaN(sample)).ToList();
        return arrived.Count == 0 ? null : arrived.Sum();
    }

    /// <summary>The same samples in another window of the same period; what lies outside is left out, what is new is a gap.</summary>
    public LoginSeries In(AuthWindow from, AuthWindow to)
    {
        var moved = new LoginSeries(to.Count);
        if (from.Period != to.Period)
            return moved;
        var shift = to.IndexOf(from.From);
        foreach (var metric in LoginMetrics.All)
        {
            for (var index = 0; index < from.Count; index++)
            {
                if (this[metric][index] is var value && !double.IsNaN(value))
                    moved.Add(metric, index + shift, value);
            }
        }

        return moved;
    }

    /// <summary>Whether both have the same samples and gaps.</summary>
    public bool Same(LoginSeries other) => _samples.Zip(other._samples).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>Adds a sample to what is there; outside the window it is left out.</summary>
    public void Add(LoginMetric metric, int index, double value)
    {
        var samples = _samples[(int)metric];
        if ((uint)index < (uint)samples.Length)
            samples[index] = double.IsNaN(samples[index]) ? value : samples[index] + value;
    }

    /// <summary>The sum of several; a period is a gap where all of them have one.</summary>
    public static LoginSeries Sum(IEnumerable<LoginSeries> parts, int count)
    {
        var sum = new LoginSeries(count);
        foreach (var part in parts)
        {
            foreach (var metric in LoginMetrics.All)
            {
                for (var index = 0; index < count; index++)
                {
                    if (part[metric][index] is var value && !double.IsNaN(value))
                        sum.Add(metric, index, value);
                }
            }
        }

        return sum;
    }
}

/// <summary>One cluster's logins.</summary>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="Dimension">The CloudWatch dimension that its metrics were found under; <c>null</c>: CloudWatch lists none.</param>
/// <param name="Series">The samples.</param>
/// <param name="Problem">Why they could not be read; the samples are then those of before, if any.</param>
public sealed record ClusterLogins(string ClusterKey, string? Dimension, LoginSeries Series, Problem? Problem)
{
    /// <summary>AWS no longer lists the cluster; its samples are still there.</summary>
    public bool IsGone { get; init; }
}

/// <summary>The metrics of a query at one moment. Immutable once published, shared by all who look.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Window">The minutes it came to.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="Clusters">Each with its own state.</param>
/// <param name="Silent">Regions that do not list their clusters, and why.</param>
/// <param name="MetricsAsked">How many metrics the last round asked for; CloudWatch charges by these.</param>
public sealed record LoginsSnapshot(
    AuthQuery Query, AuthWindow Window, DateTimeOffset AskedAt, IReadOnlyList<ClusterLogins> Clusters, IReadOnlyDictionary<string, Problem> Silent, int MetricsAsked)
{
    /// <summary>All clusters together.</summary>
    public LoginSeries Sum { get; } = LoginSeries.Sum(Clusters.Select(cluster => cluster.Series), Window.Count);

    /// <summary>CloudWatch is throttling, and when it is asked again.</summary>
    public Backoff? Backoff { get; init; }
}
