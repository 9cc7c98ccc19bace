using System.Text;
using System.Text.Json;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Results.Formats;
using AuroraConsole.Query.Results.Views;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query;

/// <summary>What copies and exports write.</summary>
public sealed class RowFormatTests : IDisposable
{
    private static readonly FormatChoice Csv = new("csv", null, Header: true, Guard: true, null, null);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-formats-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("", "\"\"")]
    [InlineData(null, "")]
    [InlineData("\\.", "\"\\.\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("\n=1+1", "\"'\n=1+1\"")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-1", "'-1")]
    [InlineData("\tx", "'\tx")]
    [InlineData("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"")]
    public async Task Csv_quotes_as_copy_does_and_defuses_formulas(string? value, string expected) =>
        Assert.Equal($"c\n{expected}\n", await WriteAsync(Csv, [new("c", "text")], [[value]]));

    [Fact]
    public async Task Csv_leaves_numbers_alone_and_raw_leaves_all_alone()
    {
        ResultColumn[] columns = [new("=n", "numeric(12,2)"), new("t", "text")];

        Assert.Equal("'=n,t\n-1.50,'-1.50\n", await WriteAsync(Csv, columns, [["-1.50", "-1.50"]]));
        Assert.Equal("=n,t\n-1.50,-1.50\n", await WriteAsync(Csv with { Guard = false }, columns, [["-1.50", "-1.50"]]));
        Assert.Equal("-1.50\t-1.50\n", await WriteAsync(Csv with { Format = "tsv", Header = false, Guard = false }, columns, [["-1.50", "-1.50"]]));
    }

    [Fact]
    public async Task A_text_is_told_from_the_word_that_stands_for_null() =>
        Assert.Equal("c,d\nNULL,\"NULL\"\n,x\n", await WriteAsync(Csv with { NullText = "NULL" }, Text("c", "d"), [[null, "NULL"], ["", "x"]]));

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("sql")]
    [InlineData("md")]
    public async Task A_cell_longer_than_a_piece_is_written_whole(string format)
    {
        var text = "=" + string.Concat(Enumerable.Repeat("é\"'", 300_000));
        var expected = format switch
        {
            "csv" => $"c,d\n\"'{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\",x\n",
            "json" => $"[\n{{\"c\":\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\",\"d\":\"x\"}}\n]\n",
            "sql" => $"INSERT INTO my_table (c, d) VALUES\n  ('{text.Replace("'", "''", StringComparison.Ordinal)}', 'x');\n",
            _ => $"| c | d |\n| --- | --- |\n| {text} | x |\n",
        };

        Assert.Equal(expected, await WriteAsync(Csv with { Format = format }, Text("c", "d"), [[text, "x"]]));
    }

    [Fact]
    public async Task Json_keeps_every_digit_and_embeds_json_as_it_is()
    {
        ResultColumn[] columns =
            [new("i", "bigint"), new("n", "numeric"), new("f", "double precision"), new("g", "real"), new("b", "boolean"), new("j", "jsonb"), new("t", "text"), new("t", "text"), new("m", "money"), new("z", "text")];
        string?[] row = ["9223372036854775807", "0.10000000000000000000000001", "1e+20", "NaN", "t", "{\"a\": 12345678901234567890.50}", "quote \" back \\ line\n tab\t bell\a", "", "$1.00", null];

        var json = await WriteAsync(Csv with { Format = "json" }, columns, [row, row]);

        Assert.Equal(2, JsonDocument.Parse(json).RootElement.GetArrayLength());
        Assert.StartsWith("[\n{\"i\":9223372036854775807,\"n\":0.10000000000000000000000001,\"f\":1e+20,\"g\":\"NaN\",\"b\":true,\"j\":{\"a\": 12345678901234567890.50},", json, StringComparison.Ordinal);
        Assert.Equal(row[6], JsonDocument.Parse(json).RootElement[1].GetProperty("t").GetString());
        Assert.Contains(",\"t_2\":\"\",\"m\":\"$1.00\",\"z\":null}", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_lines_has_a_row_a_line_whatever_the_json_in_it()
    {
        var lines = await WriteAsync(Csv with { Format = "jsonl" }, [new("j", "json"), new("t", "text")], [["{\n  \"a\":\r\n 1}", "x\ny"], [null, null]]);

        Assert.Equal("{\"j\":{   \"a\":   1},\"t\":\"x\\ny\"}\n{\"j\":null,\"t\":null}\n", lines);
        Assert.All(lines.TrimEnd().Split('\n'), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task No_rows_are_still_valid()
    {
        Assert.Equal("[]\n", await WriteAsync(Csv with { Format = "json" }, Text("c"), []));
        Assert.Equal("", await WriteAsync(Csv with { Format = "sql" }, Text("c"), []));
        Assert.Equal("c\n", await WriteAsync(Csv, Text("c"), []));
    }

    [Fact]
    public async Task Insert_quotes_names_and_values_and_begins_again_every_500_rows()
    {
        ResultColumn[] columns = [new("id", "integer"), new("Select", "text"), ResultColumn.Of("a\"b", "integer[]"), ResultColumn.Of("m", "shop.mood"), new("f", "real"), new("ok", "boolean")];

        var sql = await WriteAsync(Csv with { Format = "sql", Table = "Shop.\"my \"\"table\"" }, columns, Enumerable.Repeat(new string?[] { "-1", "it's \\ ok", "{1,NULL}", "sad", "-Infinity", "f" }, 501));

        Assert.StartsWith("INSERT INTO \"Shop\".\"my \"\"table\" (id, \"Select\", \"a\"\"b\", m, f, ok) VALUES\n  (-1, 'it''s \\ ok', '{1,NULL}'::integer[], 'sad', '-Infinity', false),\n  (-1,", sql, StringComparison.Ordinal);
        Assert.Equal(2, sql.Split("INSERT INTO").Length - 1);
        Assert.EndsWith("false);\n", sql, StringComparison.Ordinal);
        Assert.Contains("false);\nINSERT", sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markdown_keeps_its_table_whatever_the_text()
    {
        var table = await WriteAsync(Csv with { Format = "md" }, [new("n", "integer"), new("a|b", "text")], [["1", "x|y\n<script>*"], [null, "NULL"]]);

        Assert.Equal("| n | a\\|b |\n| ---: | --- |\n| 1 | x\\|y<br>&lt;script\\>\\* |\n| *NULL* | NULL |\n", table);
    }

    [Fact]
    public async Task Columns_are_written_in_the_order_asked_for()
    {
        Assert.Equal("e,a\n5,1\n", await WriteAsync(Csv with { Columns = "4,0" }, Text("a", "b", "c", "d", "e"), [["1", "2", "3", "4", "5"]]));
        Assert.Equal("columns", (await Assert.ThrowsAsync<ProblemException>(() => WriteAsync(Csv with { Columns = "1" }, Text("a"), [["1"]]))).Problem.Field);
    }

    private static ResultColumn[] Text(params string[] names) => [.. names.Select(name => new ResultColumn(name, "text"))];

    private async Task<string> WriteAsync(FormatChoice choice, ResultColumn[] columns, IEnumerable<string?[]> rows)
    {
        using var result = new ResultStore(new ConsoleOptions { DataPath = _folder }, new QueryOptions()).Create(columns);
        StoredRows.Write(result, rows);
        var numbers = choice.ColumnsOf(result);
        using var seen = new SeenRows(result, null);
        var text = new MemoryStream();
        await RowWriting.WriteAsync(seen, 0, int.MaxValue, numbers, choice.For([.. numbers.Select(number => columns[number])]), (bytes, _) => text.WriteAsync(bytes));
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
