using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Connect.Roles;

/// <summary>Names in, SQL beside them, then run step by step. What is shown is what runs: after a change one looks again.</summary>
public sealed partial class SetupForm : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, SetupProgress> _progress = [];
    private SetupPlan _plan = new("", CreateDatabase: true, "app", "app_owner", "app_readwrite", "app_readonly", [new("", SchemaAccess.ReadWrite)], RevokePublic: false, UseExisting: false);
    private IReadOnlyList<SetupStep> _steps = [];
    private SetupGround? _ground;
    private Problem? _problem;
    private bool _busy;
    private bool _failed;
    private bool _done;

    [CascadingParameter] private Cluster Cluster { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private RoleSetup Setup { get; set; } = default!;

    private bool Off => _busy || !RendererInfo.IsInteractive;

    /// <inheritdoc />
    public void Dispose()
    {
        // A setup that is under way is undone.
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized() => Change(_plan);

    private void Change(SetupPlan plan)
    {
        _plan = plan;
        _ground = null;
        _problem = null;
        _failed = false;
        Show(SetupGround.Fresh(plan));
    }

    private void Show(SetupGround ground)
    {
        _progress.Clear();
        _steps = SetupSql.Steps(_plan, ground);
    }

    // Roles that were not renamed by hand follow the schema's name.
    private void Rename(string schema)
    {
        string Follow(string role, string suffix) => role == $"{_plan.Schema}_{suffix}" ? $"{schema}_{suffix}" : role;
        Change(_plan with { Schema = schema, Owner = Follow(_plan.Owner, "owner"), ReadWrite = Follow(_plan.ReadWrite, "readwrite"), ReadOnly = Follow(_plan.ReadOnly, "readonly") });
    }

    private void Replace(int index, SetupLogin login) => Change(_plan with { Logins = [.. _plan.Logins.Select((old, at) => at == index ? login : old)] });

    private Task LookAsync() => BusyAsync(async () =>
    {
        var ground = await Setup.LookAsync(Actor, Cluster, _plan, _gone.Token);
        RoleSetup.Refuse(_plan, ground);
        _ground = ground;
        Show(ground);
    });

    private Task RunAsync() => BusyAsync(async () =>
    {
        _progress.Clear();
        await Setup.RunAsync(Actor, Cluster, _plan, _ground!, step => _ = InvokeAsync(() =>
        {
            _progress[step.Step.Title] = step;
            StateHasChanged();
        }), _gone.Token);
        _done = true;
    });

    private async Task BusyAsync(Func<Task> act)
    {
        if (_busy)
            return;
        _busy = true;
        _problem = null;
        try
        {
            await act();
        }
        catch (ProblemException error)
        {
            // Whatever was found is no longer what one should build on.
            _problem = error.Problem;
            _failed = true;
            _ground = null;
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

    private static string Text(ChangeEventArgs e) => (string?)e.Value ?? "";

    private string? Invalid(string field) => _problem?.Field == field ? "true" : null;

    private string State(SetupProgress? progress) => progress switch
    {
        null => "waiting",
        { Problem: not null } => "failed",
        _ when _failed => "undone",
        { Took: null } => "running",
        _ => "done",
    };

    private StatusKind Mark(SetupProgress? progress) => State(progress) switch
    {
        "failed" => StatusKind.Broken,
        "running" => StatusKind.Changing,
        "done" => StatusKind.Available,
        "undone" => StatusKind.Stopped,
        _ => StatusKind.Unknown,
    };

    private string Word(SetupProgress? progress) => State(progress) switch
    {
        "done" => $"{progress!.Took!.Value.TotalMilliseconds:N0} ms",
        "waiting" => "",
        var state => state,
    };
}
