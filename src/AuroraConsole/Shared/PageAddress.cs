using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AuroraConsole.Shared;

/// <summary>
/// The query string of one circuit's page. The browser takes a change a moment after it was asked for: one that is asked for meanwhile builds
/// on it, not on the address that is being left, so that neither is lost.
/// </summary>
public sealed class PageAddress : IDisposable
{
    private readonly NavigationManager _navigation;
    private string? _asked;

    /// <summary>Follows the browser.</summary>
    public PageAddress(NavigationManager navigation)
    {
        _navigation = navigation;
        navigation.LocationChanged += OnChanged;
    }

    /// <summary>Goes to the same page with these parameters set, or left out where the value is <c>null</c>; a step one can go back from.</summary>
    public void Change(params (string Name, string? Value)[] changes) => Go(changes, replace: false);

    /// <summary>The same in the place of the step one is at.</summary>
    public void Replace(params (string Name, string? Value)[] changes) => Go(changes, replace: true);

    /// <inheritdoc />
    public void Dispose() => _navigation.LocationChanged -= OnChanged;

    private void Go((string Name, string? Value)[] changes, bool replace)
    {
        var address = _navigation.GetUriWithQueryParameters(_asked ?? _navigation.Uri, changes.ToDictionary(change => change.Name, change => (object?)change.Value));
        _asked = address;
        _navigation.NavigateTo(address, replace: replace);
    }

    // The change has arrived, or the reader went elsewhere by a link.
    private void OnChanged(object? sender, LocationChangedEventArgs change)
    {
        if (change.Location == _asked || change.IsNavigationIntercepted)
            _asked = null;
    }
}
