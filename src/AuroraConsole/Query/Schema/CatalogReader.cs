using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Schema;

/// <summary>Reads a database's catalog as a role, beside the sessions of tabs and never in their transactions.</summary>
public sealed class CatalogReader(SideConnections connections, FleetWatch fleet)
{
    /// <summary>Does <paramref name="work"/>, which only reads, on a connection of the place; a paused cluster wakes.</summary>
    /// <exception cref="ProblemException">
    /// 400 <c>InvalidRequest</c>, 404 <c>DBClusterNotFoundFault</c>, and as <see cref="SideConnections.UseAsync"/>.
    /// </exception>
    internal async Task<T> ReadAsync<T>(Actor actor, SchemaPlace place, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.RunSql);
        place.Check();
        var cluster = await fleet.GetAsync(place.Cluster!, fresh: false, cancellationToken);
        return await connections.UseAsync(actor, cluster, place.Database!, place.Role!, "browse schema", work, cancellationToken);
    }
}
