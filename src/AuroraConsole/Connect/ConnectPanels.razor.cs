using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Connect.Clients;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AuroraConsole.Connect;

/// <summary>What the panels of the Connect page share: the choice and the token while it lives.</summary>
public sealed partial class ConnectPanels : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
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
    private RoleSnapshot? _read;
    private Problem? _readProblem;
    private bool _reading;
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
    [Parameter] public string? SignerAsked { get; set; }

    /// <summary>From the address.</summary>
    [Parameter] public bool MintAsked { get; set; }

    [CascadingParameter] private Cluster Cluster { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private SigningIdentity Identity { get; set; } = default!;

    [Inject] private TokenDesk Desk { get; set; } = default!;

    [Inject] private RoleReader Reader { get; set; } = default!;

    [Inject] private DatabaseTrust Trust { get; set; } = default!;

    [Inject] private AuditTrail Trail { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [Inject] private PageAddress Address { get; set; } = default!;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Trail.Changed -= OnTrailChanged;
        await _gone.CancelAsync();
        _end?.Dispose();
        _token = null;
        _gone.Dispose();
        await _script.EndAsync("detach", _root);
        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _recent = await Desk.RecentAsync(Actor, Cluster, _gone.Token);
        _roles = TokenDesk.Roles(Cluster, _recent);
        // The master only when asked for by name.
        var role = RoleAsked ?? TokenDesk.FavouriteRole(Actor, Cluster, _recent) ?? "";
        _choice = new LoginChoice(EndpointAsked ?? ClusterEndpoint.WriterName, DatabaseAsked ?? Cluster.PreferredDatabase ?? "postgres", role, "", Identity.Signers.FirstOrDefault(signer => SignerAsked is { Length: > 0 } asked && (signer.Arn == asked || signer.ShortName == asked))?.Arn ?? "");
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
        Address.Replace(("mint", null));
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
        ? LoginTarget.Of(Cluster, endpoint, _choice.Database, _choice.Role, trust.RootCert, Signer)
        : null;

    private Signer Signer => Identity.Signers.FirstOrDefault(signer => signer.Arn == _choice.Signer) ?? Signer.Own;

    private ClusterEndpoint? Endpoint => _endpoints.FirstOrDefault(endpoint => endpoint.Name == _choice.Endpoint);

    // Any role may read the others: the chosen one, unless it may be a slip and another is known; the master only where none is.
    private string RoleThatReads => _roles.Contains(_choice.Role) || (_roles is [_] && _choice.Role.Length > 0) ? _choice.Role : _roles[0];

    private void Choose(LoginChoice choice)
    {
        var before = _choice;
        _choice = choice;
        _problem = null;
        Aim();
        if (choice.Role != before.Role || choice.Endpoint != before.Endpoint || choice.Signer != before.Signer)
        {
            // A token is for one role at one endpoint, by one signer.
            Forget();
            _endedAt = null;
        }

        if (!choice.IsSettled)
            return;
        Address.Replace(
            ("role", choice.Role.Length == 0 ? null : choice.Role),
            ("database", choice.Database),
            ("signer", Signer.Arn is null ? null : Signer.ShortName),
            ("endpoint", choice.Endpoint == ClusterEndpoint.WriterName ? null : choice.Endpoint));
    }

    private async Task ReadRolesAsync()
    {
        _reading = true;
        _readProblem = null;
        try
        {
            _read = await Reader.ReadAsync(Actor, Cluster, "postgres", RoleThatReads, _gone.Token);
        }
        catch (ProblemException error)
        {
            _readProblem = error.Problem;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        finally
        {
            _reading = false;
        }
    }

    private void ChooseClient(string client)
    {
        _client = client;
        Address.Replace(("client", client));
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
