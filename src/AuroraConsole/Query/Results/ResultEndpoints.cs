using System.Buffers;
using System.Security.Claims;
using AuroraConsole.Access;
using AuroraConsole.Query.Results.Formats;
using AuroraConsole.Query.Results.Views;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuroraConsole.Query.Results;

/// <summary>Results by HTTP: windows of rows, cells, views, copies and exports.</summary>
internal static class ResultEndpoints
{
    private const int MostCopied = 10_000;
    private const int MostCopiedBytes = 16 << 20;

    // Most views are ready by then, and one answer is enough.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Maps <c>/results/…</c> and <c>/exports/…</c>.</summary>
    public static void MapResults(this RouteGroupBuilder query)
    {
        query.MapGet("/results/{id}/rows", RowsAsync);
        query.MapGet("/results/{id}/cell", CellAsync);
        query.MapGet("/results/{id}/cell/file", CellFileAsync);
        query.MapGet("/results/{id}/copy", CopyAsync);
        query.MapGet("/results/{id}/export.{format}", ExportAsync);
        query.MapPost("/results/{id}/views", async (string id, ViewRequest request, ClaimsPrincipal user, QueryRuns runs, CancellationToken stop) =>
        {
            var view = Result(user, runs, id).Views.Make(request);
            return TypedResults.Accepted($"/api/query/results/{id}/views/{view.Id}", await AnswerAsync(view, stop));
        });
        query.MapGet("/results/{id}/views/{view}", async (string id, string view, ClaimsPrincipal user, QueryRuns runs, CancellationToken stop) =>
            await AnswerAsync(Result(user, runs, id).Views.Get(view), stop));
        query.MapDelete("/results/{id}/views/{view}", (string id, string view, ClaimsPrincipal user, QueryRuns runs) =>
        {
            Result(user, runs, id).Views.Drop(view);
            return TypedResults.NoContent();
        });
        query.MapGet("/exports/{id}", (string id, ClaimsPrincipal user, ExportsUnderway exports) => exports.Progress(Actor.Of(user), id));
        query.MapPost("/exports/{id}/cancel", (string id, ClaimsPrincipal user, ExportsUnderway exports) =>
        {
            exports.Cancel(Actor.Of(user), id);
            return TypedResults.Accepted($"/api/query/exports/{id}", exports.Progress(Actor.Of(user), id));
        });
    }

    private static StoredResult Result(ClaimsPrincipal user, QueryRuns runs, string id) => runs.GetResult(Actor.Of(user), id).Result;

    private static async Task<ViewAnswer> AnswerAsync(ResultView view, CancellationToken stop)
    {
        await Task.WhenAny(view.Finished, Task.Delay(Patience, stop));
        return view.Problem is { } problem
            ? throw new ProblemException(problem)
            : new ViewAnswer(view.Id, RunAnswer.Word(view.Phase), view.Scanned, view.Of, view.Rows.Length);
    }

    private static async Task RowsAsync(string id, int? from, int? count, string? view, HttpContext context, QueryRuns runs)
    {
        var result = Result(context.User, runs, id);
        if (from < 0 || count < 0)
            throw new ProblemException(new Problem("from and count are 0 or more.", "InvalidRequest", Field: from < 0 ? "from" : "count"));
        // Before the rows are counted: what is complete then stays so.
        var complete = result.IsComplete;
        using var seen = new SeenRows(result, result.Views.Ready(view));
        // Not into the answer itself: when the result is dropped meanwhile, that is to be the answer.
        var window = new ArrayBufferWriter<byte>(64 * 1024);
        ResultWindow.Write(seen, complete, from ?? 0, count ?? 200, window);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.BodyWriter.WriteAsync(window.WrittenMemory, context.RequestAborted);
    }

    /// <summary>The beginning of one cell as plain text; its whole length in bytes, −1 for NULL, stands in <c>X-Cell-Bytes</c>.</summary>
    private static async Task CellAsync(string id, int row, int column, string? view, HttpContext context, QueryRuns runs)
    {
        const int most = 1 << 20;
        using var cell = Cell.Find(Result(context.User, runs, id), view, row, column);
        context.Response.Headers["X-Cell-Bytes"] = cell.Length.ToString();
        context.Response.ContentType = "text/plain; charset=utf-8";
        var text = new ByteBuffer(4096);
        for (var left = Math.Min(cell.Length, most); left > 0;)
        {
            var piece = cell.Take(left);
            text.Write(piece);
            left -= piece.Length;
        }

        if (cell.Length > most)
            text.Cut(ResultWindow.WholeCharacters(text.Written).Length);
        await context.Response.BodyWriter.WriteAsync(text.Memory, context.RequestAborted);
    }

    /// <summary>One cell whole, as a file.</summary>
    private static async Task CellFileAsync(string id, int row, int column, string? view, HttpContext context, QueryRuns runs, AccessControl access)
    {
        var actor = Actor.Of(context.User);
        var (run, _, result) = runs.GetResult(actor, id);
        using var cell = Cell.Find(result, view, row, column);
        using var record = access.Begin(
            actor, Act.ExportResult, run.Plan.Cluster, ("database", run.Plan.Database), ("role", run.Plan.Role), ("format", "one cell"), ("bytes", Math.Max(0, cell.Length).ToString()), ("sha256", run.Plan.Digest));
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{run.Plan.Cluster.Replace('/', '-')}-{run.State.StartedAt:yyyyMMdd-HHmmss}-row-{row + 1}-column-{column + 1}.txt\"";
        for (var left = cell.Length; left > 0;)
        {
            var piece = cell.Take(left).ToArray();
            left -= piece.Length;
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }

        record.Succeeded();
    }

    /// <summary>Rows as text for the clipboard: what an export would write, at most 10,000 rows and 16 MB.</summary>
    private static async Task CopyAsync(
        string id, string? format, int? from, int? to, string? columns, bool? header, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "null")] string? nullText, string? table, string? view, HttpContext context, QueryRuns runs)
    {
        var result = Result(context.User, runs, id);
        var (first, last) = (from ?? 0, to ?? 0);
        if (first < 0 || last < first || last - first >= MostCopied)
            throw new ProblemException(new Problem($"At most {MostCopied:N0} rows are copied at once, from the first to the last. Export has them all.", "InvalidRequest", Field: "to"));
        var choice = new FormatChoice(format ?? "tsv", columns, header == true, Guard: false, nullText, table);
        var numbers = choice.ColumnsOf(result);
        using var seen = new SeenRows(result, result.Views.Ready(view));
        var text = new ByteBuffer(64 * 1024);
        await RowWriting.WriteAsync(seen, first, last - first + 1, numbers, choice.For([.. numbers.Select(number => result.Columns[number])]), (bytes, _) =>
        {
            if (text.Length + bytes.Length > MostCopiedBytes)
                throw new ProblemException(new Problem("This is more than 16 MB, too much for a clipboard. Export has it all.", "TooMuchToCopy", StatusCodes.Status413PayloadTooLarge));
            text.Write(bytes.Span);
            return ValueTask.CompletedTask;
        });
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.BodyWriter.WriteAsync(text.Memory, context.RequestAborted);
    }

    private static async Task ExportAsync(
        string id, string format, bool? raw, string? columns, bool? header, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "null")] string? nullText, string? table, string? view, string? progress, HttpContext context, ResultExports exports)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var choice = new FormatChoice(format, columns, header != false, Guard: raw != true, nullText, table);
        await exports.WriteAsync(Actor.Of(context.User), id, view, choice, progress, context.Response);
    }

    // A cell and the reader that stands before its bytes.
    private sealed class Cell(SeenRows seen, RowCursor cursor, long length) : IDisposable
    {
        public long Length => length;

        public static Cell Find(StoredResult result, string? view, int row, int column)
        {
            var seen = new SeenRows(result, result.Views.Ready(view));
            if (row >= 0 && row < seen.Count && column >= 0 && column < result.Columns.Count)
            {
                var cursor = seen.At(row);
                return new Cell(seen, cursor, cursor.Length(column));
            }

            seen.Dispose();
            throw new ProblemException(new Problem("There is no such cell in the result.", "NoSuchCell", StatusCodes.Status404NotFound));
        }

        public ReadOnlySpan<byte> Take(long count) => cursor.Take(count);

        public void Dispose() => seen.Dispose();
    }
}

/// <summary>A view as the API shows it.</summary>
/// <param name="Id">For <c>view=</c>.</param>
/// <param name="State"><c>building</c>, <c>ready</c> or <c>cancelled</c>.</param>
/// <param name="Scanned">Rows looked at.</param>
/// <param name="Of">Rows the result had when it was asked for.</param>
/// <param name="Rows">Rows of the view, once it is ready.</param>
internal sealed record ViewAnswer(string Id, string State, int Scanned, int Of, int Rows);
