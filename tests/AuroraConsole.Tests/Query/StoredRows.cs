using System.Text;
using AuroraConsole.Query.Results;

namespace AuroraConsole.Tests.Query;

/// <summary>Fills results with texts, as a statement fills them from the socket.</summary>
internal static class StoredRows
{
    public static void Write(StoredResult result, IEnumerable<string?[]> rows)
    {
        using var writer = result.Write(TimeProvider.System);
        foreach (var row in rows)
            Assert.True(writer.Append(row, (to, cells) => cells.All(cell => Cell(to, cell))));
    }

    public static bool Cell(ResultWriter writer, string? text)
    {
        if (text is null)
        {
            writer.Null();
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (!writer.Begin(bytes.Length))
            return false;
        for (var done = 0; done < bytes.Length;)
        {
            var free = writer.Free();
            var count = Math.Min(free.Count, bytes.Length - done);
            bytes.AsSpan(done, count).CopyTo(free);
            writer.Advance(count);
            done += count;
        }

        return true;
    }
}
