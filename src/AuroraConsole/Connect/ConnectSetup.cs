using AuroraConsole.Access;
using AuroraConsole.Connect.Roles;

namespace AuroraConsole.Connect;

/// <summary>The Connect page and <c>POST /api/tokens</c>.</summary>
public static class ConnectSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddConnect(this IServiceCollection services) => services
        .AddSingleton<TokenDesk>()
        .AddSingleton<Preflight>()
        .AddSingleton<IamLogins>()
        .AddSingleton<RoleSetup>();

    /// <summary>Maps its HTTP surface.</summary>
    public static IEndpointRouteBuilder MapConnect(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/tokens", (TokenRequest request, HttpContext context, TokenDesk desk, CancellationToken cancellationToken) =>
                desk.AnswerAsync(Actor.Of(context.User), request, "api", cancellationToken))
            .WithName("MintToken")
            .WithTags("Tokens")
            .WithSummary("Mint a login token")
            .WithDescription(
                "Signed locally and recorded before it is handed out. cluster is region/name; role the database role. endpoint is writer (or left out), reader, or an instance's name; "
                + "signer the ARN or short name of a role of Aws:SigningRoles, left out the console's own credentials; reason a line for the audit trail. "
                + "The answer has all that a login needs: sslRootCert is system or the authority's certificate as PEM, database the cluster's own. "
                + "Unknown cluster 404, rdsadmin 403, missing or unknown member 400, signing session ended 401.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/api/tokens/favourite", (FavouriteRequest request, HttpContext context, TokenDesk desk, CancellationToken cancellationToken) =>
                desk.AnswerFavouriteAsync(Actor.Of(context.User), request.Cluster, cancellationToken))
            .WithName("MintFavouriteToken")
            .WithTags("Tokens")
            .WithSummary("Mint a login token as the favourite role")
            .WithDescription("The cluster's tag aurora-console:role, else the role the caller used last for it; never the master. 409 when neither is known.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }
}
