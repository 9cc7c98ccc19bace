using System.Globalization;
using System.Text;

namespace AuroraConsole.Sandbox.Account;

/// <summary>
/// Samples a minute, in the append-only file <c>metrics.tsv</c>. Kept as CloudWatch does: minutes for 15 days, five minutes for 63, hours for 455.
/// </summary>
public sealed class MetricStore : IDisposable
{
    private const int LinesBetweenCompactions = 100_000;
    private static readonly (int Minutes, TimeSpan Kept)[] Resolutions = [(1, TimeSpan.FromDays(15)), (5, TimeSpan.FromDays(63)), (60, TimeSpan.FromDays(455))];
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Dictionary<MetricKey, MetricPeriod> _unwritten = [];
    private Dictionary<MetricKey, SortedList<long, MetricPeriod>> _metrics = [];
    private FileStream _file;
    private long _unwrittenMinute;
    private int _lines;

    /// <summary>Reads what is there, dropping what is past retention, and goes on from it.</summary>
    public MetricStore(string dataPath, TimeProvider clock)
    {
        _path = Path.Combine(dataPath, "metrics.tsv");
        _clock = clock;
        foreach (var line in AccountFiles.ReadWholeLines(_path))
        {
            var field = line.Split('\t');
            var minute = long.Parse(field[0], CultureInfo.InvariantCulture);
            Merge(
                new MetricKey(field[1], field[2], field[3], field[4]),
                minute,
                new(FromMinute(minute), Number(field[5]), long.Parse(field[6], CultureInfo.InvariantCulture), Number(field[7]), Number(field[8])));
        }

        _file = Compact();
    }

    /// <summary>Adds one sample to each metric, at that time; on disk when this returns.</summary>
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

            Write(lines);
        }
    }

    /// <summary>The same for readings that come many times a minute: on disk when their minute is over, a line each. A kill loses that minute.</summary>
    public void Sample(DateTimeOffset time, IEnumerable<(MetricKey Key, double Value)> samples)
    {
        var minute = time.ToUnixTimeSeconds() / 60;
        lock (_lock)
        {
            if (minute != _unwrittenMinute)
                WriteUnwritten();
            _unwrittenMinute = minute;
            foreach (var (key, value) in samples)
            {
                var sample = new MetricPeriod(FromMinute(minute), value, 1, value, value);
                Merge(key, minute, sample);
                _unwritten[key] = _unwritten.TryGetValue(key, out var there) ? there.Merge(sample) : sample;
            }
        }
    }

    /// <summary>The periods that have samples, oldest first; none that are older than CloudWatch keeps periods of that length.</summary>
    /// <param name="key">Which metric.</param>
    /// <param name="start">Inclusive; rounded down to the period.</param>
    /// <param name="end">Exclusive.</param>
    /// <param name="periodSeconds">A multiple of 60.</param>
    /// <param name="phaseMinutes">Periods begin this many minutes after multiples of their length: an alarm's end with the current minute.</param>
    public IReadOnlyList<MetricPeriod> Read(MetricKey key, DateTimeOffset start, DateTimeOffset end, int periodSeconds, long phaseMinutes = 0)
    {
        long width = periodSeconds / 60;
        var oldest = Oldest(periodSeconds);
        var first = PeriodStart(Minute(start > oldest ? start : oldest), width, phaseMinutes);
        var found = new List<MetricPeriod>();
        lock (_lock)
        {
            if (!_metrics.TryGetValue(key, out var minutes))
                return found;

            for (var i = FirstIndex(minutes, first); i < minutes.Count; i++)
            {
                var periodMinute = PeriodStart(minutes.GetKeyAtIndex(i), width, phaseMinutes);
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

    /// <summary>Time as samples have it.</summary>
    internal DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>How far back periods of that length are kept.</summary>
    internal DateTimeOffset Oldest(int periodSeconds) => Now - Resolutions.Last(r => periodSeconds / 60 % r.Minutes == 0).Kept;

    /// <summary>Start of the period of <paramref name="width"/> minutes that holds a minute; all in minutes of Unix time.</summary>
    internal static long PeriodStart(long minute, long width, long phase) => Floor(minute - phase, width) + phase;

    /// <summary>Whole minutes of Unix time.</summary>
    internal static long Minute(DateTimeOffset time) => Floor(time.ToUnixTimeSeconds(), 60) / 60;

    /// <summary>The time a minute of Unix time begins.</summary>
    internal static DateTimeOffset FromMinute(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

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
    public void Dispose()
    {
        lock (_lock)
        {
            WriteUnwritten();
            _file.Dispose();
        }
    }

    private void Merge(MetricKey key, long minute, MetricPeriod sample) => Merge(_metrics, key, minute, sample);

    private static void Merge(Dictionary<MetricKey, SortedList<long, MetricPeriod>> metrics, MetricKey key, long minute, MetricPeriod sample)
    {
        if (!metrics.TryGetValue(key, out var minutes))
            metrics[key] = minutes = [];
        minutes[minute] = minutes.TryGetValue(minute, out var there) ? there.Merge(sample) : sample;
    }

    private void WriteUnwritten()
    {
        var lines = new StringBuilder();
        foreach (var (key, sample) in _unwritten)
            AppendLine(lines, key, _unwrittenMinute, sample);
        _unwritten.Clear();
        Write(lines);
    }

    private void Write(StringBuilder lines)
    {
        _file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        if (_lines >= LinesBetweenCompactions)
        {
            _file.Dispose();
            _file = Compact();
        }
    }

    // One line a login is what makes a kill harmless; one a minute is enough afterwards, and fewer of what is old.
    // Age is real: a clock that a test has moved must not throw data away.
    private FileStream Compact()
    {
        var now = TimeProvider.System.GetUtcNow();
        var compact = new Dictionary<MetricKey, SortedList<long, MetricPeriod>>();
        var lines = new StringBuilder();
        foreach (var (key, minutes) in _metrics)
        {
            foreach (var (minute, period) in minutes)
            {
                var resolution = Resolutions.FirstOrDefault(r => period.Start > now - r.Kept);
                if (resolution != default)
                    Merge(compact, key, PeriodStart(minute, resolution.Minutes, 0), period with { Start = FromMinute(PeriodStart(minute, resolution.Minutes, 0)) });
            }

            foreach (var (minute, period) in compact.GetValueOrDefault(key) ?? [])
                AppendLine(lines, key, minute, period);
        }

        AccountFiles.Replace(_path, Encoding.UTF8.GetBytes(lines.ToString()));
        (_metrics, _lines) = (compact, 0);
        _unwritten.Clear();
        return AccountFiles.OpenAppend(_path);
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

    private void AppendLine(StringBuilder text, MetricKey key, long minute, MetricPeriod period)
    {
        text.Append(CultureInfo.InvariantCulture, $"{minute}\t{key.Region}\t{key.Name}\t{key.Dimension}\t{key.Value}\t")
            .Append(CultureInfo.InvariantCulture, $"{period.Sum:R}\t{period.Count}\t{period.Minimum:R}\t{period.Maximum:R}\n");
        _lines++;
    }

    private static long Floor(long value, long step) => value - (((value % step) + step) % step);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
