using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Layout;

/// <summary>Follows one cluster through the fleet watch and frames its pages.</summary>
public sealed partial class ClusterFrame : ComponentBase, IDisposable
{
    private static readonly (string Path, string Word)[] Tabs =
        [("", "Overview"), ("connect", "Connect"), ("roles", "Roles"), ("auth", "Auth activity"), ("query", "Query"), ("activity", "Activity"), ("settings", "Settings"), ("events", "Events")];

    private IDisposable? _look;
    private Cluster? _cluster;
    private Problem? _problem;

    /// <summary>Its region.</summary>
    [Parameter, EditorRequired] public string Region { get; set; } = "";

    /// <summary>Its identifier.</summary>
    [Parameter, EditorRequired] public string Id { get; set; } = "";

    /// <summary>The tab's path; empty for the overview.</summary>
    [Parameter] public string Tab { get; set; } = "";

    /// <summary>The page, with the cluster cascading.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>Shown when AWS does not list the cluster; without it the problem is.</summary>
    [Parameter] public RenderFragment? Missing { get; set; }

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    private string Title => Tabs.First(tab => tab.Path == Tab).Word;

    private string Key => $"{Region}/{Id}";

    /// <inheritdoc />
    public void Dispose() => _look?.Dispose();

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_cluster?.Key == Key)
            return;
        if (RendererInfo.IsInteractive)
            _look ??= Fleet.Look(() => _ = InvokeAsync(Refresh));
        _cluster = Fleet.Current.Find(Key);
        _problem = null;
        if (_cluster is not null)
            return;
        try
        {
            _cluster = await Fleet.GetAsync(Key, fresh: false, CancellationToken.None);
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
    }

    private void Refresh()
    {
        var found = Fleet.Current.Find(Key);
        if (found is null && _cluster is not null)
            _problem = new Problem($"{Id} is no longer listed by AWS: it has been deleted or renamed.", "DBClusterNotFoundFault", StatusCodes.Status404NotFound);
        _cluster = found;
        StateHasChanged();
    }
}
