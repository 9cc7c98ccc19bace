using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity;

/// <summary>What the page shows as files. Shares its fetches with the pages.</summary>
public sealed class AuthExport(AuthWatch watch, FleetWatch fleet, AccessControl access)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true };

    /// <summary>The lines and their manifest: what a zip of them needs. Recorded in the trail by <see cref="WriteZipAsync"/>.</summary>
    /// <exception cref="ProblemException">403, 404 for an unknown cluster, 400 for a range or a part that makes no sense.</exception>
    public async Task<(AuthLines Lines, AuthManifest Manifest)> LinesAsync(Actor actor, AuthRequest request, CancellationToken cancellationToken)
    {
        var query = await QueryAsync(actor, request, cancellationToken);
        using var metrics = watch.LookAtLogins(actor, query, static () => { });
        using var lines = watch.LookAtLog(actor, query, static () => { });
        var logins = await metrics.LoadedAsync(cancellationToken);
        var log = await lines.LoadedAsync(cancellationToken);
        var filters = request.Filters(log.Window);
        var wanted = log.All.Where(filters);
        return (wanted, AuthManifest.Of(request, filters, logins, log, wanted));
    }

    /// <summary>A zip of <c>manifest.json</c> and <c>lines.csv</c> or <c>lines.jsonl</c>, newest line first. Streamed; on record before its first byte.</summary>
    public async Task WriteZipAsync(Actor actor, AuthRequest request, bool asJson, AuthLines lines, AuthManifest manifest, Stream output, CancellationToken cancellationToken)
    {
        using var record = access.Begin(actor, Act.ExportResult, request.Cluster is { Length: > 0 } key ? key : "all clusters", ("what", AuthLogReader.LogType), ("format", asJson ? "jsonl" : "csv"), ("rows", lines.Lines.Length.ToString()));
        await using (var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken))
        {
            await using (var entry = await zip.CreateEntry("manifest.json").OpenAsync(cancellationToken))
                await JsonSerializer.SerializeAsync(entry, manifest, Indented, cancellationToken);
            await using var text = new StreamWriter(await zip.CreateEntry(asJson ? "lines.jsonl" : "lines.csv").OpenAsync(cancellationToken), new UTF8Encoding(false), 64 * 1024);
            if (!asJson)
                await text.WriteAsync("time,cluster,code,cause,status,role,caller,text\n");
            foreach (var line in lines.Lines)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await text.WriteAsync(asJson
                    ? JsonSerializer.Serialize(new { time = line.At.UtcDateTime, cluster = line.ClusterKey, code = line.Code, cause = line.Cause.Title, status = line.Status, role = line.Role, caller = line.Caller, text = line.Text }, Json) + "\n"
                    : Csv($"{line.At.UtcDateTime:O}", line.ClusterKey, line.Code, line.Cause.Title, line.Status?.ToString(), line.Role, line.Caller, line.Text));
            }
        }

        record.Succeeded();
    }

    /// <summary>The seven metrics as CSV: a row a period, oldest first; an empty cell where no sample has arrived, which is not zero.</summary>
    public async Task<string> FiguresAsync(Actor actor, AuthRequest request, CancellationToken cancellationToken)
    {
        var query = await QueryAsync(actor, request, cancellationToken);
        using var metrics = watch.LookAtLogins(actor, query, static () => { });
        var logins = await metrics.LoadedAsync(cancellationToken);
        var settled = logins.Window.SettledAt(logins.AskedAt);
        var csv = new StringBuilder().Append(Csv(["from", "seconds", "may_still_change", .. LoginMetrics.All.Select(metric => metric.AwsName())]));
        for (var index = 0; index < logins.Window.Count; index++)
        {
            var row = index;
            csv.Append(Csv([
                AuthRange.Iso(logins.Window.From + (index * logins.Window.Period)), $"{logins.Window.Period.TotalSeconds}", index >= settled ? "yes" : "no",
                .. LoginMetrics.All.Select(metric => double.IsNaN(logins.Sum[metric][row]) ? "" : $"{logins.Sum[metric][row]:0}")]));
        }

        return csv.ToString();
    }

    /// <summary>One line as it came, however long.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchLine</c>: it has left the range.</exception>
    public async Task<string> LineAsync(Actor actor, AuthRequest request, string? key, CancellationToken cancellationToken)
    {
        var query = await QueryAsync(actor, request, cancellationToken);
        using var lines = watch.LookAtLog(actor, query, static () => { });
        return (await lines.LoadedAsync(cancellationToken)).All.Find(key)?.Text
            ?? throw new ProblemException(new Problem("There is no such line in this range (any more).", "NoSuchLine", StatusCodes.Status404NotFound));
    }

    private async Task<AuthQuery> QueryAsync(Actor actor, AuthRequest request, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        var query = request.Query;
        if (query.Cluster is not null)
            await fleet.GetAsync(query.Cluster, fresh: false, cancellationToken);
        return query;
    }

    // RFC 4180; text that a spreadsheet would run as a formula starts with an apostrophe (OWASP, CSV injection).
    private static string Csv(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\n";

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }
}
