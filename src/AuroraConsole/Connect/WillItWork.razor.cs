using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Checks;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Connect;

/// <summary>The checks of one login. Runs those that touch nothing by itself, whenever what they speak of changed; the others when clicked.</summary>
public sealed partial class WillItWork : ComponentBase, IDisposable
{
    private static readonly LoginCheck NotAsked = new(LoginCauses.Name, StatusKind.Unknown, "exists? rds_iam? may log in? Opens one connection and wakes a paused cluster.");

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _checking;
    private PreflightResult? _result;
    private LoginCheck? _certificate;
    private LoginCheck? _login;
    private IReadOnlyList<LoginCheck>? _causes;
    private Problem? _problem;
    private string? _about;
    private string? _loginAbout;
    private bool _looking;
    private bool _busy;

    /// <summary>Where the login goes.</summary>
    [Parameter, EditorRequired] public Cluster Cluster { get; set; } = default!;

    /// <summary>By which way; <c>null</c> while there is none.</summary>
    [Parameter] public ClusterEndpoint? Endpoint { get; set; }

    /// <summary>Into which database.</summary>
    [Parameter] public string Database { get; set; } = "";

    /// <summary>As whom.</summary>
    [Parameter] public string Role { get; set; } = "";

    /// <summary>What signs; <c>null</c>: the console's own credentials.</summary>
    [Parameter] public Signer? Signer { get; set; }

    /// <summary><c>false</c> while one types: nothing is asked yet.</summary>
    [Parameter] public bool IsSettled { get; set; } = true;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private Preflight Preflight { get; set; } = default!;

    private IEnumerable<LoginCheck> Looked => _result?.Checks.Select(check => check.Name == Preflight.TlsName ? _certificate ?? check : check) ?? [];

    private IEnumerable<LoginCheck> All => _result is null ? [] : Looked.Append(_login ?? NotAsked).Concat(_causes ?? []);

    private bool CanLogIn => Cluster.Endpoint is not null && Role.Length > 0;

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _checking?.Dispose();
        _gone.Dispose();
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var login = $"{Cluster.Key} {Endpoint?.Name} {Database}\n{Role}\n{Signer?.Arn}";
        if (login != _loginAbout)
        {
            (_loginAbout, _login, _causes) = (login, null, null);
        }

        var about = $"{Cluster.Status} {Cluster.IamAuthentication} {Endpoint?.Host} {Endpoint?.Port}\n{Role}\n{Signer?.Arn}";
        if (about == _about || !IsSettled || !RendererInfo.IsInteractive)
            return;
        _about = about;
        _ = CheckAsync();
    }

    private async Task CheckAsync()
    {
        if (_checking is not null)
            await _checking.CancelAsync();
        var mine = _checking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _looking = true;
        _certificate = null;
        try
        {
            _result = await Preflight.CheckAsync(Actor, Cluster, Endpoint, Role, Signer, mine.Token);
            _problem = null;
        }
        catch (OperationCanceledException)
        {
            // A later choice is being checked, or the page is gone.
            return;
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }

        _looking = false;
        await InvokeAsync(StateHasChanged);
    }

    private Task LookAtCertificateAsync() => BusyAsync(async () => _certificate = await Preflight.CertificateAsync(Actor, Endpoint!, _gone.Token));

    private Task LogInAsync() => BusyAsync(async () =>
    {
        _causes = null;
        _login = await Preflight.LogInAsync(Actor, Cluster, Database, Role, Signer, _gone.Token);
    });

    private Task ExplainAsync() => BusyAsync(async () => _causes = await Preflight.ExplainAsync(Actor, Cluster, Database, Role, _gone.Token));

    private async Task BusyAsync(Func<Task> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        finally
        {
            _busy = false;
        }
    }
}
