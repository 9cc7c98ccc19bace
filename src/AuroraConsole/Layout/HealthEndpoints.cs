using AuroraConsole.Fleet;

namespace AuroraConsole.Layout;

/// <summary>Liveness and readiness, without sign-in and without detail.</summary>
public static class HealthEndpoints
{
    /// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: at least one region answers too.</summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/readyz", async (FleetWatch fleet, CancellationToken cancellationToken) =>
            (await fleet.RefreshAsync(cancellationToken)).Regions.Any(region => region.Problem is null)
                ? Results.Text("ready")
                : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}
