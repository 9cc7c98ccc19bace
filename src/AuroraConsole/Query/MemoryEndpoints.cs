using System.Security.Claims;
using AuroraConsole.Access;
using AuroraConsole.Query.History;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Saved;

namespace AuroraConsole.Query;

/// <summary>What is asked before a run, past runs and saved queries by HTTP, for scripts and for texts that are too long for a circuit.</summary>
internal static class MemoryEndpoints
{
    /// <summary>Maps them below <c>/api/query</c>.</summary>
    public static void MapMemory(this IEndpointRouteBuilder query)
    {
        query.MapPost("/check", (RunRequest request, ClaimsPrincipal user, RunChecks checks, CancellationToken stop) => checks.ReadAsync(Actor.Of(user), request, stop));
        query.MapGet("/history", (string? search, string? cluster, string? role, bool? failed, int? skip, int? take, ClaimsPrincipal user, HistoryStore history) =>
            history.Find(Actor.Of(user), new HistoryFilter(search, cluster, role, failed == true), Math.Max(0, skip ?? 0), Math.Clamp(take ?? 50, 0, 500)));
        query.MapDelete("/history", (ClaimsPrincipal user, HistoryStore history) =>
        {
            history.Clear(Actor.Of(user));
            return TypedResults.NoContent();
        });
        query.MapGet("/saved", (ClaimsPrincipal user, SavedQueries saved) => new SavedAnswer(saved.All(Actor.Of(user))));
        query.MapGet("/saved/{id}", (string id, ClaimsPrincipal user, SavedQueries saved) => saved.Get(Actor.Of(user), id));
        query.MapPost("/saved", (SaveRequest request, ClaimsPrincipal user, SavedQueries saved) =>
        {
            var kept = saved.Save(Actor.Of(user), request.Query(""));
            return TypedResults.Created($"/api/query/saved/{kept.Id}", kept);
        });
        query.MapPut("/saved/{id}", (string id, SaveRequest request, ClaimsPrincipal user, SavedQueries saved) => saved.Save(Actor.Of(user), request.Query(id)));
        query.MapDelete("/saved/{id}", (string id, ClaimsPrincipal user, SavedQueries saved) =>
        {
            saved.Delete(Actor.Of(user), id);
            return TypedResults.NoContent();
        });
    }
}

/// <summary>Saved queries as the API lists them.</summary>
/// <param name="Queries">By name.</param>
public sealed record SavedAnswer(IReadOnlyList<SavedQuery> Queries);

/// <summary>A query to save.</summary>
/// <param name="Name">Unique among the caller's.</param>
/// <param name="Text">The text.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Cluster"><c>region/id</c> it belongs to.</param>
/// <param name="Database">The database it belongs to.</param>
/// <param name="Role">The role it is meant for.</param>
public sealed record SaveRequest(string? Name, string? Text, string? Description = null, string? Cluster = null, string? Database = null, string? Role = null)
{
    internal SavedQuery Query(string id) => new(id, Name ?? "", Text ?? "", Description, Cluster, Database, Role);
}
