using System.Text;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>The matrix as Markdown: a table for each kind of client, the remarks of each client, and the versions.</summary>
internal static class MatrixTable
{
    public const string Begin = "<!-- what ran -->";
    public const string End = "<!-- end of what ran -->";

    /// <summary>Everything between the marks.</summary>
    public static string Render(IReadOnlyDictionary<string, MatrixRow> rows)
    {
        var text = new StringBuilder();
        foreach (var kind in MatrixClient.All.GroupBy(client => client.Cells))
        {
            text.Append($"| | {string.Join(" | ", kind.Key)} |\n|---{string.Concat(kind.Key.Select(_ => "|---"))}|\n");
            foreach (var client in kind.Where(client => rows.ContainsKey(client.Name))) text.Append(Row(client, rows[client.Name])).Append('\n');
            text.Append('\n');
        }

        foreach (var client in MatrixClient.All.Where(client => rows.ContainsKey(client.Name))) text.Append(Remarks(client, rows[client.Name])).Append('\n');
        text.Append($"\nVersions when this was last written: {string.Join("; ", MatrixClient.All.Where(client => rows.ContainsKey(client.Name)).Select(client => rows[client.Name].Version))}.\n");
        return text.ToString();
    }

    /// <summary>A client's line of the table.</summary>
    public static string Row(MatrixClient client, MatrixRow row) => $"| {client.Name} | {string.Join(" | ", client.Cells.Select(cell => row.Cells[cell].Result))} |";

    /// <summary>A client's line of remarks.</summary>
    public static string Remarks(MatrixClient client, MatrixRow row) =>
        $"- {client.Name}: {string.Join("; ", client.Cells.Where(cell => row.Cells[cell].How is not null)
            .GroupBy(cell => row.Cells[cell])
            .Select(same => $"*{string.Join(", ", same)}* {(same.Key.Result == "ok" ? "" : same.Key.Result + ": ")}{same.Key.How}"))}.";
}
