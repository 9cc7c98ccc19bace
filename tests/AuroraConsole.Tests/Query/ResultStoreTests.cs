using System.Buffers;
using System.Text;
using System.Text.Json;
using AuroraConsole.Query.Results;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query;

public sealed class ResultStoreTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-store-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_cell_comes_back_as_it_was()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 1_000).Select(row => new[] { row.ToString(), null, "", new string('é', random.Next(300)), random.Next(50) == 0 ? new string('x', random.Next(900_000)) : "s" }).ToList();
        using var result = Store().Create(Columns(5));
        StoredRows.Write(result, rows);

        Assert.True(result.IsComplete);
        Assert.Equal(rows.Count, result.Rows);
        foreach (var from in new[] { 0, 1, 63, 64, 65, 500, 999 })
        {
            using var cells = result.Open(64 * 1024, 64 * 1024);
            for (var row = from; row < Math.Min(from + 70, rows.Count); row++)
            {
                cells.MoveTo(row);
                Assert.Equal(rows[row], Enumerable.Range(0, 5).Select(column => Text(cells, column)));
            }
        }
    }

    [Fact]
    public void A_window_shows_the_beginning_of_a_long_cell_with_its_length_and_cuts_no_character()
    {
        using var result = Store().Create(Columns(3));
        StoredRows.Write(result, [["x" + new string('é', 5_000), null, "short"]]);

        var row = Window(result, 0, 10).GetProperty("rows")[0];

        Assert.Equal("x" + new string('é', 511), row[0][0].GetString());
        Assert.Equal(10_001, row[0][1].GetInt64());
        Assert.Equal(JsonValueKind.Null, row[1].ValueKind);
        Assert.Equal("short", row[2].GetString());
    }

    [Fact]
    public void Cells_come_in_any_order_also_where_the_row_is_longer_than_the_buffer()
    {
        string?[] row = ["a", new string('b', 200_000), null, "", new string('é', 100_000), "end"];
        using var result = Store().Create(Columns(6));
        StoredRows.Write(result, [row, row]);
        using var cells = result.Open(4096, 4096);

        foreach (var at in new[] { 1, 0 })
        {
            cells.MoveTo(at);
            foreach (var column in new[] { 4, 1, 5, 0, 0, 3, 2, 4 })
                Assert.Equal(row[column], Text(cells, column));
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(95, 200, 5)]
    [InlineData(100, 200, 0)]
    [InlineData(5_000, 200, 0)]
    [InlineData(int.MaxValue, int.MaxValue, 0)]
    public void A_window_beyond_the_end_is_short_or_empty(int from, int count, int expected)
    {
        using var result = Store().Create(Columns(1));
        StoredRows.Write(result, Enumerable.Range(0, 100).Select(row => new[] { row.ToString() }));

        Assert.Equal(expected, Window(result, from, count).GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Windows_are_whole_rows_while_the_writer_goes_on()
    {
        const int total = 60_000;
        using var result = Store().Create(Columns(2));
        var writing = Task.Run(() => StoredRows.Write(result, Enumerable.Range(0, total).Select(row => new[] { row.ToString(), new string('v', row % 97) })));
        var random = new Random(3);
        var looks = 0;
        while (!writing.IsCompleted || looks == 0)
        {
            var from = random.Next(Math.Max(1, result.Rows));
            var window = Window(result, from, 50);
            var row = from;
            foreach (var cells in window.GetProperty("rows").EnumerateArray())
            {
                Assert.Equal(row.ToString(), cells[0].GetString());
                Assert.Equal(row % 97, cells[1].GetString()!.Length);
                row++;
            }

            looks += row - from;
        }

        await writing;
        Assert.Equal(total, result.Rows);
    }

    [Fact]
    public async Task Rows_of_a_slow_query_are_there_before_the_buffer_is_full()
    {
        using var result = Store().Create(Columns(1));
        using var writer = result.Write(TimeProvider.System);
        writer.Append("one", StoredRows.Cell);

        while (result.Rows == 0)
            await Task.Delay(10);

        Assert.False(result.IsComplete);
        Assert.Equal("one", Window(result, 0, 1).GetProperty("rows")[0][0].GetString());
    }

    [Fact]
    public void A_row_that_passes_the_bound_is_left_out_whole()
    {
        var store = Store(new QueryOptions { ResultBytes = 1_000_000 });
        using var result = store.Create(Columns(1));
        using (var writer = result.Write(TimeProvider.System))
        {
            Assert.True(writer.Append(new string('a', 600_000), StoredRows.Cell));
            Assert.False(writer.Append(new string('b', 600_000), StoredRows.Cell));
            Assert.True(writer.Append("c", StoredRows.Cell));
        }

        Assert.Equal(2, result.Rows);
        Assert.Equal("c", Window(result, 1, 1).GetProperty("rows")[0][0].GetString());
        Assert.InRange(store.TotalBytes, 600_000, 1_000_000);
    }

    [Fact]
    public void The_bound_on_all_results_counts_what_is_dropped_as_free()
    {
        var store = Store(new QueryOptions { TotalBytes = 1_000_000 });
        var first = store.Create(Columns(1));
        StoredRows.Write(first, [[new string('a', 900_000)]]);
        using var second = store.Create(Columns(1));
        using var writer = second.Write(TimeProvider.System);
        Assert.False(writer.Append(new string('b', 900_000), StoredRows.Cell));

        first.Dispose();

        Assert.Equal(0, store.TotalBytes);
        Assert.True(writer.Append(new string('b', 900_000), StoredRows.Cell));
    }

    [Fact]
    public void Files_are_the_owners_alone_and_gone_when_dropped_or_found_at_the_start()
    {
        var dropped = Store().Create(Columns(1));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "results")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        dropped.Dispose();
        Assert.False(File.Exists(file));

        using var left = Store().Create(Columns(1));
        _ = Store();
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "results")));
    }

    private static ResultColumn[] Columns(int count) => [.. Enumerable.Range(0, count).Select(column => new ResultColumn($"c{column}", "text"))];

    private static string? Text(RowCursor cells, int column)
    {
        var left = cells.Length(column);
        if (left < 0)
            return null;
        var bytes = new List<byte>();
        while (left > 0)
        {
            var piece = cells.Take(left);
            bytes.AddRange(piece);
            left -= piece.Length;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static JsonElement Window(StoredResult result, int from, int count)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var seen = new SeenRows(result, null);
        ResultWindow.Write(seen, result.IsComplete, from, count, buffer);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private ResultStore Store(QueryOptions? options = null) => new(new ConsoleOptions { DataPath = _folder }, options ?? new QueryOptions());
}
