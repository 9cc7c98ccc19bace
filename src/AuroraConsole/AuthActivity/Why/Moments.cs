using System.Globalization;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>Moments and spans as the findings write them.</summary>
internal static class Moments
{
    /// <summary>UTC; the date only where it is not that of <paramref name="beside"/>.</summary>
    public static string Text(DateTimeOffset at, DateTimeOffset beside) =>
        at.UtcDateTime.ToString(at.UtcDateTime.Date == beside.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>4 s</c>, <c>12 min</c>, <c>3 h 5 min</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => $"{span.TotalSeconds:0} s",
        { TotalMinutes: < 120 } => $"{Math.Floor(span.TotalMinutes):0} min",
        _ => $"{Math.Floor(span.TotalHours):0} h {span.Minutes} min",
    };
}
