using Microsoft.AspNetCore.Components;

namespace AuroraConsole.AuthActivity;

// What the view says about itself.
public sealed partial class AuthView
{
    private AuthWindow? Window => _logins?.Window;

    private bool IsLong => Window is { } window && window.To - window.From > TimeSpan.FromHours(20);

    private string LogFormat => IsLong ? "dd MMM HH:mm:ss,fff" : "HH:mm:ss,fff";

    private string GroupFormat => IsLong ? "dd MMM HH:mm" : "HH:mm:ss";

    private string RangeText => Window is not { } window ? ""
        : window.From.UtcDateTime.Date == window.To.UtcDateTime.Date
            ? $"{window.From.UtcDateTime:d MMM HH:mm} – {window.To.UtcDateTime:HH:mm} UTC"
            : $"{window.From.UtcDateTime:d MMM HH:mm} – {window.To.UtcDateTime:d MMM HH:mm} UTC";

    /// <summary>A relative range would show the reader other minutes.</summary>
    private string AbsoluteLink => Window is { } window
        ? Navigation.GetUriWithQueryParameters(Navigation.Uri, new Dictionary<string, object?> { ["range"] = null, ["from"] = AuthRange.Iso(window.From), ["to"] = AuthRange.Iso(window.To) })
        : Navigation.Uri;

    // Opening a line is no other view of the log.
    private string View => $"{_query} {_filtered.Filters}";

    private TimeSpan Cadence => AuthCadence.OfMetrics(_logins!.Query.Range, _logins.AskedAt);

    private bool IsEnded => Cadence > TimeSpan.FromMinutes(10);

    private string CadenceText => IsEnded ? "Ended, read once" : $"Every {Span(Cadence)}, keeps your place";

    private IReadOnlyList<string> Dimensions => [.. _logins!.Clusters.Select(cluster => cluster.Dimension).OfType<string>().Distinct()];

    private string DimensionText => Dimensions.Count switch
    {
        0 => _logins!.Clusters.Any(cluster => cluster.Problem is not null) ? "" : "CloudWatch lists no login metrics here yet",
        1 => "found under ",
        _ => "found under " + string.Join(", ", Dimensions.Select(name => $"{name} ({_logins!.Clusters.Count(cluster => cluster.Dimension == name)})")),
    };

    private string LogText
    {
        get
        {
            if (_log is null)
                return "";
            var shown = _lines.Lines.Length == _log.Lines.Count ? $"{_lines.Lines.Length:N0}" : $"{_lines.Lines.Length:N0} of {_log.Lines.Count:N0}";
            var cut = _log.Clusters.Any(cluster => cluster.IsCut) ? ", the oldest left out" : "";
            return $"{shown} {(_log.Lines.Count == 1 ? "line" : "lines")}, {_lines.NotUnderstood:N0} not understood{cut}";
        }
    }

    private string? PartText => _filtered.Filters?.Part is not { } part ? null
        : IsLong ? $"{part.From.UtcDateTime:d MMM HH:mm} – {part.To.UtcDateTime:HH:mm}" : $"{part.From.UtcDateTime:HH:mm} – {part.To.UtcDateTime:HH:mm}";

    private string PeriodText => Window is not { } window ? "" : window.Period.TotalMinutes < 60 ? $"{window.Period.TotalMinutes:0} min" : $"{window.Period.TotalHours:0} h";

    // The same address as the page's, for what travels by HTTP.
    private string Link(string path, params (string Name, string? Value)[] more)
    {
        var request = Request;
        (string Name, string? Value)[] all =
        [
            ("cluster", request.Cluster), ("range", request.Range), ("from", request.From), ("to", request.To), ("period", request.Period), ("cause", request.Cause), ("role", request.Role),
            ("caller", request.Caller), ("q", request.Q), ("group", request.Group), ("at", request.At), .. more,
        ];
        return $"api/auth/{path}?" + string.Join('&', all.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
    }

    private string RhythmText => _logins is null || _log is null ? ""
        : IsEnded ? "An ended range is read once."
        : $"This view: {_logins.MetricsAsked:N0} metrics every {Span(Cadence)} and {_log.GroupsAsked:N0} {(_log.GroupsAsked == 1 ? "log" : "logs")} every {Span(AuthCadence.OfLog(_log.Query, _log.AskedAt, _log.GroupsAsked))}, once for all who look at it, and nothing while nobody does.";

    private static string Span(TimeSpan span) => span.TotalMinutes >= 2 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";
}
