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
        routes.MapPost("/api/tokens", (TokenRequest request, HttpContext context, TokenDesk desk, CancellationToken cancellationToken) =>
                desk.AnswerAsync(Actor.Of(context.User), request, cancellationToken))
            .WithName("MintToken")
            .WithTags("Tokens")
            .WithSummary("Mint a login token")
            .WithDescription(
                "Signed locally and recorded before it is handed out. cluster is region/name; role the database role. endpoint is writer (or left out) or a reader instance's name; "
                + "signer the ARN or short name of a role of Aws:SigningRoles, left out the console's own credentials; reason a line for the audit trail. "
                + "The answer has all that a login needs: sslRootCert is system or the authority's certificate as PEM, database the cluster's own. "
                + "Unknown cluster 404, rdsadmin 403, missing or unknown member 400, signing session ended 401.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }
}
