using System.Globalization;
using System.Text;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One metric under one dimension, in the namespace <c>AWS/RDS</c>.</summary>
/// <param name="Region">Region of the resource.</param>
/// <param name="Name"><c>MetricName</c>.</param>
/// <param name="Dimension"><c>DBClusterIdentifier</c> or <c>DBInstanceIdentifier</c>.</param>
/// <param name="Value">The identifier.</param>
public sealed record MetricKey(string Region, string Name, string Dimension, string Value);

/// <summary>What a minute, or a longer period, holds. A period without a sample does not exist; it is not zero.</summary>
/// <param name="Start">Start of the period, UTC.</param>
public readonly record struct MetricPeriod(DateTimeOffset Start, double Sum, long Count, double Minimum, double Maximum)
{
    /// <summary>Both together, under the earlier one's start.</summary>
    public MetricPeriod Merge(MetricPeriod other) =>
        new(Start, Sum + other.Sum, Count + other.Count, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
}

/// <summary>Samples a minute, kept 15 days as CloudWatch does, in the append-only file <c>metrics.tsv</c>.</summary>
public sealed class MetricStore : IDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(15);
    private readonly Lock _lock = new();
    private readonly Dictionary<MetricKey, SortedList<long, MetricPeriod>> _metrics = [];
    private readonly FileStream _file;

    /// <summary>Reads what is there, dropping what is past retention, and goes on from it.</summary>
    public MetricStore(string dataPath, TimeProvider clock)
    {
        var path = Path.Combine(dataPath, "metrics.tsv");
        var oldest = (clock.GetUtcNow() - Retention).ToUnixTimeSeconds() / 60;
        foreach (var line in AccountFiles.ReadWholeLines(path))
        {
            var field = line.Split('\t');
            var minute = long.Parse(field[0], CultureInfo.InvariantCulture);
            if (minute >= oldest)
            {
                Merge(
                    new MetricKey(field[1], field[2], field[3], field[4]),
                    minute,
                    new(FromMinute(minute), Number(field[5]), long.Parse(field[6], CultureInfo.InvariantCulture), Number(field[7]), Number(field[8])));
            }
        }

        // One line for each login is what makes a kill harmless; one line a minute is enough afterwards.
        var compact = new StringBuilder();
        foreach (var (key, minutes) in _metrics)
        {
            foreach (var (minute, period) in minutes)
                AppendLine(compact, key, minute, period);
        }

        AccountFiles.Replace(path, Encoding.UTF8.GetBytes(compact.ToString()));
        _file = AccountFiles.OpenAppend(path);
    }

    /// <summary>Adds one sample to each metric, at that time.</summary>
    public void Record(DateTimeOffset time, IEnumerable<(MetricKey Key, double Value)> samples)
    {
        var minute = time.ToUnixTimeSeconds() / 60;
        lock (_lock)
        {
            var lines = new StringBuilder();
            foreach (var (key, value) in samples)
            {
                var sample = new MetricPeriod(FromMinute(minute), value, 1, value, value);
                Merge(key, minute, sample);
                AppendLine(lines, key, minute, sample);
            }

            _file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        }
    }

    /// <summary>The periods that have samples, oldest first.</summary>
    /// <param name="key">Which metric.</param>
    /// <param name="start">Inclusive; rounded down to the period.</param>
    /// <param name="end">Exclusive.</param>
    /// <param name="periodSeconds">A multiple of 60.</param>
    public IReadOnlyList<MetricPeriod> Read(MetricKey key, DateTimeOffset start, DateTimeOffset end, int periodSeconds)
    {
        long width = periodSeconds / 60;
        var first = Floor(start.ToUnixTimeSeconds(), 60) / 60 / width * width;
        var found = new List<MetricPeriod>();
        lock (_lock)
        {
            if (!_metrics.TryGetValue(key, out var minutes))
                return found;

            for (var i = FirstIndex(minutes, first); i < minutes.Count; i++)
            {
                var periodMinute = minutes.GetKeyAtIndex(i) / width * width;
                if (FromMinute(periodMinute) >= end)
                    break;

                var sample = minutes.GetValueAtIndex(i) with { Start = FromMinute(periodMinute) };
                if (found.Count > 0 && found[^1].Start == sample.Start)
                    found[^1] = found[^1].Merge(sample);
                else
                    found.Add(sample);
            }
        }

        return found;
    }

    /// <summary>Every metric of a region with the start of its last minute that has a sample.</summary>
    public IReadOnlyList<(MetricKey Key, DateTimeOffset Last)> List(string region)
    {
        lock (_lock)
        {
            return [.. _metrics.Where(m => m.Key.Region == region)
                .Select(m => (m.Key, FromMinute(m.Value.GetKeyAtIndex(m.Value.Count - 1))))
                .OrderBy(m => m.Key.Name, StringComparer.Ordinal)
                .ThenBy(m => m.Key.Dimension, StringComparer.Ordinal)
                .ThenBy(m => m.Key.Value, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private void Merge(MetricKey key, long minute, MetricPeriod sample)
    {
        if (!_metrics.TryGetValue(key, out var minutes))
            _metrics[key] = minutes = [];
        minutes[minute] = minutes.TryGetValue(minute, out var there) ? there.Merge(sample) : sample;
    }

    private static int FirstIndex(SortedList<long, MetricPeriod> minutes, long minute)
    {
        int low = 0, high = minutes.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (minutes.GetKeyAtIndex(middle) < minute)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static void AppendLine(StringBuilder text, MetricKey key, long minute, MetricPeriod period) => text
        .Append(CultureInfo.InvariantCulture, $"{minute}\t{key.Region}\t{key.Name}\t{key.Dimension}\t{key.Value}\t")
        .Append(CultureInfo.InvariantCulture, $"{period.Sum:R}\t{period.Count}\t{period.Minimum:R}\t{period.Maximum:R}\n");

    private static long Floor(long value, long step) => value - (((value % step) + step) % step);

    private static DateTimeOffset FromMinute(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
