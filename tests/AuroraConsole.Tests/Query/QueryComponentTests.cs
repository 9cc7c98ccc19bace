using AuroraConsole.Query;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;
using Bunit;

namespace AuroraConsole.Tests.Query;

public sealed class QueryComponentTests : IDisposable
{
    private readonly BunitContext _page = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-component-{Guid.NewGuid():N}");

    public void Dispose()
    {
        _page.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_the_server_says_is_shown_as_text_and_never_as_markup()
    {
        var error = new QueryError("relation \"<img src=x onerror=alert(1)>\" does not exist", "42P01", "advice <b>", "detail <i>", "hint <script>", "context <u>", 7, 1, 8);

        var note = _page.Render<ErrorNote>(parameters => parameters.Add(component => component.Error, error));

        Assert.Empty(note.FindAll("img, script, i, u"));
        Assert.Contains("<img src=x onerror=alert(1)>", note.Find("[data-testid=query-error]").TextContent, StringComparison.Ordinal);
        Assert.Contains("SQLSTATE 42P01", note.Markup, StringComparison.Ordinal);
        Assert.Contains("line 1, column 8", note.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_an_error_leads_to_the_editor()
    {
        var went = -1;
        var note = _page.Render<ErrorNote>(parameters => parameters
            .Add(component => component.Error, new QueryError("no", "42601", Position: 12, Line: 2, Column: 3))
            .Add(component => component.GoTo, position =>
            {
                went = position;
                return Task.CompletedTask;
            }));

        note.Find("button").Click();

        Assert.Equal(12, went);
    }

    [Theory]
    [InlineData(1, CutReason.None, RunPhase.Succeeded, true, "1 row")]
    [InlineData(3, CutReason.None, RunPhase.Succeeded, true, "3 rows")]
    [InlineData(2, CutReason.RowLimit, RunPhase.Succeeded, true, "2 rows, the limit")]
    [InlineData(2, CutReason.DiskLimit, RunPhase.Succeeded, true, "2 rows, the bound on disk")]
    [InlineData(2, CutReason.None, RunPhase.Running, false, "2 rows so far")]
    [InlineData(2, CutReason.None, RunPhase.Cancelled, true, "2 rows arrived")]
    public void The_row_count_never_claims_more_than_was_counted(int rows, CutReason cut, RunPhase phase, bool complete, string expected)
    {
        using var result = new ResultStore(new ConsoleOptions { DataPath = _folder }, new QueryOptions()).Create([new ResultColumn("n", "integer")]);
        result.Publish(rows, 0, [0]);
        if (complete)
            result.Complete();
        using var run = new QueryRun("ann", "tab", RunPlan.Of(QueryHost.Request("select 1")), TimeProvider.System);
        run.Update(0, statement => statement with { Phase = phase, Cut = cut, Result = result });

        var line = _page.Render<StatusLine>(parameters => parameters.Add(component => component.Run, run).Add(component => component.Session, new SessionState(SessionPhase.Closed, default)));

        Assert.Equal(expected, line.Find("[data-testid=query-row-count]").TextContent);
    }
}
