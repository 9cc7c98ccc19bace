namespace AuroraConsole.Clusters;

/// <summary>Lengths of time as the fleet shows them.</summary>
public static class Ages
{
    /// <summary>Such as 21 s, 4 min, 3 h, 61 d, 2.1 y.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} min",
        { TotalHours: < 24 } => $"{(int)age.TotalHours} h",
        { TotalDays: < 365 } => $"{(int)age.TotalDays} d",
        _ => $"{age.TotalDays / 365:0.0} y",
    };

    /// <summary>Such as 45 s, 8 min.</summary>
    public static string About(int seconds) => seconds < 100 ? $"{seconds} s" : $"{Math.Round(seconds / 60.0):0} min";

    /// <summary>Such as 0:21.</summary>
    public static string Clock(TimeSpan span) => $"{(int)span.TotalMinutes}:{span.Seconds:00}";

    /// <summary>Such as 1.4 s below ten seconds, else 19 s, else 3:05.</summary>
    public static string Step(TimeSpan span) => span.TotalSeconds < 10 ? $"{span.TotalSeconds:0.0} s" : span.TotalSeconds < 100 ? $"{span.TotalSeconds:0} s" : Clock(span);
}
