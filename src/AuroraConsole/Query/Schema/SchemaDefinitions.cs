using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Shared;
using Npgsql;
using NpgsqlTypes;

namespace AuroraConsole.Query.Schema;

/// <summary>Objects as the statements that make them, every name qualified. Owners and grants are not part of it.</summary>
public sealed class SchemaDefinitions(CatalogReader catalog)
{
    private const uint Nothing = 0;

    /// <summary>The definition of an object.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="place">Where the object is.</param>
    /// <param name="kind">As <see cref="SchemaNode.Kind"/>.</param>
    /// <param name="oid">As <see cref="SchemaNode.Oid"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ProblemException">400 <c>InvalidRequest</c> of a kind without definition, 404 <c>NoSuchObject</c>, and as <see cref="CatalogReader.ReadAsync"/>.</exception>
    public async Task<string> ReadAsync(Actor actor, SchemaPlace place, string kind, uint oid, CancellationToken cancellationToken)
    {
        // A statement takes what it belongs to and itself; one of the two is nothing.
        (string Sql, uint[] Oids)[] parts = kind switch
        {
            "table" or "partitioned" or "foreign" or "view" or "matview" =>
            [
                ("definition-sequences", [oid, Nothing]), ("definition-relation", [oid]), ("definition-indexes", [oid, Nothing]),
                ("definition-triggers", [oid, Nothing]), ("definition-policies", [oid, Nothing]), ("definition-rest", [oid]),
            ],
            "sequence" => [("definition-sequences", [Nothing, oid])],
            "index" => [("definition-indexes", [Nothing, oid])],
            "trigger" => [("definition-triggers", [Nothing, oid])],
            "policy" => [("definition-policies", [Nothing, oid])],
            "constraint" => [("definition-constraints", [oid])],
            "function" or "procedure" or "aggregate" or "window" => [("definition-function", [oid])],
            "enum" or "domain" or "range" or "composite" or "type" => [("definition-type", [oid])],
            "role" => [("definition-role", [oid])],
            "schema" => [("definition-schema", [oid])],
            _ => throw new ProblemException(new Problem($"Nothing of kind {Repeated.Of(kind)} has a definition.", "InvalidRequest", Field: "kind")),
        };
        var statements = await catalog.ReadAsync(actor, place, (connection, stop) => StatementsAsync(connection, parts, stop), cancellationToken);
        return statements.Count > 0
            ? string.Join('\n', statements) + "\n"
            : throw new ProblemException(new Problem("The object is gone, or is made of more than SQL. Refresh the tree.", "NoSuchObject", StatusCodes.Status404NotFound));
    }

    private static async Task<List<string>> StatementsAsync(NpgsqlConnection connection, (string Sql, uint[] Oids)[] parts, CancellationToken stop)
    {
        var statements = new List<string>();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (sql, oids) in parts)
        {
            var command = new NpgsqlBatchCommand(SqlFiles.Get(sql, "Query"));
            foreach (var oid in oids)
                command.Parameters.Add(new() { Value = oid, NpgsqlDbType = NpgsqlDbType.Oid });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(stop);
        do
        {
            while (await reader.ReadAsync(stop))
            {
                if (!reader.IsDBNull(0))
                    statements.Add(reader.GetString(0));
            }
        }
        while (await reader.NextResultAsync(stop));

        return statements;
    }
}
