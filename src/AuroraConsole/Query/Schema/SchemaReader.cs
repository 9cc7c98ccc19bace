using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Shared;
using Npgsql;
using NpgsqlTypes;

namespace AuroraConsole.Query.Schema;

/// <summary>The schema tree, a level at a time, out of the catalogs alone: no table is opened and nothing is counted.</summary>
public sealed class SchemaReader(CatalogReader catalog)
{
    /// <summary>Objects of a schema, or partitions of a table, that are shown; the others are found by name.</summary>
    public const int MostObjects = 20_000;

    /// <summary>Objects that a search answers with.</summary>
    public const int MostFound = 200;

    /// <summary>Databases, and the group of roles.</summary>
    /// <exception cref="ProblemException">As <see cref="CatalogReader.ReadAsync"/>; so do the others.</exception>
    public Task<IReadOnlyList<SchemaNode>> DatabasesAsync(Actor actor, SchemaPlace place, CancellationToken cancellationToken) => ReadAsync(actor, place, async batch =>
    {
        batch.Add("schema-databases").Add("schema-roles");
        var databases = await batch.NextAsync();
        return [.. databases, new SchemaNode("group", "Roles", Children: await batch.NextAsync())];
    }, cancellationToken);

    /// <summary>Schemas of the place's database.</summary>
    public Task<IReadOnlyList<SchemaNode>> SchemasAsync(Actor actor, SchemaPlace place, CancellationToken cancellationToken) =>
        ReadAsync(actor, place, async batch => await batch.Add("schema-schemas").NextAsync(), cancellationToken);

    /// <summary>Tables, views, sequences, functions and types of a schema; at most <see cref="MostObjects"/>.</summary>
    public Task<IReadOnlyList<SchemaNode>> ObjectsAsync(Actor actor, SchemaPlace place, uint schema, CancellationToken cancellationToken) =>
        ReadAsync(actor, place, async batch => Bounded(await batch.Add("schema-objects", Oid(schema), Count(MostObjects)).NextAsync(), MostObjects), cancellationToken);

    /// <summary>Columns of a relation, then in groups its partitions, indexes, constraints, triggers, policies and grants.</summary>
    public Task<IReadOnlyList<SchemaNode>> RelationAsync(Actor actor, SchemaPlace place, uint relation, CancellationToken cancellationToken) => ReadAsync(actor, place, async batch =>
    {
        batch.Add("schema-columns", Oid(relation)).Add("schema-partitions", Oid(relation), Count(MostObjects));
        (string Name, string Sql)[] groups = [("Indexes", "schema-indexes"), ("Constraints", "schema-constraints"), ("Triggers", "schema-triggers"), ("Policies", "schema-policies"), ("Grants", "schema-grants")];
        foreach (var (_, sql) in groups)
            batch.Add(sql, Oid(relation));
        var nodes = await batch.NextAsync();
        Group("Partitions", Bounded(await batch.NextAsync(), MostObjects));
        foreach (var (name, _) in groups)
            Group(name, await batch.NextAsync());
        return nodes;

        void Group(string name, List<SchemaNode> children)
        {
            if (children.Count > 0)
                nodes.Add(new SchemaNode("group", name, Children: children));
        }
    }, cancellationToken);

    /// <summary>Relations, columns, functions and types whose name holds a text, in all schemas of the database; at most <see cref="MostFound"/>, best first.</summary>
    public Task<IReadOnlyList<SchemaNode>> FindAsync(Actor actor, SchemaPlace place, string text, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(text)
            ? throw new ProblemException(new Problem("Say what to look for.", "InvalidRequest", Field: "text"))
            : ReadAsync(actor, place, async batch => Bounded(await batch.Add("schema-find", new NpgsqlParameter { Value = text.Trim() }, Count(MostFound)).NextAsync(), MostFound), cancellationToken);

    // One more is asked for than is shown, which tells that there are more without counting them.
    private static List<SchemaNode> Bounded(List<SchemaNode> nodes, int most)
    {
        if (nodes.Count > most)
            nodes[^1] = new SchemaNode("more", $"The first {most:N0}; find others by name");
        return nodes;
    }

    private static NpgsqlParameter Oid(uint value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Oid };

    private static NpgsqlParameter Count(int most) => new() { Value = most + 1 };

    private Task<IReadOnlyList<SchemaNode>> ReadAsync(Actor actor, SchemaPlace place, Func<Batch, Task<List<SchemaNode>>> read, CancellationToken cancellationToken) =>
        catalog.ReadAsync<IReadOnlyList<SchemaNode>>(actor, place, async (connection, stop) =>
        {
            await using var batch = new Batch(connection, stop);
            return await read(batch);
        }, cancellationToken);

    /// <summary>Statements sent in one message; their answers are taken in order.</summary>
    private sealed class Batch(NpgsqlConnection connection, CancellationToken stop) : IAsyncDisposable
    {
        private readonly NpgsqlBatch _batch = new(connection);
        private NpgsqlDataReader? _reader;

        public Batch Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(SqlFiles.Get(sql, "Query"));
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter);
            _batch.BatchCommands.Add(command);
            return this;
        }

        public async Task<List<SchemaNode>> NextAsync()
        {
            if (_reader is null)
                _reader = await _batch.ExecuteReaderAsync(stop);
            else
                await _reader.NextResultAsync(stop);
            return await NodesAsync(_reader, stop);
        }

        public async ValueTask DisposeAsync()
        {
            if (_reader is not null)
                await _reader.DisposeAsync();
            await _batch.DisposeAsync();
        }
    }

    private static async Task<List<SchemaNode>> NodesAsync(NpgsqlDataReader row, CancellationToken stop)
    {
        var columns = Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName);
        var nodes = new List<SchemaNode>();
        while (await row.ReadAsync(stop))
        {
            nodes.Add(new SchemaNode(
                Text("kind")!, Text("name")!, Has("oid", out var oid) ? row.GetFieldValue<uint>(oid) : null, Text("sql"), Text("detail"),
                Has("rows", out var rows) ? row.GetDouble(rows) : null, Has("bytes", out var bytes) ? row.GetInt64(bytes) : null,
                Has("as_of", out var asOf) ? new DateTimeOffset(row.GetDateTime(asOf)) : null, Text("comment"),
                Has("marks", out var marks) && row.GetFieldValue<string[]>(marks) is { Length: > 0 } words ? words : null,
                Has("no_access", out var noAccess) && row.GetBoolean(noAccess), Has("expands", out var expands) && row.GetBoolean(expands),
                Has("member_of", out var memberOf) ? [.. row.GetFieldValue<string[]>(memberOf).Select(role => new SchemaNode("member", role, Sql: SqlIdentifier.Quote(role), Detail: "member of"))] : null));
        }

        return nodes;

        bool Has(string column, out int at) => columns.TryGetValue(column, out at) && !row.IsDBNull(at);

        string? Text(string column) => Has(column, out var at) ? row.GetString(at) : null;
    }
}
