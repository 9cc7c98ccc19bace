using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;
using Microsoft.JSInterop;

namespace AuroraConsole.Query;

/// <summary>What the page does with runs and the session of the tab it shows.</summary>
public sealed partial class QueryPage
{
    /// <summary>In place of a statement's number: the messages.</summary>
    internal const int Messages = -1;

    /// <summary>In place of a statement's number: the plan.</summary>
    internal const int Plan = -2;

    private QueryRun? _toldOf;

    private bool IsActive => Active is not null;

    private QueryRun? Active => new[] { _run, _plan }.FirstOrDefault(run => run?.State.IsActive == true);

    // The one asked for last: its marks stand in the editor and its messages under Messages.
    private QueryRun? Latest => _plan is null || _run?.State.StartedAt > _plan.State.StartedAt ? _run : _plan;

    private async Task RunAsync(RunAsk ask)
    {
        _problem = null;
        var settings = new
        {
            cluster = _tab.Cluster,
            database = _tab.Database,
            role = _tab.Role,
            mode = _mode switch { RunMode.ReadOnly => "read-only", RunMode.ReadWrite => "read-write", _ => "transaction" },
            timeoutSeconds = _tab.TimeoutSeconds,
            rowLimit = _tab.RowLimit,
            tab = _tab.Id,
            onError = _goesOn ? "continue" : "stop",
            explain = ask switch { RunAsk.Explain => "plan", RunAsk.ExplainAnalyze => "analyze", _ => null },
        };
        var answer = await _browser!.InvokeAsync<StartAnswer>("run", settings, ask == RunAsk.All);
        if (RunChecks.IsQuestion(answer.Code))
        {
            if (await AskAsync(settings, ask == RunAsk.All) is not { } answers)
                return;
            answer = await _browser!.InvokeAsync<StartAnswer>("run", settings, ask == RunAsk.All, answers);
        }

        if (answer.Id is null)
        {
            _problem = new Problem(answer.Sentence ?? "", answer.Code, Field: answer.Field);
            return;
        }

        FindRuns();
        await MarkAsync();
    }

    // Below what is there, so that nothing is lost; a look changes nothing unless a transaction is open anyway.
    private async Task PreviewAsync(string sql)
    {
        if (!IsLive || IsActive)
            return;
        await _browser!.InvokeVoidAsync("append", _gone.Token, sql);
        if (Session.Transaction == TransactionPhase.None)
            _mode = RunMode.ReadOnly;
        await RunAsync(RunAsk.AtCursor);
    }

    private async Task EndTransactionAsync(bool commit)
    {
        _problem = null;
        try
        {
            await SayAsync(await Sessions.EndTransactionAsync(Actor, _tab.Id, commit, _gone.Token));
        }
        catch (ProblemException refused)
        {
            _problem = refused.Problem;
        }
    }

    private async Task DisconnectAsync()
    {
        if (await EndSessionDialog.ConfirmAsync(Dialogs, "Disconnect", Session, isRunning: false))
            await Sessions.DisconnectAsync(Actor, _tab.Id);
    }

    private Task SayAsync(string sentence) => _browser!.InvokeVoidAsync("say", _gone.Token, sentence).AsTask();

    // The mode is chosen anew with each page, unless its tab has a connection on which it was used.
    private void LookAtSession()
    {
        _sessionLook?.Dispose();
        _session = Sessions.Of(Actor, _tab.Id);
        _sessionLook = RendererInfo.IsInteractive ? _session.Look(OnRunChanged) : null;
        _mode = _session.State.IsOpen && _run is not null ? _run.Plan.Mode : RunMode.ReadOnly;
    }

    private void Cancel() => Active?.Cancel();

    private Task GoToPositionAsync(int position) => _browser!.InvokeVoidAsync("goTo", position).AsTask();

    private Task ShowAsync(int shown)
    {
        _shown = shown;
        return Task.CompletedTask;
    }

    private void Attach(QueryRun? run, QueryRun? plan)
    {
        foreach (var before in new[] { _run, _plan }.OfType<QueryRun>())
            before.Changed -= OnRunChanged;
        (_run, _plan) = (run, plan);
        foreach (var now in new[] { _run, _plan }.OfType<QueryRun>())
            now.Changed += OnRunChanged;
        Follow();
        if (Active is { } active)
            _ = InvokeAsync(() => TickAsync(active));
    }

    // A statement may raise a thousand notices; one render shows them all.
    private void OnRunChanged()
    {
        if (Interlocked.Exchange(ref _refreshing, 1) == 0)
            _ = InvokeAsync(RefreshAsync);
    }

    private async Task RefreshAsync()
    {
        Volatile.Write(ref _refreshing, 0);
        FindRuns();
        Follow();
        StateHasChanged();
        if (IsActive)
            return;
        await MarkAsync();
        await TellOfNamesAsync();
    }

    // What runs in the tab now, whether this page asked for it or another that has it open.
    private void FindRuns()
    {
        var (run, plan) = (Runs.Last(Actor, _tab.Id), Runs.Last(Actor, _tab.Id, explains: true));
        if (run == _run && plan == _plan)
            return;
        // Before it is followed: it may have failed already, at another statement than the first.
        _shown = plan != _plan && plan is not null ? Plan : 0;
        Attach(run, plan);
    }

    // Runs of other tabs change nothing here but their marks.
    private async Task WatchTabsAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        string[] marked = [];
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                string[] running = [.. _tabs.Where(IsRunning).Select(tab => tab.Id)];
                if (running.SequenceEqual(marked))
                    continue;
                marked = running;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    // What the editor completes and the tree shows is another after these.
    private async Task TellOfNamesAsync()
    {
        if (_run is null || _run == _toldOf || _browser is null || !_run.State.Statements.Any(statement => statement is { Phase: RunPhase.Succeeded, Statement.Keyword: "CREATE" or "ALTER" or "DROP" or "IMPORT" }))
            return;
        _toldOf = _run;
        await _browser.InvokeVoidAsync("namesChanged", _gone.Token);
    }

    // Rows are counted by the results themselves; while they arrive the page looks now and then.
    private async Task TickAsync(QueryRun run)
    {
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (run == Active && await timer.WaitForNextTickAsync(_gone.Token))
            {
                run.Looked();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left; the run goes on.
        }
    }

    // The statement that runs, or the last that did, unless its reader has chosen another.
    private void Follow()
    {
        if (_run is null || _shown == Plan)
            return;
        var statements = _run.State.Statements;
        for (var index = statements.Length - 1; index > _shown; index--)
        {
            if (statements[index].Phase is RunPhase.Failed || (statements[index].Phase is not RunPhase.Waiting && _run.State.IsActive))
            {
                _shown = index;
                return;
            }
        }
    }

    private async Task ShowRowsAsync()
    {
        if (_browser is null)
            return;
        var result = _run is not null && _shown >= 0 && _shown < _run.State.Statements.Length ? _run.State.Statements[_shown].Result : null;
        var rows = result is null ? null : (result.Id, result.Rows, result.IsComplete) as object;
        if (Equals(rows, _shownRows))
            return;
        _shownRows = rows;
        await _browser.InvokeVoidAsync("show", _gone.Token, result is null ? null : new { id = result.Id, columns = result.Columns, rows = result.Rows, complete = result.IsComplete });
    }

    private async Task MarkAsync()
    {
        if (Latest is not { } run || _browser is null)
            return;
        var statements = run.State.Statements.Where(statement => statement.Phase != RunPhase.Waiting);
        await _browser.InvokeVoidAsync("markRan", _gone.Token, statements.Select(statement => new { from = statement.Statement.Start, to = statement.Statement.Start + statement.Statement.Text.Length }));
        if (run.State.FirstError is { Position: { } position } error)
            await _browser.InvokeVoidAsync("markError", _gone.Token, position, error.Sentence);
    }

    private sealed record StartAnswer(string? Id, string? Sentence, string? Code, string? Field);
}
