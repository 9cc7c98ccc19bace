using System.Globalization;
using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AuroraConsole.Query;

/// <summary>
/// Where SQL is run as a chosen role. Editor and grid live in the browser; runs live in the process. This page only ties them together, so
/// losing it loses nothing.
/// </summary>
public sealed partial class QueryPage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<QueryTab> _tabs = [];
    private IReadOnlyList<Cluster> _clusters = [];
    private QueryTab _tab = new("", "Query 1", "", "", "", RunPlan.DefaultTimeout, RunPlan.DefaultRows);
    private QueryRun? _run;
    private Problem? _problem;
    private Problem? _denied;
    private IDisposable? _look;
    private IJSObjectReference? _browser;
    private ElementReference _room;
    private object? _shownRows;
    private int _shown;
    private bool _readWrite;
    private string? _address;
    private int _refreshing;
    private bool _ready;
    private bool _manyRegions;

    /// <summary>The cluster's region, on a cluster's own address.</summary>
    [Parameter] public string? Region { get; set; }

    /// <summary>The cluster's identifier, on a cluster's own address.</summary>
    [Parameter] public string? Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")] private string? TabQuery { get; set; }

    [SupplyParameterFromQuery(Name = "cluster")] private string? ClusterQuery { get; set; }

    [SupplyParameterFromQuery(Name = "database")] private string? DatabaseQuery { get; set; }

    [SupplyParameterFromQuery(Name = "role")] private string? RoleQuery { get; set; }

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private QueryRuns Runs { get; set; } = default!;

    [Inject] private DraftStore Drafts { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    private bool IsLive => RendererInfo.IsInteractive && _ready;

    private bool IsActive => _run?.State.IsActive == true;

    private Cluster? Cluster => _clusters.FirstOrDefault(cluster => cluster.Key == _tab.Cluster);

    private string Target => _tab.Cluster.Split('/')[^1];

    private string ModeTitle => _readWrite
        ? "Statements take effect as they succeed. Click for read-only."
        : "Each statement runs in a read-only transaction that is rolled back. Click to allow changes.";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _look?.Dispose();
        Attach(null);
        try
        {
            if (_browser is not null)
            {
                await _browser.InvokeVoidAsync("stop");
                await _browser.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the page with it.
        }

        _gone.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _look = Fleet.Look(() => _ = InvokeAsync(OnFleet));
        ReadFleet();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // Only the address chooses; what was chosen in the page since then stays.
        if (_address == Navigation.Uri)
            return;
        try
        {
            _tabs = Drafts.Tabs(Actor);
            var before = _tab.Id;
            Choose(Region is not null && Id is not null ? $"{Region}/{Id}" : ClusterQuery);
            var first = _address is null;
            _address = Navigation.Uri;
            if (_tab.Id == before && !first)
                return;
            Attach(Runs.Last(Actor, _tab.Id));
            _problem = null;
            if (_browser is not null)
                await OpenAsync(null);
        }
        catch (ProblemException refused)
        {
            _denied = refused.Problem;
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_denied is not null)
            return;
        if (_browser is null)
        {
            if (!firstRender)
                return;
            var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/query.js");
            _browser = await module.InvokeAsync<IJSObjectReference>("start", _room);
            await module.DisposeAsync();
            if (await _browser.InvokeAsync<string?>("fragment") is { } linked)
                await OpenLinkAsync(linked);
            else
                await OpenAsync(null);
            _ready = true;
            StateHasChanged();
        }

        await ShowRowsAsync();
    }

    private static string Text(ChangeEventArgs change) => change.Value as string ?? "";

    private static int Size(string text, int least) => Math.Clamp(text.Length + 1, least, 28);

    private static int Number(ChangeEventArgs change, int before, int most) =>
        int.TryParse(Text(change), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, most) : before;

    private string? Invalid(string field) => (_problem?.Field ?? _run?.State.Error?.Field) == field ? "true" : null;

    private bool IsRunning(QueryTab tab) => Runs.Last(Actor, tab.Id)?.State.IsActive == true;

    private IEnumerable<string> Known(Func<QueryTab, string> name, string? also) =>
        _tabs.Where(tab => tab.Cluster == _tab.Cluster).Select(name).Append(also ?? "").Where(known => known.Length > 0).Distinct();

    private void OnFleet()
    {
        ReadFleet();
        if (_tab.Cluster.Length == 0 && Start() is { Length: > 0 } start)
            Change(Preselect(_tab, start));
        StateHasChanged();
    }

    private void ReadFleet()
    {
        _clusters = [.. Fleet.Current.Clusters];
        _manyRegions = _clusters.Select(cluster => cluster.Region).Distinct().Count() > 1;
    }

    // The tab of the address; else one that is on the cluster asked for; else the first; else a new one.
    private void Choose(string? cluster)
    {
        // A role or database without a cluster is meant for the one that would be chosen anyway.
        if (string.IsNullOrEmpty(cluster) && TabQuery is null && (RoleQuery ?? DatabaseQuery) is not null)
            cluster = Start();
        var asked = cluster is { Length: > 0 };
        if (_address is not null && !asked && TabQuery is null)
            return;
        var found = _tabs.FirstOrDefault(tab => tab.Id == TabQuery)
            ?? _tabs.FirstOrDefault(tab => !asked || (tab.Cluster == cluster && (DatabaseQuery ?? tab.Database) == tab.Database && (RoleQuery ?? tab.Role) == tab.Role));
        if (found is not null)
        {
            _tab = found;
            return;
        }

        var fresh = Preselect(Blank(), asked ? cluster! : Start());
        _tab = fresh with { Database = DatabaseQuery ?? fresh.Database, Role = RoleQuery ?? fresh.Role };
        if (RendererInfo.IsInteractive)
            _tabs = Drafts.Save(Actor, _tab);
        else
            _tabs = [.. _tabs, _tab];
    }

    private string Start() => _clusters.FirstOrDefault(cluster => cluster.IsAvailable)?.Key ?? "";

    // Never the master by default. What was used on the cluster before comes first, then what its tags propose.
    private QueryTab Preselect(QueryTab tab, string cluster)
    {
        var before = _tabs.LastOrDefault(other => other.Cluster == cluster && other.Role.Length > 0);
        var known = _clusters.FirstOrDefault(known => known.Key == cluster);
        return tab with
        {
            Cluster = cluster,
            Database = before?.Database ?? known?.PreferredDatabase ?? "postgres",
            Role = before?.Role ?? known?.PreferredRole ?? "",
        };
    }

    private QueryTab Blank()
    {
        var number = Enumerable.Range(1, _tabs.Count + 1).First(n => _tabs.All(tab => tab.Name != $"Query {n}"));
        return new QueryTab(Guid.NewGuid().ToString("N")[..12], $"Query {number}", "", "", "", RunPlan.DefaultTimeout, RunPlan.DefaultRows);
    }

    private async Task OnClusterAsync(ChangeEventArgs change)
    {
        Change(Preselect(_tab, Text(change)));
        _problem = null;
        await Task.CompletedTask;
    }

    private void Change(QueryTab tab)
    {
        _tab = tab;
        _tabs = Drafts.Save(Actor, tab);
    }

    private void GoTo(QueryTab tab) => Navigation.NavigateTo($"query?tab={tab.Id}");

    private void NewTab()
    {
        try
        {
            var tab = Blank() with { Cluster = _tab.Cluster, Database = _tab.Database, Role = _tab.Role, TimeoutSeconds = _tab.TimeoutSeconds, RowLimit = _tab.RowLimit };
            _tabs = Drafts.Save(Actor, tab);
            GoTo(tab);
        }
        catch (ProblemException full)
        {
            _problem = full.Problem;
        }
    }

    private async Task CloseAsync(QueryTab tab)
    {
        if (tab.Id == _tab.Id)
        {
            Attach(null);
            // The editor must not write the text of a tab that is gone.
            await _browser!.InvokeVoidAsync("leave");
        }

        Runs.Drop(Actor, tab.Id);
        _tabs = Drafts.Close(Actor, tab.Id);
        if (tab.Id == _tab.Id)
            GoTo(_tabs[0]);
    }

    private async Task OpenLinkAsync(string text)
    {
        _tab = Blank() with { Cluster = _tab.Cluster, Database = _tab.Database, Role = _tab.Role };
        _tabs = Drafts.Save(Actor, _tab);
        Attach(null);
        await OpenAsync(text);
        await _browser!.InvokeVoidAsync("keep");
        Navigation.NavigateTo($"query?tab={_tab.Id}", replace: true);
    }

    private async Task OpenAsync(string? text)
    {
        await _browser!.InvokeVoidAsync("open", _gone.Token, _tab.Id, text);
        await MarkAsync();
    }

    private async Task RunAsync(bool all)
    {
        _problem = null;
        var settings = new { cluster = _tab.Cluster, database = _tab.Database, role = _tab.Role, mode = _readWrite ? "read-write" : "read-only", timeoutSeconds = _tab.TimeoutSeconds, rowLimit = _tab.RowLimit, tab = _tab.Id };
        var answer = await _browser!.InvokeAsync<StartAnswer>("run", settings, all);
        if (answer.Id is null)
        {
            _problem = new Problem(answer.Sentence ?? "", answer.Code, Field: answer.Field);
            return;
        }

        Attach(Runs.Get(Actor, answer.Id));
        await MarkAsync();
    }

    // Below what is there, so that nothing is lost; a look never changes anything.
    private async Task PreviewAsync(string sql)
    {
        if (!IsLive || IsActive)
            return;
        await _browser!.InvokeVoidAsync("append", sql);
        _readWrite = false;
        await RunAsync(all: false);
    }

    private void Cancel() => _run?.Cancel();

    private Task CopyLinkAsync() => _browser!.InvokeVoidAsync("copyLink", $"cluster={Uri.EscapeDataString(_tab.Cluster)}&database={Uri.EscapeDataString(_tab.Database)}&role={Uri.EscapeDataString(_tab.Role)}").AsTask();

    private Task GoToPositionAsync(int position) => _browser!.InvokeVoidAsync("goTo", position).AsTask();

    private Task ShowAsync(int shown)
    {
        _shown = shown;
        return Task.CompletedTask;
    }

    private void Attach(QueryRun? run)
    {
        if (_run is not null)
            _run.Changed -= OnRunChanged;
        _run = run;
        _shown = 0;
        if (run is null)
            return;
        run.Changed += OnRunChanged;
        Follow();
        if (run.State.IsActive)
            _ = InvokeAsync(() => TickAsync(run));
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
        if (_run is null)
            return;
        Follow();
        StateHasChanged();
        if (!_run.State.IsActive)
            await MarkAsync();
    }

    // Rows are counted by the results themselves; while they arrive the page looks now and then.
    private async Task TickAsync(QueryRun run)
    {
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (run == _run && run.State.IsActive && await timer.WaitForNextTickAsync(_gone.Token))
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
        var statements = _run!.State.Statements;
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
        var result = _run is not null && _shown < _run.State.Statements.Length && _shown >= 0 ? _run.State.Statements[_shown].Result : null;
        var rows = result is null ? null : (result.Id, result.Rows, result.IsComplete) as object;
        if (Equals(rows, _shownRows))
            return;
        _shownRows = rows;
        await _browser.InvokeVoidAsync("show", _gone.Token, result is null ? null : new { id = result.Id, columns = result.Columns, rows = result.Rows, complete = result.IsComplete });
    }

    private async Task MarkAsync()
    {
        if (_run is null || _browser is null)
            return;
        var statements = _run.State.Statements.Where(statement => statement.Phase != RunPhase.Waiting);
        await _browser.InvokeVoidAsync("markRan", _gone.Token, statements.Select(statement => new { from = statement.Statement.Start, to = statement.Statement.Start + statement.Statement.Text.Length }));
        if (_run.State.FirstError is { Position: { } position } error)
            await _browser.InvokeVoidAsync("markError", _gone.Token, position, error.Sentence);
    }

    private sealed record StartAnswer(string? Id, string? Sentence, string? Code, string? Field);
}
