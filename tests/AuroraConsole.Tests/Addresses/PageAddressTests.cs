using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Tests.Addresses;

/// <summary>Changes of the address while the browser is still taking the one before.</summary>
public sealed class PageAddressTests
{
    private readonly SlowBrowser _browser = new();

    [Fact]
    public void Two_quick_changes_are_both_in_the_address()
    {
        using var address = new PageAddress(_browser);

        address.Change(("cause", "ExpiredToken"));
        address.Change(("role", "app_user"));

        _browser.TakeAll();
        Assert.Equal("http://localhost/auth?range=1h&cause=ExpiredToken&role=app_user", _browser.Uri);
    }

    [Fact]
    public void A_change_after_the_browser_went_elsewhere_starts_from_there()
    {
        using var address = new PageAddress(_browser);
        address.Change(("cause", "ExpiredToken"));
        address.Change(("role", "app_user"));
        _browser.TakeAll();

        _browser.GoBack("http://localhost/auth?range=1h");
        address.Replace(("range", "3h"));
        _browser.TakeAll();
        Assert.Equal("http://localhost/auth?range=3h", _browser.Uri);

        address.Change(("cause", "ExpiredToken"));
        _browser.FollowLink("http://localhost/clusters");
        address.Change(("q", "demo"));
        Assert.Equal("http://localhost/clusters?q=demo", _browser.Asked[^1]);
    }

    // As a circuit's: the address changes when the browser says so, not when it is asked for.
    private sealed class SlowBrowser : NavigationManager
    {
        public SlowBrowser() => Initialize("http://localhost/", "http://localhost/auth?range=1h");

        public List<string> Asked { get; } = [];

        public void TakeAll()
        {
            foreach (var uri in Asked)
                Arrive(uri, intercepted: false);
            Asked.Clear();
        }

        public void GoBack(string uri) => Arrive(uri, intercepted: false);

        public void FollowLink(string uri) => Arrive(uri, intercepted: true);

        protected override void NavigateToCore(string uri, NavigationOptions options) => Asked.Add(uri);

        private void Arrive(string uri, bool intercepted)
        {
            Uri = uri;
            NotifyLocationChanged(intercepted);
        }
    }
}
