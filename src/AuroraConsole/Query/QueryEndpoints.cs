using System.Security.Claims;
using AuroraConsole.Access;
using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Schema;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

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
            try
            {
                return await next(context);
            }
            catch (ObjectDisposedException) when (!context.HttpContext.Response.HasStarted)
            {
                // The tab ran anew or was closed while it was read.
                throw QueryRuns.NoSuchResult();
            }
        });
        query.MapPost("/runs", Start);
        query.MapGet("/runs/{id}", (string id, ClaimsPrincipal user, QueryRuns runs) => RunAnswer.Of(runs.Get(Actor.Of(user), id)));
        query.MapPost("/runs/{id}/cancel", Cancel);
        query.MapResults();
        query.MapGet("/files/{id}", FileAsync);
        query.MapGet("/results/{id}/all", AllAsync);
        query.MapGet("/sessions/{tab}", (string tab, ClaimsPrincipal user, QuerySessions sessions) => SessionAnswer.Of(sessions.Find(Actor.Of(user), tab)));
        query.MapPost("/sessions/{tab}/commit", (string tab, ClaimsPrincipal user, QuerySessions sessions, CancellationToken stop) => EndTransactionAsync(sessions, user, tab, commit: true, stop));
        query.MapPost("/sessions/{tab}/rollback", (string tab, ClaimsPrincipal user, QuerySessions sessions, CancellationToken stop) => EndTransactionAsync(sessions, user, tab, commit: false, stop));
        query.MapPost("/sessions/{tab}/close", async (string tab, ClaimsPrincipal user, QuerySessions sessions) =>
        {
            await sessions.DisconnectAsync(Actor.Of(user), tab);
            return TypedResults.NoContent();
        });
        query.MapGet("/drafts/{tab}", async (string tab, ClaimsPrincipal user, DraftStore drafts, CancellationToken stop) =>
            DraftText.Of(await drafts.ReadTextAsync(Actor.Of(user), tab, stop)));
        query.MapPut("/drafts/{tab}", (string tab, DraftText draft, ClaimsPrincipal user, DraftStore drafts) =>
            TypedResults.Ok(new DraftText(null, drafts.WriteText(Actor.Of(user), tab, draft.Text ?? "", draft.Version))));
        query.MapMemory();
        query.MapSchema();
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

    private static async Task<Ok<EndedTransaction>> EndTransactionAsync(QuerySessions sessions, ClaimsPrincipal user, string tab, bool commit, CancellationToken stop) =>
        TypedResults.Ok(new EndedTransaction(await sessions.EndTransactionAsync(Actor.Of(user), tab, commit, stop)));

    private static async Task FileAsync(string id, HttpContext context, QueryRuns runs, AccessControl access)
    {
        var actor = Actor.Of(context.User);
        var (run, file) = runs.GetFile(actor, id);
        using var record = access.Begin(actor, Act.ExportResult, run.Plan.Cluster, ("database", run.Plan.Database), ("role", run.Plan.Role), ("format", $"COPY, {file.Extension}"), ("bytes", file.Bytes.ToString()), ("sha256", run.Plan.Digest));
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Bytes;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{run.Plan.Cluster.Replace('/', '-')}-{run.State.StartedAt:yyyyMMdd-HHmmss}.{file.Extension}\"";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await file.WriteToAsync(context.Response.Body, context.RequestAborted);
        record.Succeeded();
    }

    private static async Task AllAsync(string id, string? format, string? progress, HttpContext context, AllRows all)
    {
        try
        {
            await all.WriteAsync(Actor.Of(context.User), id, format ?? "csv", progress, run =>
            {
                var extension = format switch { "text" => "tsv", "binary" => "bin", _ => "csv" };
                context.Response.ContentType = "application/octet-stream";
                context.Response.Headers.ContentDisposition = $"attachment; filename=\"{run.Plan.Cluster.Replace('/', '-')}-{run.State.StartedAt:yyyyMMdd-HHmmss}-all.{extension}\"";
                context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
                return context.Response.Body;
            }, context.RequestAborted);
        }
        catch (Exception broken) when (context.Response.HasStarted && broken is ProblemException or NpgsqlException or IOException)
        {
            // Half a file must not look like a whole one.
            context.Abort();
        }
    }
}

/// <summary>How a transaction ended.</summary>
/// <param name="Sentence">What came of it.</param>
public sealed record EndedTransaction(string Sentence);

/// <summary>The text of a tab.</summary>
/// <param name="Text">All of it; left out in the answer to a PUT.</param>
/// <param name="Version">Of the text; in a PUT of the one it was made from, or left out to write over whatever is there.</param>
public sealed record DraftText(string? Text, string? Version = null)
{
    /// <summary>A text with its version.</summary>
    public static DraftText Of(string text) => new(text, DraftStore.Version(text));
}
