using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Activity;

/// <summary>Stops what a session runs, or ends it, as the role that looks; each with a record, which never holds the statement.</summary>
public sealed class SessionEnds(DatabaseConnector connector, FleetWatch fleet, AccessControl access)
{
    /// <summary>Stops the running statement; the session stays.</summary>
    /// <inheritdoc cref="TerminateAsync" />
    public Task CancelAsync(ActivityKey key, int pid, DateTimeOffset? startedAt, CancellationToken cancellationToken) => SignalAsync(key, "cancel", pid, startedAt, cancellationToken);

    /// <summary>Ends the session; what it had not committed is undone.</summary>
    /// <param name="key">Where, as whom.</param>
    /// <param name="pid">Of its server process.</param>
    /// <param name="startedAt">When it began, so that another session that got the same number meanwhile is not hit; <c>null</c>: not known.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>; 403 with 42501 and who may; 404 <c>NoSuchSession</c>; as <see cref="DatabaseConnector"/> when logging in.</exception>
    public Task TerminateAsync(ActivityKey key, int pid, DateTimeOffset? startedAt, CancellationToken cancellationToken) => SignalAsync(key, "terminate", pid, startedAt, cancellationToken);

    private async Task SignalAsync(ActivityKey key, string how, int pid, DateTimeOffset? startedAt, CancellationToken cancellationToken)
    {
        using var record = access.Begin(key.Actor, Act.EndSessions, key.Cluster, ("how", how), ("pid", pid.ToString()), ("as", key.Role));
        try
        {
            var cluster = await fleet.GetAsync(key.Cluster, fresh: false, cancellationToken);
            await using var connection = await connector.OpenAsync(key.Actor, cluster, key.Database, key.Role, $"{how} a session", cancellationToken);
            await using var command = new NpgsqlCommand(SqlFiles.Get(how, "Activity"), connection)
            {
                Parameters = { new() { Value = pid }, new() { Value = startedAt?.ToUniversalTime() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken) || !reader.GetBoolean(1))
                throw new ProblemException(new Problem($"Session {pid} is not there any more.", "NoSuchSession", StatusCodes.Status404NotFound));
            record.Succeeded(("role", reader.IsDBNull(0) ? "" : reader.GetString(0)));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            record.Failed(error.SqlState);
            throw new ProblemException(
                new Problem(
                    $"{key.Role} may not do this: a role may stop and end sessions of its own and of roles it is a member of; pg_signal_backend lets it do so to all but superusers. Look as such a role, or have one run: GRANT pg_signal_backend TO {SqlIdentifier.Quote(key.Role)};",
                    error.SqlState, StatusCodes.Status403Forbidden),
                error);
        }
        catch (PostgresException error)
        {
            record.Failed(error.SqlState);
            throw new ProblemException(new Problem($"The server refused: {error.MessageText}", error.SqlState), error);
        }
        catch (NpgsqlException broken) when (!cancellationToken.IsCancellationRequested)
        {
            record.Failed("ConnectionLost");
            throw new ProblemException(new Problem("The connection ended before the server answered. The next look shows what came of it.", "ConnectionLost", StatusCodes.Status502BadGateway), broken);
        }
        catch (ProblemException error)
        {
            record.Failed(error.Problem.Code);
            throw;
        }
    }
}
