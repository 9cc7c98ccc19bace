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
    /// 403 <c>AccessDenied</c>, 400 <c>InvalidRequest</c>, 404 <c>DBClusterNotFoundFault</c>, why a login failed, or 502 with the SQLSTATE of what the server said.
    /// </exception>
    internal async Task<T> ReadAsync<T>(Actor actor, SchemaPlace place, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.RunSql);
        place.Check();
        var cluster = await fleet.GetAsync(place.Cluster!, fresh: false, cancellationToken);
        try
        {
            return await connections.UseAsync(actor, cluster, place.Database!, place.Role!, "browse schema", work, cancellationToken);
        }
        catch (PostgresException slow) when (slow.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw new ProblemException(new Problem("The catalog was not read within 15 s: the server is busy, or a table is being changed. Try again.", slow.SqlState, StatusCodes.Status502BadGateway), slow);
        }
        catch (PostgresException refused)
        {
            throw new ProblemException(new Problem($"{place.Database} did not answer: {refused.MessageText}", refused.SqlState, StatusCodes.Status502BadGateway), refused);
        }
        catch (NpgsqlException broken) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(new Problem("The connection to the database ended while the catalog was read. Try again.", "ConnectionLost", StatusCodes.Status502BadGateway), broken);
        }
    }
}
