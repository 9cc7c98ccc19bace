using AuroraConsole.Access;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Clusters;

/// <summary>What the console does to a cluster, step by step, and what AWS noted about it.</summary>
public sealed partial class EventsPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private IReadOnlyList<ClusterEvent>? _events;
    private Problem? _problem;
    private ITimer? _timer;
    private (string Key, int Steps) _read;

    /// <summary>Its region.</summary>
    [Parameter] public string Region { get; set; } = "";

    /// <summary>Its identifier.</summary>
    [Parameter] public string Id { get; set; } = "";

    [Inject] private ClusterOperations Operations { get; set; } = default!;

    [Inject] private ClusterRecords Records { get; set; } = default!;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private string Key => $"{Region}/{Id}";

    private ClusterOperation? Latest => Operations.Latest(Key);

    // AWS notes something at each step, so events are read again when one is done.
    private int StepsDone => Latest?.Steps.Count(step => step.State == StepState.Done) ?? 0;

    /// <inheritdoc />
    public void Dispose()
    {
        Operations.Changed -= OnMoved;
        _timer?.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        AccessControl.Demand(Actor, Act.View);
        if (!RendererInfo.IsInteractive)
            return;
        Operations.Changed += OnMoved;
        _timer = Time.CreateTimer(_ => OnSecond(), null, Second, Second);
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_read.Key != Key)
            await ReadAsync();
    }

    private void OnMoved() => _ = InvokeAsync(async () =>
    {
        StateHasChanged();
        if (_read != (Key, StepsDone))
            await ReadAsync();
    });

    private void OnSecond()
    {
        if (Latest is { IsRunning: true })
            _ = InvokeAsync(StateHasChanged);
    }

    private async Task ReadAsync()
    {
        _read = (Key, StepsDone);
        try
        {
            _events = await Records.EventsAsync(Actor, Region, Id, [.. Fleet.Current.Find(Key)?.Members.Select(member => member.Id) ?? []], CancellationToken.None);
            _problem = null;
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }

        StateHasChanged();
    }
}
