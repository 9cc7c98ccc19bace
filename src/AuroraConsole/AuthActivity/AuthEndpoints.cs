using AuroraConsole.Access;
using Microsoft.AspNetCore.Http.Features;

namespace AuroraConsole.AuthActivity;

/// <summary>The room's part of the API: figures and lines by HTTP, so that neither travels whole through a circuit.</summary>
public static class AuthEndpoints
{
    /// <summary>Maps <c>/api/auth/…</c>. All take the page's own query string.</summary>
    public static IEndpointRouteBuilder MapAuthActivity(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/auth").WithTags("auth").AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return await next(context);
        });
        auth.MapGet("/summary", (string? cluster, string? range, string? from, string? to, HttpContext context, AuthReport report, CancellationToken cancellationToken) =>
                report.GetAsync(Actor.Of(context.User), cluster, AuthRange.Parse(range, from, to), cancellationToken))
            .WithName("GetAuthSummary")
            .WithSummary("Logins and failed logins of a range: totals a metric and a cluster, and the error log's lines grouped by cause, role and caller.")
            .WithDescription("cluster=region/id (default: all); range=15m|1h|3h|12h|1d|7d (default 1h), or from and to in UTC, ISO 8601. A total of null means that no sample has arrived, which is not zero.");
        auth.MapGet("/figures.csv", FiguresAsync)
            .WithSummary("The seven metrics, a row a period; an empty cell where no sample has arrived, which is not zero.");
        auth.MapGet("/lines.zip", LinesAsync)
            .WithSummary("The error log's lines as lines.csv, or lines.jsonl with format=jsonl, with manifest.json: range, filters, queries, counts and what is still missing.");
        auth.MapGet("/line", LineAsync)
            .WithSummary("One line as it came, as plain text; line=key.");
        return routes;
    }

    private static async Task<IResult> FiguresAsync([AsParameters] AuthRequest request, HttpContext context, AuthExport export, CancellationToken cancellationToken)
    {
        var csv = await export.FiguresAsync(Actor.Of(context.User), request, cancellationToken);
        Name(context, request, "figures.csv");
        return Results.Text(csv, "text/csv; charset=utf-8");
    }

    private static async Task LinesAsync([AsParameters] AuthRequest request, string? format, HttpContext context, AuthExport export, CancellationToken cancellationToken)
    {
        var actor = Actor.Of(context.User);
        var (lines, manifest) = await export.LinesAsync(actor, request, cancellationToken);
        Name(context, request, "lines.zip");
        context.Response.ContentType = "application/zip";
        // Entries of a zip flush their last block synchronously when they close; everything else is written asynchronously.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } body)
            body.AllowSynchronousIO = true;
        await export.WriteZipAsync(actor, request, format == "jsonl", lines, manifest, context.Response.Body, cancellationToken);
    }

    private static async Task<IResult> LineAsync([AsParameters] AuthRequest request, string? line, HttpContext context, AuthExport export, CancellationToken cancellationToken) =>
        Results.Text(await export.LineAsync(Actor.Of(context.User), request, line, cancellationToken), "text/plain; charset=utf-8");

    private static void Name(HttpContext context, AuthRequest request, string what)
    {
        // A cluster's name is letters, digits and hyphens; whatever else a request says stays out of the header.
        var cluster = new string([.. (request.Cluster ?? "").Replace('/', '-').Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')]);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"auth-{(cluster == "" ? "all" : cluster)}-{what}\"";
    }
}
