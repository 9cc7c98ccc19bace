using AuroraConsole.Access;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>Clusters for scripts: the same services, permissions and records as the pages.</summary>
internal static class ClustersApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var clusters = routes.MapGroup("/api/clusters").WithTags("clusters");
        clusters.MapGet("/", ListAsync).WithName("ListClusters")
            .WithSummary("All clusters of all watched regions. Reads AWS only and wakes no database.")
            .Produces<ClusterListAnswer>();
        clusters.MapPost("/", CreateAsync).WithName("CreateCluster")
            .WithSummary("Creates an express cluster. Answers when AWS has accepted; follow the Location until its operation is gone.")
            .Produces<ClusterAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(415);
        clusters.MapGet("/{region}/{id}", GetAsync).WithName("GetCluster")
            .WithSummary("One cluster, with its operation while one of the console's runs.")
            .Produces<ClusterAnswer>().ProducesProblem(404);
        clusters.MapDelete("/{region}/{id}", DeleteAsync).WithName("DeleteCluster")
            .WithSummary("Deletes a cluster: its instances, then itself, with a final snapshot unless finalSnapshot=none.")
            .WithDescription("confirm must repeat the id. finalSnapshot=NAME names the snapshot; left out, it is <id>-final-<utc>. A protected cluster is refused: lift the protection first.")
            .Produces<ClusterAnswer>(StatusCodes.Status202Accepted).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, FleetWatch fleet, ClusterOperations operations, CancellationToken cancellationToken)
    {
        AccessControl.Demand(Actor.Of(context.User), Act.View);
        var snapshot = await fleet.RefreshAsync(cancellationToken);
        var listed = snapshot.Clusters.ToList();
        var unlisted = operations.Current.Where(operation => operation.IsRunning && listed.TrueForAll(cluster => cluster.Key != operation.Key));
        return Results.Ok(new ClusterListAnswer(
            [.. listed.Select(cluster => ClusterAnswer.Of(cluster, operations.Running(cluster.Key))), .. unlisted.Select(ClusterAnswer.Of)],
            [.. snapshot.Regions.Select(region => new RegionAnswer(region.Region, region.At, region.Problem?.Sentence, region.Problem?.Code))]));
    }

    private static async Task<IResult> GetAsync(string region, string id, HttpContext context, FleetWatch fleet, ClusterOperations operations, CancellationToken cancellationToken)
    {
        AccessControl.Demand(Actor.Of(context.User), Act.View);
        return Results.Ok(await FindAsync($"{region}/{id}", fleet, operations, cancellationToken));
    }

    private static async Task<IResult> CreateAsync(CreateClusterBody body, HttpContext context, ClusterOperations operations, ClusterDefaults defaults, CancellationToken cancellationToken)
    {
        var operation = await operations.CreateAsync(Actor.Of(context.User), body.ToOrder(defaults), cancellationToken);
        return Results.Accepted($"/api/clusters/{operation.Key}", ClusterAnswer.Of(operation));
    }

    private static async Task<IResult> DeleteAsync(
        string region, string id, string? confirm, string? finalSnapshot, HttpContext context, ClusterOperations operations, TimeProvider time, CancellationToken cancellationToken)
    {
        var snapshot = finalSnapshot switch
        {
            null or "" => DeleteOrder.SnapshotName(id, time.GetUtcNow()),
            "none" => null,
            _ => finalSnapshot,
        };
        var operation = await operations.DeleteAsync(Actor.Of(context.User), new DeleteOrder(region, id, confirm, snapshot), cancellationToken);
        return Results.Accepted($"/api/clusters/{operation.Key}", ClusterAnswer.Of(operation));
    }

    private static async Task<ClusterAnswer> FindAsync(string key, FleetWatch fleet, ClusterOperations operations, CancellationToken cancellationToken)
    {
        // The operation first: one that ends between the two questions must not leave a cluster that neither knows.
        var operation = operations.Running(key);
        try
        {
            return ClusterAnswer.Of(await fleet.GetAsync(key, fresh: true, cancellationToken), operation);
        }
        catch (ProblemException) when (operation is not null)
        {
            return ClusterAnswer.Of(operation);
        }
    }
}
