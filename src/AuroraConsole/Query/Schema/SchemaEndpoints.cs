using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using AuroraConsole.Access;

namespace AuroraConsole.Query.Schema;

/// <summary>The catalog by HTTP: the tree fetches its levels, the editor its names. Reads only; a paused cluster wakes.</summary>
internal static class SchemaEndpoints
{
    private static readonly JsonSerializerOptions Lean = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>Maps <c>schema/…</c> into the room's group.</summary>
    public static void MapSchema(this IEndpointRouteBuilder query)
    {
        var schema = query.MapGroup("/schema").WithTags("schema");
        Level(schema, "/databases", "SchemaDatabases", "Databases with their size where the role may connect, and all roles.",
            (SchemaReader reader, [AsParameters] SchemaPlace place, ClaimsPrincipal user, CancellationToken stop) => AnswerAsync(reader.DatabasesAsync(Actor.Of(user), place, stop)));
        Level(schema, "/schemas", "SchemaSchemas", "Schemas of the database, those on search_path first.",
            (SchemaReader reader, [AsParameters] SchemaPlace place, ClaimsPrincipal user, CancellationToken stop) => AnswerAsync(reader.SchemasAsync(Actor.Of(user), place, stop)));
        Level(schema, "/objects", "SchemaObjects", "What a schema holds; oid is the schema's. Rows and bytes are the catalog's estimates; without rows nobody knows.",
            (SchemaReader reader, [AsParameters] SchemaPlace place, uint oid, ClaimsPrincipal user, CancellationToken stop) => AnswerAsync(reader.ObjectsAsync(Actor.Of(user), place, oid, stop)));
        Level(schema, "/relation", "SchemaRelation", "Columns of a relation, its partitions, indexes, constraints, triggers, policies and grants; oid is the relation's.",
            (SchemaReader reader, [AsParameters] SchemaPlace place, uint oid, ClaimsPrincipal user, CancellationToken stop) => AnswerAsync(reader.RelationAsync(Actor.Of(user), place, oid, stop)));
        Level(schema, "/find", "SchemaFind", "Relations, columns, functions and types of all schemas whose name holds the text, best first.",
            (SchemaReader reader, [AsParameters] SchemaPlace place, string? text, ClaimsPrincipal user, CancellationToken stop) => AnswerAsync(reader.FindAsync(Actor.Of(user), place, text ?? "", stop)));
        schema.MapGet("/definition", async (SchemaDefinitions definitions, [AsParameters] SchemaPlace place, string kind, uint oid, ClaimsPrincipal user, CancellationToken stop) =>
                TypedResults.Text(await definitions.ReadAsync(Actor.Of(user), place, kind, oid, stop)))
            .WithName("SchemaDefinition").WithSummary("The statements that make an object, every name qualified; kind and oid as a level gave them. Owners and grants are not part of it.")
            .Produces<string>(contentType: "text/plain").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(502);
        schema.MapGet("/completion", CompletionAsync)
            .WithName("SchemaCompletion").WithSummary("Names for an editor, as the role writes them in SQL; kept for 3 minutes unless fresh=true.")
            .WithDescription("""{"path":[schema…],"schemas":[schema…],"relations":[[schema,name,[column,type,…]]…],"functions":[[schema,name,arguments,result]…]}; send the ETag back as If-None-Match.""")
            .Produces<object>().Produces(304).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(502);
    }

    private static void Level(RouteGroupBuilder schema, string path, string name, string summary, Delegate handler) =>
        schema.MapGet(path, handler).WithName(name).WithSummary(summary).Produces<IReadOnlyList<SchemaNode>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(502);

    private static async Task<IResult> AnswerAsync(Task<IReadOnlyList<SchemaNode>> nodes) => TypedResults.Json(await nodes, Lean);

    private static async Task<IResult> CompletionAsync(CompletionNames completion, [AsParameters] SchemaPlace place, bool? fresh, HttpContext context)
    {
        var names = await completion.GetAsync(Actor.Of(context.User), place, fresh == true, context.RequestAborted);
        context.Response.Headers.ETag = names.Tag;
        return context.Request.Headers.IfNoneMatch == names.Tag ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Bytes(names.Json, "application/json");
    }
}
