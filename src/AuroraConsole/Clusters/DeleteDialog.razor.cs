using AuroraConsole.Access;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace AuroraConsole.Clusters;

/// <summary>What a colleague would warn of before a cluster is deleted, and its name to type. Closes with the operation.</summary>
public sealed partial class DeleteDialog : ComponentBase
{
    private DialogFrame? _frame;
    private ElementReference _input;
    private DeleteReview? _review;
    private Problem? _reviewProblem;
    private Problem? _problem;
    private string _snapshotName = "";
    private string _typed = "";
    private bool _snapshot = true;
    private bool _busy;

    /// <summary>What is to go.</summary>
    [Parameter, EditorRequired] public Cluster Cluster { get; set; } = default!;

    [Inject] private ClusterOperations Operations { get; set; } = default!;

    [Inject] private ClusterRecords Records { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private bool Off => _busy || !RendererInfo.IsInteractive;

    private bool Matches => _typed.Trim() == Cluster.Id;

    /// <summary>Opens it; the operation, or <c>null</c> when the cluster stays.</summary>
    public static async Task<ClusterOperation?> OpenAsync(DialogService dialogs, Cluster cluster) =>
        await dialogs.OpenAsync<DeleteDialog>($"Delete {cluster.Id}", new Dictionary<string, object?> { [nameof(Cluster)] = cluster }, DialogFrame.Options(600)) as ClusterOperation;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _snapshotName = DeleteOrder.SnapshotName(Cluster.Id, Time.GetUtcNow());
        if (Cluster.DeletionProtection)
            return;
        try
        {
            _review = await Records.ReviewAsync(Actor, Cluster, CancellationToken.None);
        }
        catch (ProblemException error)
        {
            // The list is a warning, not a condition: the name can still be typed.
            _reviewProblem = error.Problem;
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await (Cluster.DeletionProtection ? _frame!.FocusAsync() : _input.FocusAsync());
    }

    private async Task SubmitAsync()
    {
        if (_busy || !Matches)
            return;
        _busy = true;
        _problem = null;
        try
        {
            var order = new DeleteOrder(Cluster.Region, Cluster.Id, _typed.Trim(), _snapshot ? _snapshotName : null);
            Dialogs.Close(await Operations.DeleteAsync(Actor, order, CancellationToken.None));
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
        finally
        {
            _busy = false;
        }
    }
}
