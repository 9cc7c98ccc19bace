using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Connect.Clients;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AuroraConsole.Connect;

/// <summary>What the panels of the Connect page share: the choice, the token while it lives, the checks.</summary>
public sealed partial class ConnectPanels : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _checking;
    private ElementReference _root;
    private IJSObjectReference? _script;
    private DotNetObjectReference<ConnectPanels>? _self;
    private string? _described;

    private LoginChoice _choice = new(ClusterEndpoint.WriterName, "", "", "");
    private string _client = "psql";
    private IReadOnlyList<ClusterEndpoint> _endpoints = [];
    private IReadOnlyList<RecentToken> _recent = [];
    private IReadOnlyList<string> _roles = [];
    private TrustRoot? _trust;
    private Problem? _trustProblem;
    private LoginTarget? _target;
    private Problem? _problem;
    private IReadOnlyList<PreflightCheck>? _checks;
    private PreflightCheck? _loginCheck;
    private bool _loggingIn;
    private bool _mintedAsAsked;

    /// <summary>From the address.</summary>
    [Parameter] public string? RoleAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public string? DatabaseAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public string? EndpointAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public string? ClientAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public bool MintAsked { get; set; }

    [CascadingParameter] private Cluster Cluster { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private TokenDesk Desk { get; set; } = default!;

    [Inject] private Preflight Preflight { get; set; } = default!;

    [Inject] private DatabaseTrust Trust { get; set; } = default!;

    [Inject] private AuditTrail Trail { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Trail.Changed -= OnTrailChanged;
        await _gone.CancelAsync();
        _end?.Dispose();
        _token = null;
        _checking?.Dispose();
        _gone.Dispose();
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("detach", _root);
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page went with its circuit.
        }

        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _recent = await Desk.RecentAsync(Actor, Cluster, _gone.Token);
        _roles = TokenDesk.Roles(Cluster, _recent);
        // Never the master unless asked for by name: it is for what no other role may do.
        var role = RoleAsked ?? Cluster.PreferredRole ?? _recent.FirstOrDefault(token => token.Who == Actor.Name && token.Role != Cluster.MasterUser)?.Role ?? "";
        _choice = new LoginChoice(EndpointAsked ?? ClusterEndpoint.WriterName, DatabaseAsked ?? Cluster.PreferredDatabase ?? "postgres", role, "");
        _client = ClientAsked ?? _client;
        if (RendererInfo.IsInteractive)
            Trail.Changed += OnTrailChanged;
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // Runs again whenever the cluster was described anew; only what a login depends on matters here.
        var described = $"{Cluster.Status} {Cluster.Endpoint} {Cluster.Port} {string.Join(',', Cluster.Members)}";
        if (described == _described)
            return;
        _described = described;
        await DescribeAsync();
        if (RendererInfo.IsInteractive)
            _ = CheckAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _gone.Token, "./js/connect.js");
            await _script.InvokeVoidAsync("attach", _gone.Token, _root, _self);
        }

        // The first render comes before the choice is known.
        if (!MintAsked || _mintedAsAsked || _target is null)
            return;
        _mintedAsAsked = true;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("mint", (string?)null), replace: true);
        if (_choice.Role.Length > 0 && _choice.Role != Cluster.MasterUser)
            await MintAsync();
    }

    private async Task DescribeAsync()
    {
        try
        {
            _endpoints = await Desk.EndpointsAsync(Actor, Cluster, _gone.Token);
            _trust = await Trust.GetAsync(_gone.Token);
            _trustProblem = null;
        }
        catch (ProblemException error)
        {
            _trustProblem = error.Problem;
        }

        if (_endpoints.Count > 0 && _endpoints.All(endpoint => endpoint.Name != _choice.Endpoint))
            _choice = _choice with { Endpoint = ClusterEndpoint.WriterName };
        Aim();
    }

    // Where the settings of every client point; nowhere while a name cannot be one, which minting says in a sentence.
    private void Aim() => _target = _trust is { } trust && Endpoint is { } endpoint && !(_choice.Database + _choice.Role).Any(char.IsControl)
        ? LoginTarget.Of(Cluster, endpoint, _choice.Database, _choice.Role, trust.RootCert)
        : null;

    private ClusterEndpoint? Endpoint => _endpoints.FirstOrDefault(endpoint => endpoint.Name == _choice.Endpoint);

    private async Task ChooseAsync(LoginChoice choice)
    {
        var before = _choice;
        _choice = choice;
        _problem = null;
        Aim();
        if (choice.Role != before.Role || choice.Endpoint != before.Endpoint)
        {
            // A token is for one role at one endpoint.
            Forget();
            _endedAt = null;
            _loginCheck = null;
        }

        if (!choice.IsSettled)
            return;
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
            {
                ["role"] = choice.Role.Length == 0 ? null : choice.Role,
                ["database"] = choice.Database,
                ["endpoint"] = choice.Endpoint == ClusterEndpoint.WriterName ? null : choice.Endpoint,
            }),
            replace: true);
        await CheckAsync();
    }

    private void ChooseClient(string client)
    {
        _client = client;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("client", client), replace: true);
    }

    private async Task CheckAsync()
    {
        if (_checking is not null)
            await _checking.CancelAsync();
        var mine = _checking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        try
        {
            _checks = await Preflight.CheckAsync(Actor, Cluster, Endpoint, _choice.Role, mine.Token);
            await InvokeAsync(StateHasChanged);
        }
        catch (OperationCanceledException)
        {
            // A later choice is being checked, or the page is gone.
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
    }

    private async Task LogInAsync()
    {
        _loggingIn = true;
        try
        {
            _loginCheck = await Preflight.LogInAsync(Actor, Cluster, _choice.Database, _choice.Role, _gone.Token);
        }
        finally
        {
            _loggingIn = false;
        }
    }

    private void OnTrailChanged() => _ = InvokeAsync(async () =>
    {
        if (_gone.IsCancellationRequested)
            return;
        _recent = await Desk.RecentAsync(Actor, Cluster, _gone.Token);
        _roles = TokenDesk.Roles(Cluster, _recent);
        StateHasChanged();
    });
}

/// <summary>What the left panel chooses.</summary>
/// <param name="Endpoint"><c>writer</c> or a reader instance's name.</param>
/// <param name="Database">Its name.</param>
/// <param name="Role">Its name.</param>
/// <param name="Reason">For the trail; asked when the role is the master.</param>
/// <param name="IsSettled"><c>false</c> while one types.</param>
public sealed record LoginChoice(string Endpoint, string Database, string Role, string Reason, bool IsSettled = true);
