namespace AuroraConsole.AuthActivity.Why;

/// <summary>What CloudWatch had counted when somebody began to watch for a success. Samples grow while their minute runs and can come late.</summary>
/// <param name="From">UTC, start of the minute in which the watch began.</param>
/// <param name="Counted">Successes from then on that had arrived already.</param>
public sealed record SuccessBaseline(DateTimeOffset From, double Counted)
{
    /// <summary>Begins with what <paramref name="logins"/> has.</summary>
    public static SuccessBaseline Of(LoginsSnapshot logins, DateTimeOffset began)
    {
        var window = logins.Window;
        var from = window.From + (window.Period * Math.Clamp(window.IndexOf(began), 0, window.Count - 1));
        return new SuccessBaseline(from, Sum(logins, from));
    }

    /// <summary>How many more there are now, and the newest minute that has any; <c>null</c> while there are none.</summary>
    public (double More, DateTimeOffset Minute)? Next(LoginsSnapshot logins)
    {
        var more = Sum(logins, From) - Counted;
        if (more <= 0)
            return null;
        var successes = logins.Sum[LoginMetric.Success];
        var newest = Enumerable.Range(0, successes.Count).Last(index => successes[index] > 0);
        return (more, logins.Window.From + (logins.Window.Period * newest));
    }

    private static double Sum(LoginsSnapshot logins, DateTimeOffset from) =>
        logins.Sum[LoginMetric.Success].Skip(Math.Max(0, logins.Window.IndexOf(from))).Where(sample => !double.IsNaN(sample)).Sum();
}
