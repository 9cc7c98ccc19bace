using AuroraConsole.Access;
using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.AuthActivity;

/// <summary>The panel of one group. Verifies by itself when a group is chosen, then only when told to: a group that grows does not ask IAM each time.</summary>
public sealed partial class AuthDiagnosis : ComponentBase, IDisposable
{
    private const int MostOfLine = 4000;
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _verifying;
    private Diagnosis? _diagnosis;
    private Problem? _problem;
    private string? _about;
    private bool _looking;

    /// <summary>The group.</summary>
    [Parameter, EditorRequired] public AuthGroup Group { get; set; } = default!;

    /// <summary>Its cluster; <c>null</c> when AWS no longer lists it.</summary>
    [Parameter] public Cluster? Cluster { get; set; }

    /// <summary>The metrics on the page.</summary>
    [Parameter] public LoginsSnapshot? Logins { get; set; }

    /// <summary>The log on the page, all clusters.</summary>
    [Parameter] public IReadOnlyList<AuthLogLine> Lines { get; set; } = [];

    /// <summary>Asked to close.</summary>
    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] private LoginDiagnosis Diagnosis { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private bool IsPolicy => Group.Cause.Metric == LoginMetric.InsufficientPermissions;

    private string Line => Group.Newest.Text.Length <= MostOfLine ? Group.Newest.Text : Group.Newest.Text[..MostOfLine] + $"… ({Group.Newest.Text.Length:N0} characters)";

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _verifying?.Dispose();
        _gone.Dispose();
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var about = $"{Group.Key} {Cluster?.ResourceId}";
        if (about == _about || !RendererInfo.IsInteractive)
            return;
        (_about, _diagnosis) = (about, null);
        _ = VerifyAsync();
    }

    private async Task VerifyAsync()
    {
        if (_verifying is not null)
            await _verifying.CancelAsync();
        var mine = _verifying = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _looking = true;
        try
        {
            string[] roles = [.. Lines.Where(line => line.ClusterKey == Group.ClusterKey).Select(line => line.Role).OfType<string>().Distinct().Take(20)];
            var found = await Diagnosis.OfAsync(Actor, Group, Cluster, Logins, roles, mine.Token);
            if (mine.IsCancellationRequested)
                return;
            (_diagnosis, _problem) = (found, null);
        }
        catch (OperationCanceledException)
        {
            // Another group is looked at, or the page is gone.
            return;
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }

        _looking = false;
        await InvokeAsync(StateHasChanged);
    }
}
