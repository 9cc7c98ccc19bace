using AuroraConsole.Access;
using AuroraConsole.Query.Results.Formats;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results;

/// <summary>Results taken away as files: written from the store as they are looked at, never run again, each on record before its first byte.</summary>
public sealed class ResultExports(QueryRuns runs, ExportsUnderway underway, AccessControl access)
{
    /// <summary>Writes the rows of a result, or of a view of it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The result.</param>
    /// <param name="view">A view of it; <c>null</c>: all rows as fetched.</param>
    /// <param name="choice">How.</param>
    /// <param name="progress">A name of the caller's own to ask for progress by; <c>null</c>: nobody will.</param>
    /// <param name="response">Where to. It is cut off when the export does not reach its end, so that a part is never taken for the whole.</param>
    /// <exception cref="ProblemException">404 for a result or view that is not there, 400 for a choice that makes no sense, 403.</exception>
    internal async Task WriteAsync(Actor actor, string id, string? view, FormatChoice choice, string? progress, HttpResponse response)
    {
        var (run, _, result) = runs.GetResult(actor, id);
        var columns = choice.ColumnsOf(result);
        var format = choice.For([.. columns.Select(column => result.Columns[column])]);
        var seenAs = result.Views.Ready(view);
        using var seen = new SeenRows(result, seenAs);
        using var record = access.Begin(
            actor, Act.ExportResult, run.Plan.Cluster, ("database", run.Plan.Database), ("role", run.Plan.Role), ("format", Words(choice, seenAs is not null)),
            ("rows", seen.Count.ToString()), ("columns", columns.Length.ToString()), ("sha256", run.Plan.Digest));
        using var export = underway.Begin(actor, progress, seen.Count, response.HttpContext.RequestAborted);
        response.ContentType = choice.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{run.Plan.Cluster.Replace('/', '-')}-{run.State.StartedAt:yyyyMMdd-HHmmss}.{choice.Format}\"";
        try
        {
            await RowWriting.WriteAsync(seen, 0, seen.Count, columns, format, async (bytes, rows) =>
            {
                await response.Body.WriteAsync(bytes, export.Stopping);
                export.Wrote(rows, bytes.Length);
            });
            export.Done();
            record.Succeeded();
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or IOException)
        {
            // By its owner, by the browser, or because the result was dropped meanwhile.
            response.HttpContext.Abort();
        }
    }

    private static string Words(FormatChoice choice, bool isView) =>
        choice.Format + (choice.Format is "csv" or "tsv" && !choice.Guard ? ", raw" : "") + (isView ? ", filtered or sorted" : "");
}
