using System.Globalization;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>The view as an address says it: the same names in the page's query string and in the API's.</summary>
/// <param name="Cluster"><c>region/id</c>; <c>null</c> or empty: the whole fleet.</param>
/// <param name="Range">A name of <see cref="AuthRange.Names"/>.</param>
/// <param name="From">UTC, ISO 8601; wins over <paramref name="Range"/>.</param>
/// <param name="To">UTC, ISO 8601.</param>
/// <param name="Period"><see cref="AuthRange.Minute"/> or nothing.</param>
/// <param name="Cause">Error codes with commas between.</param>
/// <param name="Role">A database user.</param>
/// <param name="Caller">A caller without its session.</param>
/// <param name="Q">What lines are searched for.</param>
/// <param name="Group">The key of a group.</param>
/// <param name="At">UTC, ISO 8601: the bar that holds this moment.</param>
public sealed record AuthRequest(string? Cluster, string? Range, string? From, string? To, string? Period, string? Cause, string? Role, string? Caller, string? Q, string? Group, string? At)
{
    /// <summary>What to look at.</summary>
    /// <exception cref="ProblemException">400 <c>BadRange</c>.</exception>
    public AuthQuery Query => new(Empty(Cluster), AuthRange.Parse(Range, From, To, Period));

    /// <summary>What of it to show.</summary>
    /// <param name="window">The periods that <see cref="At"/> is one of; a moment that is none of theirs filters nothing.</param>
    public AuthFilters Filters(AuthWindow? window) => new(Empty(Cause), Empty(Role), Empty(Caller), Empty(Q?.Trim()), Empty(Group), Part(window));

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private AuthWindow? Part(AuthWindow? window)
    {
        if (window is null || !DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            return null;
        var from = window.From + (window.IndexOf(at) * window.Period);
        return from >= window.From && from < window.To ? new AuthWindow(from, from + window.Period, window.Period) : null;
    }
}
