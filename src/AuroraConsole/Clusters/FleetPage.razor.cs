using AuroraConsole.Access;
using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Radzen;

namespace AuroraConsole.Clusters;

/// <summary>All clusters of all regions, trouble first. Reads AWS only.</summary>
public sealed partial class FleetPage : ComponentBase, IAsyncDisposable
{
    private static readonly (string? State, string Word, StatusKind? Kind)[] States =
        [(null, "All", null), ("attention", "Attention", StatusKind.Attention), ("changing", "Changing", StatusKind.Changing), ("asleep", "Asleep", StatusKind.Asleep)];

    private readonly List<IDisposable> _looks = [];
    private SharedFeeds<string, AlarmsSnapshot>.View? _alarms;
    private ElementReference _page;
    private IJSObjectReference? _keys;
    private DotNetObjectReference<FleetPage>? _self;
    private bool _isDisposed;
    private IReadOnlyList<FleetRow> _rows = [];
    private IReadOnlyList<FleetRow> _shown = [];
    private string _announcement = "";

    /// <summary>What is searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }

    /// <summary>The state that is shown.</summary>
    [SupplyParameterFromQuery(Name = "state")] public string? State { get; set; }

    /// <summary>The region that is shown.</summary>
    [SupplyParameterFromQuery(Name = "region")] public string? Region { get; set; }

    /// <summary>Whether to open the create dialog, for links and scripts.</summary>
    [SupplyParameterFromQuery(Name = "create")] public bool Create { get; set; }

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private ClusterOperations Operations { get; set; } = default!;

    [Inject] private AuthSummaryWatch Logins { get; set; } = default!;

    [Inject] private CapacityWatch Capacity { get; set; } = default!;

    [Inject] private AlarmWatch Alarms { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private PageAddress Address { get; set; } = default!;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private FleetView View => new(Search, State, Region);

    private string Regions
    {
        get
        {
            var all = Fleet.Current.Regions;
            var silent = all.Count(region => region.Problem is not null);
            return all.Count == 0 ? "" : (all.Count == 1 ? all[0].Region : $"{all.Count} regions") + (silent == 0 ? "" : $", {silent} not answering");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Operations.Changed -= OnMoved;
        foreach (var look in _looks)
            look.Dispose();
        await _keys.EndAsync("leave");
        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        AccessControl.Demand(Actor, Act.View);
        if (RendererInfo.IsInteractive)
        {
            Operations.Changed += OnMoved;
            _alarms = Alarms.Look(Actor, OnMoved);
            _looks.AddRange([Fleet.Look(OnMoved), Logins.Look(OnMoved), Capacity.Look(OnMoved), _alarms]);
        }

        Read();
        if (!Fleet.Current.IsLoaded)
        {
            await Fleet.RefreshAsync(CancellationToken.None);
            Read();
        }
    }

    /// <inheritdoc />
    protected override void OnParametersSet() => _shown = View.Of(_rows);

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _keys = await Script.InvokeAsync<IJSObjectReference>("import", "./js/clusters.js");
        // One may have left the page meanwhile.
        if (_isDisposed)
            return;
        _self = DotNetObjectReference.Create(this);
        await _keys.InvokeVoidAsync("enter", _page, _self);
        if (Create)
            await CreateAsync();
    }

    /// <summary>A token went into the clipboard. Called by the page's script, without the token.</summary>
    [JSInvokable]
    public void TokenCopied(string key, string role, DateTimeOffset expiresAt, int length) =>
        Toasts.Say($"Token for {role} copied", $"{key}, works until {expiresAt.UtcDateTime:HH:mm:ss} UTC. {length:N0} characters.");

    /// <summary>None was minted. Called by the page's script.</summary>
    [JSInvokable]
    public void TokenRefused(string key, string sentence, string code) => Toasts.Fail($"No token for {key}", new Problem(sentence, code));

    private static string Short(string host) => host.Length <= 34 ? host : $"{host[..16]}…{host[^14..]}";

    private static string Silent(RegionSnapshot region) => region switch
    {
        { At: null } => "Its clusters are not known yet.",
        { Clusters.Count: 0 } => $"It had no clusters at {region.At:HH:mm:ss} UTC.",
        { Clusters.Count: 1 } => $"Its cluster is shown as it was at {region.At:HH:mm:ss} UTC.",
        _ => $"Its {region.Clusters.Count} clusters are shown as they were at {region.At:HH:mm:ss} UTC.",
    };

    private static void Mark(RowRenderEventArgs<FleetRow> args)
    {
        if (args.Data is not { } row)
            return;
        args.Attributes["data-testid"] = "cluster-row";
        args.Attributes["data-cluster"] = row.Key;
        args.Attributes["tabindex"] = "0";
        if (row.StaleSince is not null)
            args.Attributes["data-stale"] = "true";
    }

    private void OnMoved() => _ = InvokeAsync(() =>
    {
        Read();
        StateHasChanged();
    });

    private void Read()
    {
        var before = _rows;
        _rows = FleetView.Rows(Fleet.Current, Operations.Current, Logins.Find, Capacity.Find, key => _alarms?.Current?.Firing(key), Time.GetUtcNow());
        _shown = View.Of(_rows);
        if (before.Count > 0 && _rows.FirstOrDefault(row => before.FirstOrDefault(old => old.Key == row.Key) is { } old && old.Word != row.Word) is { } moved)
            _announcement = $"{moved.Id}: {moved.Word}";
    }

    private void Show(string name, string? value) => Address.Replace((name, string.IsNullOrWhiteSpace(value) ? null : value), ("create", null));

    private void ShowAll() => Address.Replace(("q", null), ("state", null), ("region", null), ("create", null));

    private async Task CreateAsync()
    {
        if (await CreateDialog.OpenAsync(Dialogs) is { } operation)
            Navigation.NavigateTo($"clusters/{operation.Key}/events");
    }

    private async Task DeleteAsync(Cluster cluster)
    {
        if (await DeleteDialog.OpenAsync(Dialogs, cluster) is { } operation)
            Navigation.NavigateTo($"clusters/{operation.Key}/events");
    }
}
