using AuroraConsole.Access;
using AuroraConsole.Shared;

namespace AuroraConsole.Activity;

/// <summary>Activity for scripts: the same services, permissions and records as the page.</summary>
public static class ActivityEndpoints
{
    /// <summary>Maps <c>/api/activity</c>.</summary>
    public static IEndpointRouteBuilder MapActivity(this IEndpointRouteBuilder routes)
    {
        var activity = routes.MapGroup("/api/activity").WithTags("activity").AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return await next(context);
        });
        activity.MapGet("/", ReadAsync).WithName("GetActivity")
            .WithSummary("Sessions as a role sees them, who waits for whom, and the gravest thing in a sentence. Wakes a paused cluster.")
            .WithDescription("cluster=region/id and role are required; database is postgres when left out. What the role may not see is null.");
        activity.MapPost("/cancel", (EndSessionBody body, HttpContext context, SessionEnds ends, CancellationToken stop) => EndAsync(ends.CancelAsync, body, context, stop)).WithName("CancelStatement")
            .WithSummary("Stops what a session runs. startedAt, from the list, keeps another session with the same number from being hit.");
        activity.MapPost("/terminate", (EndSessionBody body, HttpContext context, SessionEnds ends, CancellationToken stop) => EndAsync(ends.TerminateAsync, body, context, stop)).WithName("EndSession")
            .WithSummary("Ends a session; what it had not committed is undone.");
        return routes;
    }

    private static async Task<ActivityAnswer> ReadAsync(string? cluster, string? role, string? database, HttpContext context, ActivityReader reader, CancellationToken stop)
    {
        var snapshot = await reader.ReadAsync(Key(context, cluster, role, database), stop);
        return new ActivityAnswer(
            snapshot.At, ActivityHeadline.Of(snapshot).Sentence, snapshot.Looker!, snapshot.Sessions,
            [.. LockNode.Of(snapshot).Select(node => new LockAnswer(node.Pid, node.Depth, node.Waiting))]);
    }

    private static async Task<IResult> EndAsync(Func<ActivityKey, int, DateTimeOffset?, CancellationToken, Task> end, EndSessionBody body, HttpContext context, CancellationToken stop)
    {
        var key = Key(context, body.Cluster, body.Role, body.Database);
        if (body.Pid is not > 0)
            throw new ProblemException(new Problem("Name the session by its pid.", "InvalidRequest", Field: "pid"));
        await end(key, body.Pid.Value, body.StartedAt, stop);
        return Results.NoContent();
    }

    private static ActivityKey Key(HttpContext context, string? cluster, string? role, string? database)
    {
        if (string.IsNullOrEmpty(cluster))
            throw new ProblemException(new Problem("Name the cluster as region/id, such as us-east-1/demo.", "InvalidRequest", Field: "cluster"));
        if (string.IsNullOrEmpty(role))
            throw new ProblemException(new Problem("Name the role to look as, such as app_user.", "InvalidRequest", Field: "role"));
        return new ActivityKey(Actor.Of(context.User), cluster, string.IsNullOrEmpty(database) ? "postgres" : database, role);
    }
}

/// <summary>Whose statement to stop, or which session to end.</summary>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Role">Who does it.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Database">Where to log in; <c>postgres</c> when left out.</param>
/// <param name="StartedAt">When the session began, as the list said.</param>
public sealed record EndSessionBody(string? Cluster, string? Role, int? Pid, string? Database = null, DateTimeOffset? StartedAt = null);

/// <summary>Sessions as the API shows them.</summary>
/// <param name="At">The server's time, UTC.</param>
/// <param name="Headline">The gravest thing.</param>
/// <param name="Looker">What the role may see.</param>
/// <param name="Sessions">By process id.</param>
/// <param name="Locks">Who waits for whom, blockers before those who wait for them.</param>
public sealed record ActivityAnswer(DateTimeOffset At, string Headline, Looker Looker, IReadOnlyList<Session> Sessions, IReadOnlyList<LockAnswer> Locks);

/// <summary>A place in the tree of waiting.</summary>
/// <param name="Pid">A process; 0: a prepared transaction.</param>
/// <param name="Depth">0 waits for nobody.</param>
/// <param name="Waiting">How many wait for it.</param>
public sealed record LockAnswer(int Pid, int Depth, int Waiting);
