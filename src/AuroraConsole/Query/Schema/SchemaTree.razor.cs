using AuroraConsole.Access;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AuroraConsole.Query.Schema;

/// <summary>The schema of a tab's database as the tab's role sees it. It wakes no cluster by itself.</summary>
public sealed partial class SchemaTree : ComponentBase, IAsyncDisposable
{
    private static readonly string[] Icons =
        ["database", "folder", "table", "eye", "sequence", "function", "type", "list", "check", "play", "shield", "key", "link", "user", "users", "chevron-right", "chevron-down", "dots"];

    private ElementReference _pane;
    private DotNetObjectReference<SchemaTree>? _self;
    private IJSObjectReference? _browser;
    private (string Cluster, string Database, string Role, bool IsConnected)? _shown;
    private bool _open;

    /// <summary><c>region/id</c>; empty when none was chosen yet.</summary>
    [Parameter] public string Cluster { get; set; } = "";

    /// <summary>The tab's database.</summary>
    [Parameter] public string Database { get; set; } = "";

    /// <summary>The tab's role.</summary>
    [Parameter] public string Role { get; set; } = "";

    /// <summary>Whether the tab has a connection open, so that reading wakes nothing that sleeps.</summary>
    [Parameter] public bool IsConnected { get; set; }

    /// <summary>Raised with a statement that shows the first rows of a relation.</summary>
    [Parameter] public EventCallback<string> Preview { get; set; }

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private SchemaPane Pane { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    /// <summary>The browser wants the first rows.</summary>
    [JSInvokable]
    public Task OnPreview(string sql) => InvokeAsync(() => Preview.InvokeAsync(sql));

    /// <summary>The pane was opened or closed.</summary>
    [JSInvokable]
    public void Remember(bool open) => Pane.Remember(Actor, open);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _browser.EndAsync("stop");
        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized() => _open = Pane.IsOpen(Actor);

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/query-schema.js");
            _browser = await module.InvokeAsync<IJSObjectReference>("start", _pane, _self);
            await module.DisposeAsync();
        }

        if (_browser is null || _shown == (Cluster, Database, Role, IsConnected))
            return;
        _shown = (Cluster, Database, Role, IsConnected);
        await _browser.InvokeVoidAsync("target", Cluster, Database, Role, IsConnected);
    }
}
