using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.History;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Tests.Query.History;

[Collection(nameof(QueryHost))]
public sealed class HistoryStoreTests(QueryHost host) : IDisposable
{
    private static readonly Actor Ann = new("ann", true);
    private static readonly Actor Ben = new("../ben", true);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-history-{Guid.NewGuid():N}");

    private string FilePath => Assert.Single(Directory.GetFiles(Path.Combine(_folder, "history"), "*.jsonl"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_run_is_remembered_with_all_that_tells_what_it_was()
    {
        var store = Store();
        store.Add(Ann, await host.RunAsync(QueryHost.Request("-- first\nselect 1 union all select 2;\nselect 'x';\n")));
        store.Add(Ann, await host.RunAsync(QueryHost.Request("select 1/0")));
        store.Add(Ann, await host.RunAsync(QueryHost.Request("create temp table t (n int); insert into t select generate_series(1, 3)", mode: "read-write")));
        store.Add(Ann, await host.RunAsync(QueryHost.Request("select 1; select 2; select 3") with { From = 12, To = 12 }));

        var entries = Store().Find(Ann, new HistoryFilter(), 0, 10).Entries;
        Assert.Equal(["select 2;", "create temp table t (n int); insert into t select generate_series(1, 3)", "select 1/0", "-- first\nselect 1 union all select 2;\nselect 'x';"], entries.Select(entry => entry.Text));
        Assert.Equal([("succeeded", null, 1L, null), ("succeeded", null, 0L, 3L), ("failed", "22012", 0L, null), ("succeeded", null, 3L, (long?)null)], entries.Select(entry => (entry.State, entry.Code, entry.Rows, entry.Affected)));
        Assert.Equal((QueryHost.Key, "postgres", "app_user", "read-write"), (entries[1].Cluster, entries[1].Database, entries[1].Role, entries[1].Mode));
        Assert.All(entries, entry => Assert.InRange(entry.Ms, 0.1, 60_000));
    }

    [Fact]
    public void Everybody_has_a_file_of_their_own_that_only_the_console_reads()
    {
        Store().Add(Ann, Entry("select 'a'"));
        Store().Add(Ben, Entry("select 'b'"));

        Assert.Equal("select 'a'", Assert.Single(Store().Find(Ann, new HistoryFilter(), 0, 10).Entries).Text);
        Assert.Equal("select 'b'", Assert.Single(Store().Find(Ben, new HistoryFilter(), 0, 10).Entries).Text);
        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        foreach (var file in files)
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Throws<ProblemException>(() => Store().Find(Actor.Nobody, new HistoryFilter(), 0, 10));
        Assert.Throws<ProblemException>(() => Store().Clear(Actor.Nobody));
    }

    [Fact]
    public void Half_a_line_that_a_kill_left_costs_that_line_alone()
    {
        var store = Store();
        store.Add(Ann, Entry("select 1"));
        store.Add(Ann, Entry("select 2"));
        var bytes = File.ReadAllBytes(FilePath);
        for (var cut = 1; cut < 60; cut += 7)
        {
            File.WriteAllBytes(FilePath, bytes[..^cut]);
            var after = Store();
            after.Add(Ann, Entry("select 3"));

            Assert.Equal(cut == 1 ? ["select 3", "select 2", "select 1"] : ["select 3", "select 1"], after.Find(Ann, new HistoryFilter(), 0, 10).Entries.Select(entry => entry.Text));
        }
    }

    [Fact]
    public void The_newest_five_thousand_are_kept()
    {
        var store = Store();
        for (var n = 0; n < 6_000; n++)
            store.Add(Ann, Entry($"select {n}"));

        var page = store.Find(Ann, new HistoryFilter(), 0, 1);
        Assert.InRange(page.All, 5_000, 5_500);
        Assert.Equal("select 5999", page.Entries[0].Text);
        Assert.Equal(page.All, Store().Find(Ann, new HistoryFilter(), 0, 1).All);
    }

    [Fact]
    public void Big_texts_are_cut_with_a_word_and_the_file_stays_bounded()
    {
        var store = Store();
        // A pair of surrogates across the cut.
        using var run = new QueryRun("ann", "tab", RunPlan.Of(QueryHost.Request($"select '{new string('x', 99_991)}😀{new string('y', 400_000)}'")), TimeProvider.System);
        for (var n = 0; n < 230; n++)
            store.Add(Ann, run);

        Assert.InRange(new FileInfo(FilePath).Length, 10_000_000, 20_000_000);
        var entry = store.Find(Ann, new HistoryFilter(), 0, 1).Entries[0];
        Assert.True(entry.IsCut);
        Assert.Equal((99_999, 500_002), (entry.Text.Length, entry.Length));
    }

    [Theory]
    [InlineData("ORDERS", null, null, false, 2)]
    [InlineData("from orders id", null, null, false, 1)]
    [InlineData("42P01", null, null, false, 1)]
    [InlineData(null, "us-east-1/other", null, false, 1)]
    [InlineData(null, null, "app_owner", false, 1)]
    [InlineData(null, null, null, true, 1)]
    [InlineData("nothing of the kind", null, null, false, 0)]
    [InlineData(null, null, null, false, 4)]
    public void Entries_are_found_by_words_and_filters(string? search, string? cluster, string? role, bool failed, int found)
    {
        var store = Store();
        store.Add(Ann, Entry("select id from orders"));
        store.Add(Ann, Entry("delete from Orders") with { State = "failed", Code = "42P01" });
        store.Add(Ann, Entry("select 1") with { Cluster = "us-east-1/other" });
        store.Add(Ann, Entry("select 2") with { Role = "app_owner" });

        var page = store.Find(Ann, new HistoryFilter(search, cluster, role, failed), 0, 10);

        Assert.Equal((found, found, 4), (page.Matching, page.Entries.Count, page.All));
    }

    [Fact]
    public void Clearing_deletes_and_off_keeps_nothing()
    {
        Store().Add(Ann, Entry("select 1"));
        Store().Clear(Ann);
        Assert.Equal(0, Store().Find(Ann, new HistoryFilter(), 0, 10).All);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "history")));

        var off = new HistoryStore(new ConsoleOptions { DataPath = _folder }, new HistoryOptions { History = false }, NullLogger<HistoryStore>.Instance);
        off.Add(Ann, Entry("select 1"));
        Assert.Equal(0, off.Find(Ann, new HistoryFilter(), 0, 10).All);
    }

    [Fact]
    public async Task Scripts_read_and_clear_their_own_by_http()
    {
        host.Services.GetRequiredService<HistoryStore>().Add(new Actor("hist", true), Entry("select 'mine'"));
        using var mine = host.Client(new Actor("hist", true));
        using var ben = host.Client(new Actor("hist-ben", true));
        using var nobody = host.Client(new Actor("", false));

        Assert.Equal("select 'mine'", (await mine.GetFromJsonAsync<JsonElement>("/api/query/history?search=mine")).GetProperty("entries")[0].GetProperty("text").GetString());
        Assert.Equal(0, (await ben.GetFromJsonAsync<JsonElement>("/api/query/history")).GetProperty("all").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync("/api/query/history")).StatusCode);
        await ben.DeleteAsync("/api/query/history");
        Assert.Equal(1, (await mine.GetFromJsonAsync<JsonElement>("/api/query/history")).GetProperty("all").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, (await mine.DeleteAsync("/api/query/history")).StatusCode);
        Assert.Equal(0, (await mine.GetFromJsonAsync<JsonElement>("/api/query/history")).GetProperty("all").GetInt32());
    }

    private static HistoryEntry Entry(string text) => new(Guid.CreateVersion7().ToString("N"), DateTimeOffset.UtcNow, QueryHost.Key, "app", "app_user", "read-only", text, text.Length, 12.5, 1, null, "succeeded", null);

    private HistoryStore Store() => new(new ConsoleOptions { DataPath = _folder }, new HistoryOptions(), NullLogger<HistoryStore>.Instance);
}
