using System.Buffers;
using System.Text;
using System.Text.Json;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Results.Views;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query;

/// <summary>Sorting and filtering what was fetched.</summary>
public sealed class ResultViewTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-views-{Guid.NewGuid():N}");
    private readonly ResultStore _store;

    public ResultViewTests() => _store = new ResultStore(new ConsoleOptions { DataPath = _folder }, new QueryOptions());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("numeric(12,2)", "-Infinity|-1e+3|-999.5|-1.5|-0.002|-0.0015|0.000|1e-07|0.5|2|10|10.01|123456789012345678901234567890|Infinity|NaN||")]
    [InlineData("bigint", "-9223372036854775808|-10|-9|0|9|10|9223372036854775807|")]
    [InlineData("money", "-$1,234.50|-$0.01|$0.00|$9.99|$10.00|$1,000.00|")]
    [InlineData("timestamptz", "-infinity|0044-03-15 12:00:00+00 BC|2026-10-25 02:30:00+02|2026-10-25 02:00:00+01|2026-10-25 01:30:00.5+00|2026-10-25 02:30:00.75+01|294276-12-31 23:59:59+00|infinity|")]
    [InlineData("date", "4713-01-01 BC|0001-01-01|1999-12-31|2000-02-29|10000-01-01|5874897-12-31|infinity|")]
    [InlineData("interval", "-1 years -2 mons +3 days -04:05:06.789|-00:00:01|00:00:00|10:00:00|23:59:59.999999|1 day|25:00:00|1 mon -1 days|30 days|1 mon 1 day|1 year 2 mons|")]
    [InlineData("text", "|10|9|A|a|aa|b|é||")]
    [InlineData("boolean", "f|t|")]
    public async Task Values_sort_as_what_they_are_with_null_last_in_both_directions(string type, string ascending)
    {
        // The first and last of a text may be empty; the one after the last bar is NULL.
        var parts = ascending.Split('|');
        var values = parts[..^1].Where((value, index) => type == "text" || value.Length > 0).Distinct().ToArray();
        using var result = _store.Create([ResultColumn.Of("v", type)]);
        var random = new Random(11);
        StoredRows.Write(result, values.Append(null).OrderBy(_ => random.Next()).Select(value => new[] { value }));

        Assert.Equal([.. values, null], await FirstColumnAsync(result, new ViewRequest([new SortKey(0)])));
        Assert.Equal([.. values.Reverse(), null], await FirstColumnAsync(result, new ViewRequest([new SortKey(0, true)])));
    }

    [Fact]
    public async Task Several_columns_sort_one_within_the_other_and_equal_rows_keep_their_order()
    {
        using var result = _store.Create([new("a", "text"), new("n", "integer"), new("row", "integer")]);
        var rows = Enumerable.Range(0, 5_000).Select(row => new[] { row % 3 == 0 ? null : new string('x', row % 5), (row * 7919 % 100).ToString(), row.ToString() }).ToList();
        StoredRows.Write(result, rows);

        var seen = await RowsAsync(result, new ViewRequest([new SortKey(0, true), new SortKey(1)]));

        var expected = rows.OrderBy(row => row[0] is null).ThenByDescending(row => row[0], StringComparer.Ordinal).ThenBy(row => int.Parse(row[1]!)).ThenBy(row => int.Parse(row[2]!));
        Assert.Equal(expected.Select(row => row[2]), seen.Select(row => row[2]));
    }

    [Fact]
    public async Task Many_rows_are_sorted_on_disk_and_leave_nothing_there()
    {
        using var result = _store.Create([new("t", "text"), new("n", "bigint")]);
        var random = new Random(5);
        var numbers = Enumerable.Range(0, 400_000).Select(_ => random.NextInt64()).ToArray();
        StoredRows.Write(result, numbers.Select(number => new[] { $"a text that all begin with, then {number:x16}", number.ToString() }));
        var (files, bytes) = (Directory.GetFiles(Path.Combine(_folder, "results")).Length, _store.TotalBytes);

        var view = await ViewAsync(result, new ViewRequest([new SortKey(0)]));
        Assert.Equal(numbers.Select((number, row) => (Text: number.ToString("x16"), row)).OrderBy(pair => pair.Text, StringComparer.Ordinal).Select(pair => pair.row), Numbers(result, view));
        view = await ViewAsync(result, new ViewRequest([new SortKey(1, true)]));
        Assert.Equal(numbers.Select((number, row) => (number, row)).OrderByDescending(pair => pair.number).Select(pair => pair.row), Numbers(result, view));

        Assert.Equal(files, Directory.GetFiles(Path.Combine(_folder, "results")).Length);
        Assert.Equal(bytes, _store.TotalBytes);
    }

    [Fact]
    public async Task Sorting_that_finds_no_room_on_disk_says_so()
    {
        var small = new ResultStore(new ConsoleOptions { DataPath = _folder }, new QueryOptions { TotalBytes = 30_000_000 });
        using var result = small.Create([new("t", "text")]);
        StoredRows.Write(result, Enumerable.Range(0, 100_000).Select(row => new[] { new string('x', 200) + row }));

        var view = await ViewAsync(result, new ViewRequest([new SortKey(0)]));

        Assert.Equal((ViewPhase.Failed, "NoRoomToSort"), (view.Phase, view.Problem?.Code));
        Assert.Equal(result.Bytes, small.TotalBytes);
    }

    [Theory]
    [InlineData(0, FilterTest.Contains, "PAI", "0,3")]
    [InlineData(0, FilterTest.Contains, "É", "4")]
    [InlineData(0, FilterTest.Lacks, "pai", "1,2,4,5")]
    [InlineData(0, FilterTest.Equals, "paid", "0")]
    [InlineData(0, FilterTest.Equals, "Paid", "")]
    [InlineData(0, FilterTest.Differs, "paid", "1,2,3,4,5")]
    [InlineData(0, FilterTest.Null, null, "2")]
    [InlineData(0, FilterTest.NotNull, null, "0,1,3,4,5")]
    [InlineData(0, FilterTest.Above, "paid", "3,1,4")]
    [InlineData(1, FilterTest.Above, "9", "1,2,4")]
    [InlineData(1, FilterTest.Below, " 9.0 ", "3")]
    [InlineData(1, FilterTest.Equals, "1.5", "3")]
    [InlineData(1, FilterTest.Equals, "10", "1")]
    [InlineData(1, FilterTest.Differs, "10", "0,2,3,4,5")]
    [InlineData(2, FilterTest.Above, "2026-01-01 12:00:00+02", "1,4")]
    [InlineData(2, FilterTest.Equals, "2026-01-01 10:00:00+00", "0")]
    public async Task Filters_pass_what_they_say(int column, FilterTest test, string? value, string expected)
    {
        using var result = Orders();

        var view = await ViewAsync(result, new ViewRequest(Filters: [new ColumnFilter(column, test, value)]));

        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order(), Numbers(result, view));
    }

    [Fact]
    public async Task The_one_box_looks_into_all_columns_and_all_filters_must_pass()
    {
        using var result = Orders();

        Assert.Equal(new[] { 1, 4 }, Numbers(result, await ViewAsync(result, new ViewRequest(Search: "2026-02"))));
        Assert.Equal(new[] { 4 }, Numbers(result, await ViewAsync(result, new ViewRequest(Filters: [new ColumnFilter(1, FilterTest.Above, "10")], Search: "2026-02"))));
        Assert.Equal(new[] { 4, 1 }, Numbers(result, await ViewAsync(result, new ViewRequest([new SortKey(1, true)], Search: "2026-02"))));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_a_sentence()
    {
        using var result = Orders();

        foreach (var request in new ViewRequest[]
        {
            new([new SortKey(3)]), new([new SortKey(-1)]), new([.. Enumerable.Repeat(new SortKey(0), 9)]), new(Filters: [new ColumnFilter(7, FilterTest.Null)]),
            new(Filters: [new ColumnFilter(1, FilterTest.Above, "ten")]), new(Filters: [new ColumnFilter(0, FilterTest.Contains)]), new(Search: new string('x', 1001)),
        })
        {
            Assert.Equal("InvalidView", Assert.Throws<ProblemException>(() => result.Views.Make(request)).Problem.Code);
        }
    }

    [Fact]
    public async Task A_view_made_again_stops_the_one_before_and_only_the_last_two_are_kept()
    {
        using var result = Orders();
        var first = await ViewAsync(result, new ViewRequest([new SortKey(0)]));
        var second = await ViewAsync(result, new ViewRequest([new SortKey(1)]));
        Assert.Same(first, result.Views.Get(first.Id));

        // Both places are taken, so this one waits.
        await _store.ViewPlaces.WaitAsync();
        await _store.ViewPlaces.WaitAsync();
        var stopped = result.Views.Make(new ViewRequest([new SortKey(2)]));
        Assert.Equal("ViewNotReady", Assert.Throws<ProblemException>(() => result.Views.Ready(stopped.Id)).Problem.Code);
        result.Views.Drop(stopped.Id);
        await stopped.Finished;
        Assert.Equal(ViewPhase.Cancelled, stopped.Phase);
        _store.ViewPlaces.Release(2);

        var third = await ViewAsync(result, new ViewRequest(Search: "x"));
        Assert.Equal("NoSuchView", Assert.Throws<ProblemException>(() => result.Views.Get(first.Id)).Problem.Code);
        Assert.Same(second, result.Views.Get(second.Id));
        Assert.Same(third, result.Views.Ready(third.Id));
    }

    [Fact]
    public async Task A_view_ends_quietly_when_its_result_goes()
    {
        var result = _store.Create([new("t", "text")]);
        StoredRows.Write(result, Enumerable.Range(0, 300_000).Select(row => new[] { row.ToString() }));
        var view = result.Views.Make(new ViewRequest([new SortKey(0)]));
        result.Dispose();

        await view.Finished.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Contains(view.Phase, new[] { ViewPhase.Cancelled, ViewPhase.Ready });
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "results")));
        Assert.Equal(0, _store.TotalBytes);
    }

    private StoredResult Orders()
    {
        var result = _store.Create([new("status", "text"), new("total", "numeric(12,2)"), new("at", "timestamptz")]);
        StoredRows.Write(result,
        [
            ["paid", "9.00", "2026-01-01 10:00:00+00"], ["shipped", "10.00", "2026-02-01 10:00:00+00"], [null, "100.00", "2026-01-01 09:59:59+00"],
            ["repaid", "1.50", null], ["été", "NaN", "2026-02-02 10:00:00+00"], ["", null, "-infinity"],
        ]);
        return result;
    }

    private static async Task<ResultView> ViewAsync(StoredResult result, ViewRequest request)
    {
        var view = result.Views.Make(request);
        await view.Finished.WaitAsync(TimeSpan.FromMinutes(1));
        return view;
    }

    // The numbers of a view's rows in its result.
    private static List<int> Numbers(StoredResult result, ResultView view)
    {
        using var cells = result.Open(4096, 4096);
        var numbers = new Dictionary<long, int>();
        for (var row = 0; row < result.Rows; row++)
        {
            cells.MoveTo(row);
            numbers[cells.Offset] = row;
        }

        return [.. view.Rows.Select(offset => numbers[offset])];
    }

    private static async Task<List<string?>> FirstColumnAsync(StoredResult result, ViewRequest request) => [.. (await RowsAsync(result, request)).Select(row => row[0])];

    private static async Task<List<string?[]>> RowsAsync(StoredResult result, ViewRequest request)
    {
        using var seen = new SeenRows(result, await ViewAsync(result, request));
        var rows = new List<string?[]>();
        while (rows.Count < seen.Count)
        {
            var buffer = new ArrayBufferWriter<byte>();
            ResultWindow.Write(seen, true, rows.Count, 1000, buffer);
            using var window = JsonDocument.Parse(buffer.WrittenMemory);
            Assert.Equal(seen.Count, window.RootElement.GetProperty("total").GetInt32());
            rows.AddRange(window.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()).ToArray()));
        }

        return rows;
    }
}
