using AuroraConsole.Access;
using AuroraConsole.Query.Drafts;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query;

public sealed class DraftStoreTests : IDisposable
{
    private static readonly Actor Ann = new("ann", true);
    private static readonly Actor Ben = new("../ben", true);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-drafts-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_text_made_from_an_older_one_does_not_replace_what_another_page_wrote()
    {
        var store = Store();
        store.Save(Ann, Tab("a"));
        store.WriteText(Ann, "a", "first");
        var version = DraftStore.Version("first");
        store.WriteText(Ann, "a", "mine", version);

        Assert.Equal("DraftChanged", Assert.Throws<ProblemException>(() => store.WriteText(Ann, "a", "theirs", version)).Problem.Code);
        Assert.Equal("mine", await store.ReadTextAsync(Ann, "a", CancellationToken.None));
        store.WriteText(Ann, "a", "mine", version);
        store.WriteText(Ann, "a", "over all");
        Assert.Equal("over all", await store.ReadTextAsync(Ann, "a", CancellationToken.None));
    }

    [Fact]
    public async Task A_text_is_there_again_after_a_restart()
    {
        Store().Save(Ann, Tab("a"));
        Store().WriteText(Ann, "a", "select 'é😀'\n");

        Assert.Equal([Tab("a")], Store().Tabs(Ann));
        Assert.Equal("select 'é😀'\n", await Store().ReadTextAsync(Ann, "a", CancellationToken.None));
    }

    [Fact]
    public async Task Everybody_has_tabs_of_their_own()
    {
        Store().Save(Ann, Tab("a"));
        Store().WriteText(Ann, "a", "secret");

        Assert.Empty(Store().Tabs(Ben));
        Assert.Equal("NoSuchTab", (await Assert.ThrowsAsync<ProblemException>(() => Store().ReadTextAsync(Ben, "a", CancellationToken.None))).Problem.Code);
        Assert.Equal("AccessDenied", Assert.Throws<ProblemException>(() => Store().Tabs(Actor.Nobody)).Problem.Code);
    }

    [Theory]
    [InlineData("../../outside")]
    [InlineData("tabs.json")]
    [InlineData("")]
    public void A_made_up_tab_reaches_no_file(string tab)
    {
        Store().Save(Ann, Tab("a"));

        Assert.Equal("NoSuchTab", Assert.Throws<ProblemException>(() => Store().WriteText(Ann, tab, "x")).Problem.Code);
    }

    [Fact]
    public void Closing_a_tab_deletes_its_text()
    {
        Store().Save(Ann, Tab("a"));
        Store().WriteText(Ann, "a", "secret");

        Assert.Empty(Store().Close(Ann, "a"));
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.sql", SearchOption.AllDirectories));
    }

    private static QueryTab Tab(string id) => new(id, "Query 1", "us-east-1/demo", "app", "app_user", 30, 100_000);

    private DraftStore Store() => new(new ConsoleOptions { DataPath = _folder });
}
