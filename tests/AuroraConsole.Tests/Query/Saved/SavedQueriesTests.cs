using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Saved;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query.Saved;

[Collection(nameof(QueryHost))]
public sealed class SavedQueriesTests(QueryHost host) : IDisposable
{
    private static readonly Actor Ann = new("ann", true);
    private static readonly Actor Ben = new("../ben", true);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-saved-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_query_is_there_again_after_a_restart_and_belongs_to_its_owner()
    {
        var kept = Queries().Save(Ann, Query("stuck orders") with { Description = " by customer ", Cluster = "us-east-1/demo", Database = "app", Role = "app_user" });

        Assert.Equal(kept, Queries().Get(Ann, kept.Id));
        Assert.Equal("by customer", kept.Description);
        Assert.Equal("NoSuchQuery", Assert.Throws<ProblemException>(() => Queries().Get(Ben, kept.Id)).Problem.Code);
        Assert.Empty(Queries().All(Ben));
        Assert.Throws<ProblemException>(() => Queries().All(Actor.Nobody));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))));
    }

    [Fact]
    public void A_name_is_unique_whatever_its_case_and_changing_keeps_the_id()
    {
        var first = Queries().Save(Ann, Query("Orders"));
        var second = Queries().Save(Ann, Query("other"));

        Assert.Equal(("NameTaken", "name"), Problem(Query(" orders ")));
        Assert.Equal(("NameTaken", "name"), Problem(second with { Name = "ORDERS" }));
        Assert.Equal(first.Id, Queries().Save(Ann, first with { Name = "orders", Text = "select 2" }).Id);
        Assert.Equal(["orders", "other"], Queries().All(Ann).Select(query => query.Name));
        Assert.Equal("select 2", Queries().Get(Ann, first.Id).Text);
    }

    [Fact]
    public void A_deletion_can_be_undone_unless_its_name_was_taken()
    {
        var kept = Queries().Save(Ann, Query("a"));
        var gone = Queries().Delete(Ann, kept.Id);
        Assert.Empty(Queries().All(Ann));

        Queries().Restore(Ann, gone);
        Assert.Equal(kept, Assert.Single(Queries().All(Ann)));

        Queries().Delete(Ann, kept.Id);
        Queries().Save(Ann, Query("A"));
        Assert.Equal("NameTaken", Assert.Throws<ProblemException>(() => Queries().Restore(Ann, gone)).Problem.Code);
        Assert.Equal("NoSuchQuery", Assert.Throws<ProblemException>(() => Queries().Delete(Ann, kept.Id)).Problem.Code);
    }

    [Fact]
    public void What_cannot_be_saved_says_why()
    {
        Assert.Equal(("InvalidRequest", "name"), Problem(Query("  ")));
        Assert.Equal(("InvalidRequest", "name"), Problem(Query("two\nlines")));
        Assert.Equal(("InvalidRequest", "name"), Problem(Query(new string('x', 101))));
        Assert.Equal(("InvalidRequest", "text"), Problem(Query("a") with { Text = " \n" }));
        Assert.Equal(("InvalidRequest", "description"), Problem(Query("a") with { Description = new string('x', 1001) }));
        Assert.Equal(("TextTooLong", "text"), Problem(Query("a") with { Text = new string('x', 1_000_001) }));
        Assert.Equal(("NoSuchQuery", null), Problem(Query("a") with { Id = "nosuch" }));
        Assert.Empty(Queries().All(Ann));
    }

    [Fact]
    public void There_is_an_end_to_what_one_may_keep()
    {
        var text = new string('x', 990_000);
        for (var n = 0; n < 20; n++)
            Queries().Save(Ann, Query($"q{n}") with { Text = text });

        Assert.Equal(("TextTooLong", null), Problem(Query("one more") with { Text = text }));
        Assert.Equal(20, Queries().All(Ann).Count);
    }

    [Theory]
    [InlineData("stuck", true)]
    [InlineData("CUSTOMER orders", true)]
    [InlineData("from orders", true)]
    [InlineData("nothing", false)]
    [InlineData(" ", true)]
    [InlineData(null, true)]
    public void A_search_looks_into_name_description_and_text(string? search, bool matches) =>
        Assert.Equal(matches, new SavedQuery("1", "Stuck orders", "select * from orders", "by customer").Matches(search));

    [Fact]
    public async Task Scripts_save_change_and_delete_by_http()
    {
        using var ann = host.Client(QueryHost.Ann);
        using var ben = host.Client(QueryHost.Ben);
        using var nobody = host.Client(new Actor("", false));

        var created = await ann.PostAsJsonAsync("/api/query/saved", new { name = "by http", text = "select 1" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var address = created.Headers.Location!.OriginalString;
        Assert.Equal(HttpStatusCode.Conflict, (await ann.PostAsJsonAsync("/api/query/saved", new { name = "By HTTP", text = "select 1" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ann.PutAsJsonAsync(address, new { name = "renamed", text = "select 2" })).StatusCode);
        Assert.Equal("select 2", (await ann.GetFromJsonAsync<JsonElement>(address)).GetProperty("text").GetString());
        foreach (var (client, status) in new[] { (ben, HttpStatusCode.NotFound), (nobody, HttpStatusCode.Forbidden) })
        {
            Assert.Equal(status, (await client.GetAsync(address)).StatusCode);
            Assert.Equal(status, (await client.PutAsJsonAsync(address, new { name = "x", text = "select 3" })).StatusCode);
            Assert.Equal(status, (await client.DeleteAsync(address)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await ann.DeleteAsync(address)).StatusCode);
        Assert.Equal(0, (await ann.GetFromJsonAsync<JsonElement>("/api/query/saved")).GetProperty("queries").GetArrayLength());
    }

    private static SavedQuery Query(string name) => new("", name, "select 1");

    private (string? Code, string? Field) Problem(SavedQuery query)
    {
        var problem = Assert.Throws<ProblemException>(() => Queries().Save(Ann, query)).Problem;
        return (problem.Code, problem.Field);
    }

    private SavedQueries Queries() => new(new ConsoleOptions { DataPath = _folder }, TimeProvider.System);
}
