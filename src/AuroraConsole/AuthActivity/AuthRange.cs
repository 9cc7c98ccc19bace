using System.Globalization;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>The range one looks at, as the address says it: either relative to now or between two moments.</summary>
/// <param name="Relative">One of <see cref="Names"/>; <c>null</c> for an absolute range.</param>
/// <param name="From">UTC; only when absolute.</param>
/// <param name="To">UTC, exclusive; only when absolute.</param>
/// <param name="IsFine">A sample a minute where five minutes would do; only between 6 hours and a day, so at most 1,440 samples.</param>
public sealed record AuthRange(string? Relative, DateTimeOffset From = default, DateTimeOffset To = default, bool IsFine = false)
{
    /// <summary>What the address says for <see cref="IsFine"/>.</summary>
    public const string Minute = "1m";

    private static readonly Dictionary<string, TimeSpan> Lengths = new()
    {
        ["15m"] = TimeSpan.FromMinutes(15),
        ["1h"] = TimeSpan.FromHours(1),
        ["3h"] = TimeSpan.FromHours(3),
        ["12h"] = TimeSpan.FromHours(12),
        ["1d"] = TimeSpan.FromDays(1),
        ["7d"] = TimeSpan.FromDays(7),
    };

    /// <summary>CloudWatch keeps metrics this long (FACTS: hourly data, 455 days).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(455);

    /// <summary>The last hour, when nothing is said.</summary>
    public static readonly AuthRange LastHour = new("1h");

    /// <summary>The relative ranges on offer, shortest first.</summary>
    public static IReadOnlyCollection<string> Names => Lengths.Keys;

    /// <summary>How long it is.</summary>
    public TimeSpan Length => Relative is null ? To - From : Lengths[Relative];

    /// <summary>Whether a sample a minute is a choice here.</summary>
    public bool CanBeFine => Length > TimeSpan.FromHours(6) && Length <= TimeSpan.FromHours(24);

    /// <summary>Reads the query string's <c>range</c>, or <c>from</c> and <c>to</c>, which win; and <c>period</c>, which holds where it can.</summary>
    /// <exception cref="ProblemException">400 <c>BadRange</c> with the field that is wrong.</exception>
    public static AuthRange Parse(string? range, string? from, string? to, string? period = null)
    {
        if (period is not (null or "" or Minute))
            throw Bad($"The period “{period}” is not known. Leave it out, or choose {Minute}.", "period");
        var parsed = Moments(range, from, to);
        return parsed with { IsFine = period == Minute && parsed.CanBeFine };
    }

    /// <summary>The minutes to ask for at <paramref name="now"/>: whole periods, the running one included.</summary>
    public AuthWindow At(DateTimeOffset now)
    {
        if (Relative is null)
        {
            var period = PeriodOf(Length, now - From, IsFine);
            return new AuthWindow(Floor(From, period), Ceiling(To, period), period);
        }

        var step = PeriodOf(Length, Length, IsFine);
        var end = Ceiling(now, step);
        return new AuthWindow(end - Length, end, step);
    }

    /// <summary>The minutes that lie a part of its length before (negative) or after; never later than <paramref name="now"/>.</summary>
    public AuthRange Shifted(double lengths, DateTimeOffset now)
    {
        var window = At(now);
        var to = window.To + (Length * lengths);
        to = to > now ? Ceiling(now, window.Period) : to;
        return new AuthRange(null, to - Length, to, IsFine);
    }

    /// <summary>A moment as the address writes it.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static AuthRange Moments(string? range, string? from, string? to)
    {
        if (from is not (null or "") || to is not (null or ""))
            return Between(Moment(from, "from"), Moment(to, "to"));
        if (string.IsNullOrEmpty(range))
            return LastHour;
        return Lengths.ContainsKey(range)
            ? new AuthRange(range)
            : throw Bad($"The range “{range}” is not known. Choose one of {string.Join(", ", Names)}, or give from and to.", "range");
    }

    private static AuthRange Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= to)
            throw Bad("The range ends before it begins. Swap from and to.", "to");
        return to - from <= Longest
            ? new AuthRange(null, from, to)
            : throw Bad("The range is longer than CloudWatch keeps metrics, 455 days. Choose a shorter one.", "from");
    }

    private static DateTimeOffset Moment(string? text, string field) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) && moment.Year is > 2000 and < 9000
            ? moment
            : throw Bad(text is null or "" ? $"A range needs both from and to; {field} is missing." : $"“{text}” is not a time. Write it as 2026-11-21T13:15:00Z.", field);

    // About 60 to 360 columns a chart, and never finer than what CloudWatch still keeps (60 s for 15 days, 300 s for 63 days).
    private static TimeSpan PeriodOf(TimeSpan length, TimeSpan age, bool fine)
    {
        var wanted = length.TotalHours switch { _ when fine => 60, <= 6 => 60, <= 30 => 300, <= 24 * 10 => 3600, <= 24 * 90 => 6 * 3600, _ => 24 * 3600 };
        var kept = age.TotalDays switch { < 15 => 60, < 63 => 300, _ => 3600 };
        return TimeSpan.FromSeconds(Math.Max(wanted, kept));
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan period) => new(at.UtcTicks - (at.UtcTicks % period.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Ceiling(DateTimeOffset at, TimeSpan period) => Floor(at + period - TimeSpan.FromTicks(1), period);

    private static ProblemException Bad(string sentence, string field) => new(new Problem(sentence, "BadRange", Field: field));
}

/// <summary>Whole periods between two moments.</summary>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Period">Length of one sample.</param>
public sealed record AuthWindow(DateTimeOffset From, DateTimeOffset To, TimeSpan Period)
{
    /// <summary>Samples and lines can come this late (FACTS §3).</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromMinutes(10);

    /// <summary>How many samples a series has.</summary>
    public int Count => (int)((To - From) / Period);

    /// <summary>The index of the sample that holds a moment; outside <c>0..Count-1</c> when it is outside.</summary>
    public int IndexOf(DateTimeOffset at) => (int)Math.Floor((at - From) / Period);

    /// <summary>How many of the first samples cannot change any more at <paramref name="now"/>.</summary>
    public int SettledAt(DateTimeOffset now) => Math.Clamp(IndexOf(now - Lateness), 0, Count);
}

/// <summary>What a viewer looks at; viewers of the same share one fetch.</summary>
/// <param name="Cluster"><c>region/id</c>; <c>null</c>: the whole fleet.</param>
/// <param name="Range">When.</param>
/// <param name="IsLive">The log every two seconds, for those who follow it.</param>
public sealed record AuthQuery(string? Cluster, AuthRange Range, bool IsLive = false);
