using AuroraConsole.Access;
using AuroraConsole.AuthActivity.Alarms;

namespace AuroraConsole.AuthActivity;

/// <summary>Login metrics, the auth error log, what they mean, and alarms.</summary>
public static class AuthActivitySetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddAuthActivity(this IServiceCollection services) => services
        .AddSingleton<AuthWatch>()
        .AddSingleton<AuthSummaryWatch>()
        .AddSingleton<AuthReport>()
        .AddSingleton<AuthLogExport>()
        .AddSingleton<AlarmWatch>()
        .AddSingleton<LoginAlarms>();

    /// <summary>The room's part of the API.</summary>
    public static IEndpointRouteBuilder MapAuthActivity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/auth/summary", (string? cluster, string? range, string? from, string? to, HttpContext context, AuthReport report, CancellationToken cancellationToken) =>
                report.GetAsync(Actor.Of(context.User), cluster, AuthRange.Parse(range, from, to), cancellationToken))
            .WithName("GetAuthSummary")
            .WithTags("auth")
            .WithSummary("Logins and failed logins of a range: totals a metric and a cluster, and the error log's lines grouped by cause, role and caller.")
            .WithDescription("cluster=region/id (default: all); range=15m|1h|3h|12h|1d|7d (default 1h), or from and to in UTC, ISO 8601. A total of null means that no sample has arrived, which is not zero.");
        return routes;
    }
}
