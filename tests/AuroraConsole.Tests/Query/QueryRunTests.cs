using AuroraConsole.Query.Runs;

namespace AuroraConsole.Tests.Query;

[Collection(nameof(QueryHost))]
public sealed class QueryRunTests(QueryHost host)
{
    [Fact]
    public async Task Rows_are_the_text_that_psql_shows_with_null_kept_apart()
    {
        var run = await host.RunAsync(QueryHost.Request("select 1, null, '', 'x', 1.50, true, array[1,null], '{\"a\": 1.10}'::jsonb, '\\x00ff'::bytea, interval '1 day', 'infinity'::date"));

        Assert.Null(run.State.FirstError);
        var row = Assert.Single(await host.RowsAsync(run.State.Statements[0]));
        Assert.Equal<string?[]>(["1", null, "", "x", "1.50", "t", "{1,NULL}", "{\"a\": 1.10}", "\\x00ff", "1 day", "infinity"], row);
    }
}
