using AuroraConsole.Query.Statements;

namespace AuroraConsole.Tests.Query.Statements;

public sealed class CopyCommandTests
{
    [Theory]
    [InlineData("copy orders to stdout", true, CopyEnd.Client, CopyFormat.Text, false)]
    [InlineData("copy (select stdin from t where a = (select 1)) to stdout (format csv, header)", true, CopyEnd.Client, CopyFormat.Csv, true)]
    [InlineData("copy orders (id, note) to stdin with csv header", true, CopyEnd.Client, CopyFormat.Csv, true)]
    [InlineData("copy orders to stdout with (header off, format 'csv')", true, CopyEnd.Client, CopyFormat.Csv, false)]
    [InlineData("copy orders to stdout (format binary)", true, CopyEnd.Client, CopyFormat.Binary, false)]
    [InlineData("copy binary orders to stdout", true, CopyEnd.Client, CopyFormat.Binary, false)]
    [InlineData("copy orders from stdin", false, CopyEnd.Client, CopyFormat.Text, false)]
    [InlineData("copy orders from stdout", false, CopyEnd.Client, CopyFormat.Text, false)]
    [InlineData("copy orders to '/tmp/stdout'", true, CopyEnd.File, CopyFormat.Text, false)]
    [InlineData("copy orders from program 'cat stdin'", false, CopyEnd.Program, CopyFormat.Text, false)]
    [InlineData("copy csv to stdout", true, CopyEnd.Client, CopyFormat.Text, false)]
    public void A_copy_is_read(string sql, bool isOut, CopyEnd end, CopyFormat format, bool header)
    {
        var copy = CopyCommand.Of(Assert.Single(StatementSplitter.Split(sql)))!;

        Assert.Equal((isOut, end, format, header), (copy.Out, copy.End, copy.Format, copy.Header));
    }

    [Theory]
    [InlineData("\\d orders", "schema tree")]
    [InlineData("\\dt", "schema tree")]
    [InlineData("\\dconfig", "pg_settings")]
    [InlineData("\\copy orders to 'x.csv'", "COPY … TO STDOUT")]
    [InlineData("\\c app", "beside Run")]
    [InlineData("\\x", "side panel")]
    [InlineData("\\timing", "status line")]
    [InlineData("\\i script.sql", "Paste")]
    [InlineData("\\set x 1", ":name")]
    [InlineData("select 1 \\gx", "semicolon")]
    [InlineData("\\unheard of", "Remove the line")]
    public void A_line_of_psql_is_refused_with_what_does_the_same_here(string sql, string instead)
    {
        var refusal = StatementRules.Check(Assert.Single(StatementSplitter.Split(sql)), readOnly: true)!;

        Assert.Equal("PsqlCommand", refusal.Code);
        Assert.Contains(instead, refusal.Sentence, StringComparison.Ordinal);
    }

    // Half a pair does not survive in an attribute.
    [Fact]
    public void What_is_no_text_is_refused_where_it_stands()
    {
        foreach (var (sql, position) in new[] { ("select 'a\0b'", 9), ("select '\uD800'", 8), ("select '\uDC00\uD800'", 8), ("select '😀' ", -1) })
            Assert.Equal(position, StatementRules.Check(Assert.Single(StatementSplitter.Split(sql)), readOnly: false) is { Code: "NotText" } refusal ? refusal.Position : -1);
    }
}
