using System.Collections.Concurrent;
using AuroraConsole.Access;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results;

/// <summary>How far an export is.</summary>
/// <param name="State"><c>running</c>, <c>done</c>, <c>cancelled</c> or <c>failed</c>.</param>
/// <param name="Rows">Rows written; <c>null</c> where nobody counts them.</param>
/// <param name="Of">Rows to write; <c>null</c>: not known.</param>
/// <param name="Bytes">Bytes written.</param>
/// <param name="Why">Why it failed, where that can be said.</param>
public sealed record ExportProgress(string State, int? Rows, int? Of, long Bytes, string? Why = null);

/// <summary>Exports on their way, and for five minutes those that ended, under names that their owners gave them.</summary>
public sealed class ExportsUnderway(TimeProvider time)
{
    private static readonly TimeSpan KeepProgress = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Owner, string Id), Export> _exports = new();

    /// <summary>How far an export is.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchExport</c>, also when it is somebody else's.</exception>
    public ExportProgress Progress(Actor actor, string id) => Find(actor, id).Progress;

    /// <summary>Stops an export.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchExport</c>, also when it is somebody else's.</exception>
    public void Cancel(Actor actor, string id) => Find(actor, id).Cancel();

    /// <summary>One that begins; it ends when it is disposed, and has failed or was stopped unless it was <see cref="Export.Done"/> before.</summary>
    /// <param name="actor">Whose.</param>
    /// <param name="id">A name of the caller's own to ask for progress by; <c>null</c>: nobody will.</param>
    /// <param name="of">Rows to write; <c>null</c>: not known.</param>
    /// <param name="aborted">Whoever takes it is gone.</param>
    internal Export Begin(Actor actor, string? id, int? of, CancellationToken aborted)
    {
        AccessControl.Demand(actor, Act.RunSql);
        foreach (var (key, old) in _exports)
        {
            if (old.EndedAt is { } ended && time.GetElapsedTime(ended) > KeepProgress)
                _exports.TryRemove(key, out _);
        }

        var export = new Export(of, time, aborted);
        if (id is { Length: > 0 and <= 64 })
            _exports[(actor.Name, id)] = export;
        return export;
    }

    private Export Find(Actor actor, string id)
    {
        AccessControl.Demand(actor, Act.RunSql);
        return _exports.GetValueOrDefault((actor.Name, id)) ?? throw new ProblemException(new Problem("There is no such export, or it ended a while ago.", "NoSuchExport", StatusCodes.Status404NotFound));
    }

    internal sealed class Export(int? of, TimeProvider time, CancellationToken aborted) : IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        private readonly Lock _gate = new();
        private ExportProgress _progress = new("running", of is null ? null : 0, of, 0);

        public CancellationToken Stopping => _stop.Token;

        public long? EndedAt { get; private set; }

        public ExportProgress Progress => Volatile.Read(ref _progress);

        public void Wrote(int? rows, int bytes) => Volatile.Write(ref _progress, _progress with { Rows = rows, Bytes = _progress.Bytes + bytes });

        public void Done() => Volatile.Write(ref _progress, _progress with { State = "done" });

        public void Failed(string why) => Volatile.Write(ref _progress, _progress with { State = "failed", Why = why });

        public void Cancel()
        {
            lock (_gate)
            {
                if (EndedAt is null)
                    _stop.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (_progress.State == "running")
                    Volatile.Write(ref _progress, _progress with { State = _stop.IsCancellationRequested ? "cancelled" : "failed" });
                EndedAt = time.GetTimestamp();
                _stop.Dispose();
            }
        }
    }
}
