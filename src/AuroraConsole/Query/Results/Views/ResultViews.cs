using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results.Views;

/// <summary>The views of one result: the last two asked for, so that the one looked at stays while the next is made. They go with their result.</summary>
internal sealed class ResultViews(StoredResult result, ResultStore store) : IDisposable
{
    private const int Kept = 2;
    private readonly Lock _gate = new();
    private readonly List<ResultView> _views = [];

    /// <summary>Bytes of memory that the views that are ready hold.</summary>
    public long MemoryBytes
    {
        get
        {
            lock (_gate)
                return _views.Sum(view => (long)view.Rows.Length * sizeof(long));
        }
    }

    /// <summary>Begins another; what is still being made is stopped.</summary>
    /// <exception cref="ProblemException">400 <c>InvalidView</c> with the field.</exception>
    public ResultView Make(ViewRequest request)
    {
        var view = new ResultView(result, request, store);
        lock (_gate)
        {
            foreach (var other in _views)
                other.Dispose();
            _views.RemoveAll(other => other.Phase != ViewPhase.Ready);
            _views.Add(view);
            if (_views.Count > Kept)
                _views.RemoveAt(0);
        }

        return view;
    }

    /// <summary>The view of an id.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchView</c>.</exception>
    public ResultView Get(string id)
    {
        lock (_gate)
        {
            return _views.Find(view => view.Id == id)
                ?? throw new ProblemException(new Problem("This view of the result is no longer kept. Sort or filter again.", "NoSuchView", StatusCodes.Status404NotFound));
        }
    }

    /// <summary>The view of an id that can be read; <c>null</c> for none: the result as it is.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchView</c>, 409 <c>ViewNotReady</c>.</exception>
    public ResultView? Ready(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return null;
        var view = Get(id);
        return view.Phase == ViewPhase.Ready ? view : throw new ProblemException(new Problem("This view is not ready yet.", "ViewNotReady", StatusCodes.Status409Conflict));
    }

    /// <summary>Stops and forgets one.</summary>
    public void Drop(string id)
    {
        lock (_gate)
        {
            _views.Find(view => view.Id == id)?.Dispose();
            _views.RemoveAll(view => view.Id == id);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var view in _views)
                view.Dispose();
            _views.Clear();
        }
    }
}
