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
            var unclear = _lines.Count(line => line.Code is null);
            var shown = _lines.Length == _log.Lines.Count ? $"{_lines.Length:N0}" : $"{_lines.Length:N0} of {_log.Lines.Count:N0}";
            return $"{shown} {(_log.Lines.Count == 1 ? "line" : "lines")}, {unclear:N0} not understood";
        }
    }

    private string AskedText
    {
        get
        {
            if (_logins is null || _log is null || IsEnded)
                return "";
            var logs = AuthCadence.OfLog(_log.Query.Range, _log.AskedAt, _log.GroupsAsked);
            return $"While somebody looks, and once for all who do, this asks CloudWatch for {_logins.MetricsAsked:N0} metrics every {Span(Cadence)} and reads {_log.GroupsAsked:N0} {(_log.GroupsAsked == 1 ? "log" : "logs")} every {Span(logs)}: on AWS ${AuthCadence.DollarsAMonth(_logins.MetricsAsked, Cadence):0.00} if it were open all month.";
        }
    }

    private static string Span(TimeSpan span) => span.TotalMinutes >= 2 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";
}
