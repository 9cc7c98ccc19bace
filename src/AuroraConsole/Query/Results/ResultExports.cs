using System.Collections.Concurrent;
using AuroraConsole.Access;
using AuroraConsole.Query.Results.Formats;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results;

/// <summary>How far an export is.</summary>
/// <param name="State"><c>running</c>, <c>done</c>, <c>cancelled</c> or <c>failed</c>.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Of">Rows to write.</param>
/// <param name="Bytes">Bytes written.</param>
public sealed record ExportProgress(string State, int Rows, int Of, long Bytes);

/// <summary>Results taken away as files: written from the store as they are looked at, never run again, each on record before its first byte.</summary>
public sealed class ResultExports(QueryRuns runs, AccessControl access, TimeProvider time)
{
    private static readonly TimeSpan KeepProgress = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Owner, string Id), Export> _exports = new();

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
        using var export = new Export(seen.Count, response.HttpContext.RequestAborted);
        Remember(actor, progress, export);
        response.ContentType = choice.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{run.Plan.Cluster.Replace('/', '-')}-{run.State.StartedAt:yyyyMMdd-HHmmss}.{choice.Format}\"";
        try
        {
            await RowWriting.WriteAsync(seen, 0, seen.Count, columns, format, async (bytes, rows) =>
            {
                await response.Body.WriteAsync(bytes, export.Stopping);
                export.Wrote(rows, bytes.Length);
            });
            export.End("done", time.GetTimestamp());
            record.Succeeded();
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or IOException)
        {
            // By its owner, by the browser, or because the result was dropped meanwhile.
            export.End(stopped is OperationCanceledException ? "cancelled" : "failed", time.GetTimestamp());
            response.HttpContext.Abort();
        }
    }

    /// <summary>How far an export is.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchExport</c>, also when it is somebody else's.</exception>
    public ExportProgress Progress(Actor actor, string id) => Find(actor, id).Progress;

    /// <summary>Stops an export.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchExport</c>, also when it is somebody else's.</exception>
    public void Cancel(Actor actor, string id) => Find(actor, id).Cancel();

    private static string Words(FormatChoice choice, bool isView) =>
        choice.Format + (choice.Format is "csv" or "tsv" && !choice.Guard ? ", raw" : "") + (isView ? ", filtered or sorted" : "");

    private Export Find(Actor actor, string id)
    {
        AccessControl.Demand(actor, Act.RunSql);
        return _exports.GetValueOrDefault((actor.Name, id)) ?? throw new ProblemException(new Problem("There is no such export, or it ended a while ago.", "NoSuchExport", StatusCodes.Status404NotFound));
    }

    private void Remember(Actor actor, string? id, Export export)
    {
        foreach (var (key, old) in _exports)
        {
            if (old.EndedAt is { } ended && time.GetElapsedTime(ended) > KeepProgress)
                _exports.TryRemove(key, out _);
        }

        if (id is { Length: > 0 and <= 64 })
            _exports[(actor.Name, id)] = export;
    }

    private sealed class Export(int of, CancellationToken aborted) : IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        private readonly Lock _gate = new();
        private ExportProgress _progress = new("running", 0, of, 0);
        private bool _ended;

        public CancellationToken Stopping => _stop.Token;

        public long? EndedAt { get; private set; }

        public ExportProgress Progress => Volatile.Read(ref _progress);

        public void Wrote(int rows, int bytes) => Volatile.Write(ref _progress, _progress with { Rows = rows, Bytes = _progress.Bytes + bytes });

        public void End(string state, long at)
        {
            EndedAt = at;
            Volatile.Write(ref _progress, _progress with { State = state });
        }

        public void Cancel()
        {
            lock (_gate)
            {
                if (!_ended)
                    _stop.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _ended = true;
                _stop.Dispose();
            }
        }
    }
}
