using System.Globalization;

namespace AuroraConsole.Activity;

/// <summary>How long, in a few characters.</summary>
internal static class Ages
{
    /// <summary>Such as <c>0.4 s</c>, <c>12 s</c>, <c>3 min</c>, <c>2 h 5 min</c>, <c>4 d</c>.</summary>
    public static string Of(TimeSpan age) => age switch
    {
        // The server's clocks of a statement and of the look may be microseconds apart.
        { Ticks: < 0 } => "0 s",
        { TotalSeconds: < 10 } => age.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalSeconds: < 120 } => age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 1 } => $"{age.Minutes} min",
        { TotalDays: < 1 } => age.Minutes == 0 ? $"{age.Hours} h" : $"{age.Hours} h {age.Minutes} min",
        _ => $"{age.Days} d {age.Hours} h",
    };
}
