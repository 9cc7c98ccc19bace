using AuroraConsole.Access;
using AuroraConsole.Fleet;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace AuroraConsole.Layout;

/// <summary>The shell: navigation, header, and what lies over every page.</summary>
public sealed partial class MainLayout : LayoutComponentBase, IDisposable
{
    private ErrorBoundary? _boundary;
    private IDisposable? _look;

    [Inject] private FleetWatch Fleet { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    private string[] Segments => new Uri(Navigation.Uri).AbsolutePath.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();

    private bool IsQuery => Segments is ["query", ..] or ["clusters", _, _, "query"];

    private string Initials => string.Concat(Actor.Name.Split(['.', ' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Take(2).Select(part => char.ToUpperInvariant(part[0])));

    // On cluster pages the way back; elsewhere the page's own title says where one is.
    private (string Text, string? Href)[] Path => Segments switch
    {
        ["clusters", var region, var id, ..] => [("Clusters", "clusters"), (region, $"clusters?region={Uri.EscapeDataString(region)}"), (id, null)],
        ["query", ..] => [("Query", null)],
        _ => [],
    };

    /// <inheritdoc />
    public void Dispose()
    {
        _look?.Dispose();
        Navigation.LocationChanged -= OnLocationChanged;
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnLocationChanged;
        if (RendererInfo.IsInteractive)
            _look = Fleet.Look(() => _ = InvokeAsync(StateHasChanged));
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        _boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
