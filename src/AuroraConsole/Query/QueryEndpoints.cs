using System.Security.Claims;
using AuroraConsole.Access;
using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuroraConsole.Query;

/// <summary>Runs, rows, exports and drafts by HTTP: rows stay out of circuits, and long text out of their message limit.</summary>
public static class QueryEndpoints
{
    /// <summary>Maps <c>/api/query/…</c>.</summary>
    public static IEndpointRouteBuilder MapQuery(this IEndpointRouteBuilder routes)
    {
        var query = routes.MapGroup("/api/query").AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return await next(context);
        });
        query.MapPost("/runs", Start);
        query.MapGet("/runs/{id}", (string id, ClaimsPrincipal user, QueryRuns runs) => RunAnswer.Of(runs.Get(Actor.Of(user), id)));
        query.MapPost("/runs/{id}/cancel", Cancel);
        query.MapResults();
        query.MapGet("/drafts/{tab}", async (string tab, ClaimsPrincipal user, DraftStore drafts, CancellationToken stop) =>
            new DraftText(await drafts.ReadTextAsync(Actor.Of(user), tab, stop)));
        query.MapPut("/drafts/{tab}", (string tab, DraftText draft, ClaimsPrincipal user, DraftStore drafts) =>
        {
            drafts.WriteText(Actor.Of(user), tab, draft.Text ?? "");
            return TypedResults.NoContent();
        });
        return routes;
    }

    private static Accepted<RunAnswer> Start(RunRequest request, ClaimsPrincipal user, QueryRuns runs)
    {
        var run = runs.Start(Actor.Of(user), request);
        return TypedResults.Accepted($"/api/query/runs/{run.Id}", RunAnswer.Of(run));
    }

    private static Accepted<RunAnswer> Cancel(string id, ClaimsPrincipal user, QueryRuns runs)
    {
        var run = runs.Get(Actor.Of(user), id);
        run.Cancel();
        return TypedResults.Accepted($"/api/query/runs/{run.Id}", RunAnswer.Of(run));
    }
}

/// <summary>The text of a tab.</summary>
/// <param name="Text">All of it.</param>
public sealed record DraftText(string? Text);
