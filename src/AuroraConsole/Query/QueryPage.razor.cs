using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
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
    private static readonly SessionState Closed = new(SessionPhase.Closed, default);
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<QueryTab> _tabs = [];
    private IReadOnlyList<Cluster> _clusters = [];
    private QueryTab _tab = new("", "Query 1", "", "", "", RunPlan.DefaultTimeout, RunPlan.DefaultRows);
    private QueryRun? _run;
    private QueryRun? _plan;
    private Problem? _problem;
    private Problem? _denied;
    private IDisposable? _look;
    private QuerySession? _session;
    private IDisposable? _sessionLook;
    private IJSObjectReference? _browser;
    private ElementReference _room;
    private object? _shownRows;
    private int _shown;
    private RunMode _mode;
    private bool _goesOn;
    private string? _address;
    private int _refreshing;
    private bool _ready;

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

    [Inject] private QuerySessions Sessions { get; set; } = default!;

    [Inject] private ParameterMemory Parameters { get; set; } = default!;

    [Inject] private DraftStore Drafts { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    private bool IsLive => RendererInfo.IsInteractive && _ready;

    private Cluster? Cluster => _clusters.FirstOrDefault(cluster => cluster.Key == _tab.Cluster);

    private SessionState Session => _session?.State ?? Closed;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _look?.Dispose();
        _sessionLook?.Dispose();
        Attach(null, null);
        await _browser.EndAsync("stop");
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
            _shown = 0;
            Attach(Runs.Last(Actor, _tab.Id), Runs.Last(Actor, _tab.Id, explains: true));
            LookAtSession();
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
            _ = WatchTabsAsync();
            OpenSavedLink();
            StateHasChanged();
        }

        await ShowRowsAsync();
    }

    private bool IsRunning(QueryTab tab) => Runs.IsActive(Actor, tab.Id);

    private IEnumerable<string> Known(Func<QueryTab, string> name, string? also) =>
        _tabs.Where(tab => tab.Cluster == _tab.Cluster).Select(name).Append(also ?? "").Where(known => known.Length > 0).Distinct();

    private void OnFleet()
    {
        ReadFleet();
        // Opened before the cluster was known: what its tags propose comes now.
        if (_tab.Role.Length == 0 && (_tab.Cluster.Length > 0 ? _tab.Cluster : Start()) is { Length: > 0 } start && Preselect(_tab, start) is { Role.Length: > 0 } proposed)
            Change(proposed);
        StateHasChanged();
    }

    private void ReadFleet()
    {
        _clusters = [.. Fleet.Current.Clusters];
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

    private void ChooseCluster(string cluster)
    {
        Change(Preselect(_tab, cluster));
        _problem = null;
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
        if (!await EndSessionDialog.ConfirmAsync(Dialogs, $"Close {tab.Name}", Sessions.Find(Actor, tab.Id) ?? Closed, IsRunning(tab)))
            return;
        if (tab.Id == _tab.Id)
        {
            Attach(null, null);
            // The editor must not write the text of a tab that is gone.
            await _browser!.InvokeVoidAsync("leave");
        }

        await Runs.DropAsync(Actor, tab.Id);
        Parameters.Forget(Actor, tab.Id);
        _tabs = Drafts.Close(Actor, tab.Id);
        if (tab.Id == _tab.Id)
            GoTo(_tabs[0]);
    }

    private async Task OpenLinkAsync(string text)
    {
        _tab = Blank() with { Cluster = _tab.Cluster, Database = _tab.Database, Role = _tab.Role };
        _tabs = Drafts.Save(Actor, _tab);
        Attach(null, null);
        LookAtSession();
        await OpenAsync(text);
        await _browser!.InvokeVoidAsync("keep");
        Navigation.NavigateTo($"query?tab={_tab.Id}", replace: true);
    }

    private async Task OpenAsync(string? text)
    {
        await _browser!.InvokeVoidAsync("open", _gone.Token, _tab.Id, text);
        await MarkAsync();
    }

    private Task CopyLinkAsync() => _browser!.InvokeVoidAsync("copyLink", $"cluster={Uri.EscapeDataString(_tab.Cluster)}&database={Uri.EscapeDataString(_tab.Database)}&role={Uri.EscapeDataString(_tab.Role)}").AsTask();
}
