using AuroraConsole.Access;
using AuroraConsole.Query.History;
using AuroraConsole.Query.Saved;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Radzen;

namespace AuroraConsole.Tests.Query.History;

/// <summary>The drawers of history and saved queries.</summary>
public sealed class DrawerTests : IDisposable
{
    private static readonly Actor Ann = new("ann", true);
    private readonly BunitContext _page = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-drawer-{Guid.NewGuid():N}");
    private readonly HistoryStore _history;
    private readonly SavedQueries _saved;
    private readonly Toasts _toasts = new(TimeProvider.System);

    public DrawerTests()
    {
        var console = new ConsoleOptions { DataPath = _folder };
        (_history, _saved) = (new HistoryStore(console, new HistoryOptions(), NullLogger<HistoryStore>.Instance), new SavedQueries(console, TimeProvider.System));
        _page.Services.AddSingleton(_history).AddSingleton(_saved).AddSingleton(_toasts).AddSingleton(TimeProvider.System).AddScoped<DialogService>();
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }

    public void Dispose()
    {
        _page.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void History_shows_the_newest_first_and_fifty_at_a_time()
    {
        for (var n = 0; n < 120; n++)
            _history.Add(Ann, Entry($"select {n}"));
        var drawer = History();

        Assert.Equal((50, "select 119"), (drawer.FindAll("[data-testid=history-row]").Count, drawer.Find("code").TextContent));
        drawer.Find("[data-testid=history-more]").Click();
        drawer.Find("[data-testid=history-more]").Click();
        Assert.Equal(120, drawer.FindAll("[data-testid=history-row]").Count);
        Assert.Empty(drawer.FindAll("[data-testid=history-more]"));
    }

    [Fact]
    public void History_is_searched_filtered_and_opened_whole()
    {
        HistoryEntry? opened = null;
        string? inserted = null;
        _history.Add(Ann, Entry("select *\n  from orders") with { State = "failed", Code = "42P01" });
        _history.Add(Ann, Entry("select 1"));
        var drawer = History(entry => opened = entry, text => inserted = text);

        drawer.Find("[data-testid=history-search]").Input("ORDERS");
        Assert.Contains("42P01", Assert.Single(drawer.FindAll("[data-testid=history-row]")).TextContent, StringComparison.Ordinal);
        drawer.Find("[data-testid=history-search]").Input("");
        drawer.Find("[data-testid=history-failed]").Click();
        Assert.Equal("select * from orders", Assert.Single(drawer.FindAll("code")).TextContent);
        drawer.Find("[data-row]").Click();
        drawer.Find("[title='Put it where the cursor is']").Click();
        Assert.Equal(("select *\n  from orders", "select *\n  from orders"), (opened!.Text, inserted));
    }

    [Fact]
    public void History_is_cleared_after_a_question()
    {
        _history.Add(Ann, Entry("select 1"));
        var drawer = History();
        drawer.Find("[data-testid=history-clear]").Click();
        Assert.Equal(1, _history.Find(Ann, new HistoryFilter(), 0, 1).All);
        drawer.Find("[data-testid=history-clear-confirm]").Click();

        Assert.Equal(0, _history.Find(Ann, new HistoryFilter(), 0, 1).All);
        Assert.Contains("Nothing was run yet", drawer.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_drawn_as_text()
    {
        _history.Add(Ann, Entry("select '<img src=x>'"));
        _saved.Save(Ann, new SavedQuery("", "<script>", "select '<img src=x>'", "<b>bold</b>"));

        Assert.Empty(History().FindAll("img, script, b"));
        Assert.Empty(Saved().FindAll("img, script, b"));
    }

    [Fact]
    public void A_saved_query_is_found_opened_deleted_and_brought_back()
    {
        SavedQuery? opened = null;
        _saved.Save(Ann, new SavedQuery("", "b", "select 'b'"));
        _saved.Save(Ann, new SavedQuery("", "A", "select 'a'", "the first"));
        var drawer = Saved(query => opened = query);

        Assert.Equal(["A", "b"], drawer.FindAll("[data-testid=saved-row]").Select(row => row.GetAttribute("data-name")));
        drawer.Find("[data-testid=saved-search]").Input("first");
        Assert.Single(drawer.FindAll("[data-testid=saved-row]"));
        drawer.Find("[data-row]").Click();
        Assert.Equal("select 'a'", opened!.Text);
        Assert.EndsWith($"/query?saved={opened.Id}", drawer.Find("[data-copy]").GetAttribute("data-copy"), StringComparison.Ordinal);

        drawer.Find("[data-testid=saved-delete]").Click();
        Assert.Equal("b", Assert.Single(_saved.All(Ann)).Name);
        Assert.Single(_toasts.Shown).Action!.Do();
        drawer.WaitForAssertion(() => Assert.Single(drawer.FindAll("[data-testid=saved-row]")));
        Assert.Equal(opened, _saved.Get(Ann, opened.Id));
    }

    [Fact]
    public void A_name_that_is_taken_is_told_in_the_dialog()
    {
        _saved.Save(Ann, new SavedQuery("", "orders", "select 1"));
        var dialog = _page.Render<SaveQueryDialog>(parameters => parameters.AddCascadingValue(Ann).Add(component => component.Query, new SavedQuery("", "", "select 2", null, "us-east-1/demo", "app", "app_user")));

        dialog.Find("[data-testid=save-query-name]").Input("Orders");
        dialog.Find("form").Submit();
        Assert.Contains("NameTaken", dialog.Markup, StringComparison.Ordinal);
        dialog.Find("[data-testid=save-query-name]").Input("orders 2");
        dialog.Find("[data-testid=save-query-place]").Change(false);
        dialog.Find("form").Submit();

        var kept = _saved.All(Ann).Single(query => query.Name == "orders 2");
        Assert.Equal(("select 2", null, null), (kept.Text, kept.Cluster, kept.Role));
    }

    private static HistoryEntry Entry(string text) => new(Guid.CreateVersion7().ToString("N"), DateTimeOffset.UtcNow, "us-east-1/demo", "app", "app_user", "read-only", text, text.Length, 12.5, 1, null, "succeeded", null);

    private IRenderedComponent<HistoryPanel> History(Action<HistoryEntry>? open = null, Action<string>? insert = null) => _page.Render<HistoryPanel>(parameters => parameters
        .AddCascadingValue(Ann).Add(component => component.Open, entry => open?.Invoke(entry)).Add(component => component.Insert, text => insert?.Invoke(text)));

    private IRenderedComponent<SavedPanel> Saved(Action<SavedQuery>? open = null) => _page.Render<SavedPanel>(parameters => parameters
        .AddCascadingValue(Ann).Add(component => component.Open, query => open?.Invoke(query)));
}
