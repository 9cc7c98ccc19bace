using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results.Views;

/// <summary>Where the making of a view stands.</summary>
public enum ViewPhase
{
    /// <summary>Rows are looked at.</summary>
    Building,

    /// <summary>It can be read.</summary>
    Ready,

    /// <summary>Stopped, or dropped with its result.</summary>
    Cancelled,

    /// <summary>It could not be made.</summary>
    Failed,
}

/// <summary>
/// A result sorted and filtered, made from the store and never run again. Kept: 8 bytes a row. Taken while it is made, of a million rows too:
/// at most 24 MB in all (see <see cref="RowSort"/>), for two views at a time in the whole console.
/// </summary>
public sealed class ResultView : IDisposable
{
    // A cell is looked at in one piece.
    private const int CellBytes = 1 << 20;
    private readonly StoredResult _result;
    private readonly ResultStore _store;
    private readonly IReadOnlyList<SortKey> _sort;
    private readonly (int Column, CellTest Test)[] _tests;
    private readonly CellTest? _search;
    // Never disposed: the making may still look at it; without a timer there is nothing to free.
    private readonly CancellationTokenSource _stop = new();
    private volatile long[] _rows = [];
    private volatile int _scanned;
    private volatile ViewPhase _phase;

    internal ResultView(StoredResult result, ViewRequest request, ResultStore store)
    {
        request.Check(result.Columns.Count);
        _result = result;
        _store = store;
        _sort = request.Sort ?? [];
        _tests = [.. (request.Filters ?? []).Select(filter => (filter.Column, CellTest.Of(result.Columns[filter.Column], filter))).OrderBy(test => test.Column)];
        _search = string.IsNullOrEmpty(request.Search) ? null : new CellTest(ColumnKind.Text, FilterTest.Contains, request.Search);
        Of = result.Rows;
        Finished = Task.Run(BuildAsync);
    }

    /// <summary>Part of the address.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Rows the result had when the view was asked for.</summary>
    public int Of { get; }

    /// <summary>Rows looked at so far.</summary>
    public int Scanned => _scanned;

    /// <summary>Where it stands.</summary>
    public ViewPhase Phase => _phase;

    /// <summary>What kept it from being made.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Whether it has an order of its own.</summary>
    public bool IsSorted => _sort.Count > 0;

    /// <summary>Where its rows begin in the result's file, in the view's order; none before it is ready.</summary>
    internal long[] Rows => _rows;

    /// <summary>Ends when it is ready, or will not be; never faulted by what can be explained.</summary>
    internal Task Finished { get; }

    /// <summary>Stops the making.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task BuildAsync()
    {
        try
        {
            await _store.ViewPlaces.WaitAsync(_stop.Token);
            try
            {
                _rows = Build();
                _phase = ViewPhase.Ready;
            }
            finally
            {
                _store.ViewPlaces.Release();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            _phase = ViewPhase.Cancelled;
        }
        catch (ProblemException refused)
        {
            Problem = refused.Problem;
            _phase = ViewPhase.Failed;
        }
    }

    private long[] Build()
    {
        using var cells = _result.Open(CellBytes, CellBytes / 4);
        using var sort = IsSorted ? new RowSort(_store) : null;
        var key = new ByteBuffer(512);
        var kept = new List<long>();
        for (var row = 0; row < Of; row++)
        {
            if (row % 4096 == 0)
            {
                _stop.Token.ThrowIfCancellationRequested();
                _scanned = row;
            }

            cells.MoveTo(row);
            if (!Passes(cells))
                continue;
            if (sort is null)
            {
                kept.Add(cells.Offset);
                continue;
            }

            key.Clear();
            foreach (var by in _sort)
                CellOrder.Append(key, _result.Columns[by.Column].Kind, Cell(cells, by.Column, out var isNull), isNull, by.Descending);
            sort.Add(key.Written, cells.Offset);
        }

        _scanned = Of;
        return sort?.Finish(_stop.Token) ?? [.. kept];
    }

    private bool Passes(RowCursor cells)
    {
        foreach (var (column, test) in _tests)
        {
            if (!test.Passes(Cell(cells, column, out var isNull), isNull))
                return false;
        }

        if (_search is null)
            return true;
        for (var column = 0; column < _result.Columns.Count; column++)
        {
            if (_search.Passes(Cell(cells, column, out var isNull), isNull))
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> Cell(RowCursor cells, int column, out bool isNull)
    {
        var length = cells.Length(column);
        isNull = length < 0;
        return isNull ? [] : cells.Take(length);
    }
}
