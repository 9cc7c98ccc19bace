using AuroraConsole.Access;

namespace AuroraConsole.Connect;

/// <summary>The Connect page and <c>POST /api/tokens</c>.</summary>
public static class ConnectSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddConnect(this IServiceCollection services) => services
        .AddSingleton<TokenDesk>()
        .AddSingleton<Preflight>();

    /// <summary>Maps its HTTP surface.</summary>
    public static IEndpointRouteBuilder MapConnect(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/tokens", async (TokenRequest request, HttpContext context, TokenDesk desk, CancellationToken cancellationToken) =>
            {
                var minted = await desk.MintAsync(Actor.Of(context.User), request, "api", cancellationToken);
                return new TokenAnswer(minted.Token.Reveal(), minted.ExpiresAt, minted.Host, minted.Port, minted.Role);
            })
            .WithName("MintToken")
            .WithTags("Tokens")
            .WithSummary("Mint a login token")
            .WithDescription("Signed locally with the console's credentials and recorded before it is handed out. Unknown cluster 404, rdsadmin 403, missing field 400.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/api/tokens/favourite", async (FavouriteRequest request, HttpContext context, TokenDesk desk, CancellationToken cancellationToken) =>
            {
                var minted = await desk.MintFavouriteAsync(Actor.Of(context.User), request.Cluster, cancellationToken);
                return new TokenAnswer(minted.Token.Reveal(), minted.ExpiresAt, minted.Host, minted.Port, minted.Role);
            })
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
