using AuroraConsole.Access;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Radzen;

namespace AuroraConsole.Query.Saved;

/// <summary>The drawer of saved queries.</summary>
public sealed partial class SavedPanel : ComponentBase, IAsyncDisposable
{
    private IReadOnlyList<SavedQuery> _all = [];
    private ElementReference _drawer;
    private IJSObjectReference? _keys;
    private bool _isDisposed;
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

    [Inject] private IJSRuntime Js { get; set; } = default!;

    private IEnumerable<SavedQuery> Found => _all.Where(query => query.Matches(_search));

    private string CountText => _all.Count == 0 ? "" : string.IsNullOrWhiteSpace(_search) ? $"{_all.Count:N0}" : $"{Found.Count():N0} of {_all.Count:N0}";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        try
        {
            if (_keys is not null)
                await _keys.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized() => Read();

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _keys = await Js.InvokeAsync<IJSObjectReference>("import", "./js/query-drawer.js");
        // It may have been closed meanwhile.
        if (!_isDisposed)
            await _keys.InvokeVoidAsync("start", _drawer);
    }

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
