using AuroraConsole.Access;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace AuroraConsole.Query.Saved;

/// <summary>The drawer of saved queries.</summary>
public sealed partial class SavedPanel : ComponentBase
{
    private IReadOnlyList<SavedQuery> _all = [];
    private Problem? _problem;
    private string? _search;

    /// <summary>Opens one in a tab, without running it.</summary>
    [Parameter] public EventCallback<SavedQuery> Open { get; set; }

    /// <summary>The drawer is to go.</summary>
    [Parameter] public EventCallback Closed { get; set; }

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private SavedQueries Queries { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    private IEnumerable<SavedQuery> Found => _all.Where(query => query.Matches(_search));

    private string CountText => _all.Count == 0 ? "" : string.IsNullOrWhiteSpace(_search) ? $"{_all.Count:N0}" : $"{Found.Count():N0} of {_all.Count:N0}";

    /// <inheritdoc />
    protected override void OnInitialized() => Read();

    private string Link(SavedQuery query) => Navigation.ToAbsoluteUri($"query?saved={query.Id}").ToString();

    private async Task EditAsync(SavedQuery query)
    {
        await SaveQueryDialog.OpenAsync(Dialogs, query);
        Read();
    }

    private void Delete(SavedQuery query)
    {
        try
        {
            var gone = Queries.Delete(Actor, query.Id);
            Toasts.Say("Query deleted", gone.Name, new ToastAction("Undo", () => Restore(gone)));
        }
        catch (ProblemException refused)
        {
            _problem = refused.Problem;
        }

        Read();
    }

    private void Restore(SavedQuery query)
    {
        try
        {
            Queries.Restore(Actor, query);
            _ = InvokeAsync(() =>
            {
                Read();
                StateHasChanged();
            });
        }
        catch (ProblemException refused)
        {
            Toasts.Fail($"{query.Name} is not back", refused.Problem);
        }
    }

    private void Read() => _all = Queries.All(Actor);
}
