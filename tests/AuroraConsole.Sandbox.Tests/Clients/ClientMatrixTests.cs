using System.Text.Json;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>The clients people really use, as they have them, against one sandbox; and the page that says so.</summary>
[Trait("Category", "ClientMatrix")]
[Collection("client matrix")]
public sealed class ClientMatrixTests(ClientMatrix matrix)
{
    private const string Rewrite = "REWRITE_CLIENT_MATRIX";
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ClientFact("psql")]
    public Task Psql() => FillsItsCellsAsync("psql");

    [ClientFact("pg_dump, pg_restore")]
    public Task Pg_dump() => FillsItsCellsAsync("pg_dump, pg_restore");

    [ClientFact("pgbench")]
    public Task Pgbench() => FillsItsCellsAsync("pgbench");

    [ClientFact("psycopg2")]
    public Task Psycopg2() => FillsItsCellsAsync("psycopg2");

    [ClientFact("psycopg2 on libpq 18")]
    public Task Psycopg2_on_libpq_18() => FillsItsCellsAsync("psycopg2 on libpq 18");

    [ClientFact("Npgsql")]
    public Task Npgsql() => FillsItsCellsAsync("Npgsql");

    [ClientFact("node-postgres")]
    public Task Node_postgres() => FillsItsCellsAsync("node-postgres");

    [ClientFact("Drizzle")]
    public Task Drizzle() => FillsItsCellsAsync("Drizzle");

    [ClientFact("pgJDBC")]
    public Task PgJdbc() => FillsItsCellsAsync("pgJDBC");

    [ClientFact("AWS SDK for JavaScript")]
    public Task Aws_sdk_for_JavaScript() => FillsItsCellsAsync("AWS SDK for JavaScript");

    [ClientFact("boto3")]
    public Task Boto3() => FillsItsCellsAsync("boto3");

    [ClientFact("AWS CLI")]
    public Task Aws_cli() => FillsItsCellsAsync("AWS CLI");

    [ClientFact("AWSSDK.SecurityToken")]
    public Task Security_token() => FillsItsCellsAsync("AWSSDK.SecurityToken");

    [Fact]
    public async Task The_page_says_cell_by_cell_what_ran()
    {
        var rows = new Dictionary<string, MatrixRow>();
        foreach (var client in MatrixClient.All.Where(client => client.Missing is null)) rows[client.Name] = await matrix.RowAsync(client);
        var ran = MatrixTable.Render(rows);
        var results = Directory.CreateDirectory(Path.Combine(ClientsFolder.Root, "artifacts", "test-results")).FullName;
        await File.WriteAllTextAsync(Path.Combine(results, "client-matrix.json"), JsonSerializer.Serialize(rows, Readable));
        await File.WriteAllTextAsync(Path.Combine(results, "client-matrix.md"), ran);

        var path = Path.Combine(ClientsFolder.Root, "docs", "sandbox-clients.md");
        var page = await File.ReadAllTextAsync(path);
        var begin = page.IndexOf(MatrixTable.Begin, StringComparison.Ordinal) + MatrixTable.Begin.Length + 1;
        var end = page.IndexOf(MatrixTable.End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            Assert.DoesNotContain(rows.Values, row => row.Cells.Values.Any(cell => cell.Result == "failed"));
            Assert.True(rows.Count == MatrixClient.All.Count, $"To rewrite the page all clients must be there. {string.Join(' ', MatrixClient.All.Select(client => client.Missing))}");
            await File.WriteAllTextAsync(path, page[..begin] + ran + page[end..]);
            return;
        }

        // Line by line and client by client: a client that is not installed here has its lines there all the same.
        var lines = page[begin..end].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) || line.StartsWith("- ", StringComparison.Ordinal)).ToList();
        foreach (var client in MatrixClient.All)
        {
            var (row, remarks) = (lines.Where(line => line.StartsWith($"| {client.Name} | ", StringComparison.Ordinal)), lines.Where(line => line.StartsWith($"- {client.Name}: ", StringComparison.Ordinal)));
            if (rows.TryGetValue(client.Name, out var seen))
                Assert.True((MatrixTable.Row(client, seen), MatrixTable.Remarks(client, seen)) == (row.SingleOrDefault(), remarks.SingleOrDefault()),
                    $"docs/sandbox-clients.md differs from what {client.Name} did:\n{MatrixTable.Row(client, seen)}\n{MatrixTable.Remarks(client, seen)}\nWith {Rewrite}=1 this test rewrites the page.");
            else
                Assert.True(row.Count() == 1 && remarks.Count() == 1, $"docs/sandbox-clients.md has no lines for {client.Name}.");
        }

        Assert.Equal(2 * MatrixClient.All.Count, lines.Count(line => !line.StartsWith("| |", StringComparison.Ordinal)));
    }

    private async Task FillsItsCellsAsync(string name)
    {
        var client = MatrixClient.Find(name);
        var row = await matrix.RowAsync(client);
        Assert.Equal(client.Cells.Order(), row.Cells.Keys.Order());
        Assert.All(row.Cells, cell => Assert.True(cell.Value.Result is "ok" || (cell.Value.Result is "cannot" && cell.Value.How is { Length: > 0 }), $"{cell.Key} {cell.Value.Result}: {cell.Value.How}"));
        Assert.NotEmpty(row.Version);
    }
}
