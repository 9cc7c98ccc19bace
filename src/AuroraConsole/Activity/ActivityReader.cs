using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using Npgsql;

namespace AuroraConsole.Activity;

/// <summary>Reads sessions and statements beside the user's own sessions; wakes a paused cluster and keeps it awake while asked again and again.</summary>
public sealed class ActivityReader(SideConnections connections, FleetWatch fleet)
{
    private const string Purpose = "look at activity";

    /// <summary>Sessions, and the locks they wait for.</summary>
    /// <exception cref="Shared.ProblemException">As <see cref="SideConnections.UseAsync"/>.</exception>
    public async Task<ActivitySnapshot> ReadAsync(ActivityKey key, CancellationToken cancellationToken)
    {
        var cluster = await fleet.GetAsync(key.Cluster, fresh: false, cancellationToken);
        return await connections.UseAsync(key.Actor, cluster, key.Database, key.Role, Purpose, async (connection, stop) =>
        {
            var (at, looker) = await LookerAsync(connection, stop);
            return new ActivitySnapshot(at, looker, await SessionsAsync(connection, stop));
        }, cancellationToken);
    }

    /// <summary>The statements that weigh most.</summary>
    /// <param name="key">Where, as whom.</param>
    /// <param name="order"><c>total</c>, <c>mean</c>, <c>calls</c> or <c>rows</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Shared.ProblemException">As <see cref="SideConnections.UseAsync"/>.</exception>
    public async Task<SlowStatements> ReadStatementsAsync(ActivityKey key, string order, CancellationToken cancellationToken)
    {
        var cluster = await fleet.GetAsync(key.Cluster, fresh: false, cancellationToken);
        return await connections.UseAsync(key.Actor, cluster, key.Database, key.Role, Purpose, (connection, stop) => StatementsAsync(connection, order, stop), cancellationToken);
    }

    private static async Task<(DateTimeOffset At, Looker Looker)> LookerAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(SqlFiles.Get("looker", "Activity"), connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return (reader.GetFieldValue<DateTimeOffset>(0), new Looker(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(5), reader.GetBoolean(3), reader.GetBoolean(4)));
    }

    private static async Task<List<Session>> SessionsAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var sessions = new List<Session>();
        await using var command = new NpgsqlCommand(SqlFiles.Get("sessions", "Activity"), connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            sessions.Add(new Session(
                reader.GetInt32(0), Text(1) ?? "", Text(2), Text(3) ?? "", Text(4), Text(5), Text(6), Text(7), At(8), At(9), At(10), At(11),
                reader.IsDBNull(12) ? null : reader.GetInt32(12), reader.IsDBNull(13) ? null : reader.GetBoolean(13), Text(14), reader.GetBoolean(15),
                Text(16) is { } type ? new LockWait(type, Text(17) ?? "", Text(18), At(19), reader.GetFieldValue<int[]>(20)) : null));
        }

        return sessions;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        DateTimeOffset? At(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    private static async Task<SlowStatements> StatementsAsync(NpgsqlConnection connection, string order, CancellationToken stop)
    {
        string? schema;
        bool hasInfo, available, mayCreate;
        await using (var command = new NpgsqlCommand(SqlFiles.Get("statements-home", "Activity"), connection))
        {
            await using var reader = await command.ExecuteReaderAsync(stop);
            await reader.ReadAsync(stop);
            schema = reader.IsDBNull(0) ? null : SqlIdentifier.Quote(reader.GetString(0));
            (hasInfo, available, mayCreate) = (!reader.IsDBNull(2) && reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4));
        }

        if (schema is null)
            return SlowStatements.Missing(available, mayCreate);
        try
        {
            var statements = new List<SlowStatement>();
            await using (var command = new NpgsqlCommand(SqlFiles.Get("statements", "Activity").Replace("FROM SCHEMA.", $"FROM {schema}.", StringComparison.Ordinal), connection) { Parameters = { new() { Value = order } } })
            {
                await using var reader = await command.ExecuteReaderAsync(stop);
                while (await reader.ReadAsync(stop))
                {
                    statements.Add(new SlowStatement(
                        reader.IsDBNull(1) ? "" : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                        reader.GetInt64(4), reader.GetInt64(5), reader.GetDouble(6), reader.GetDouble(7), reader.GetDouble(8), reader.IsDBNull(9) ? 0 : reader.GetDouble(9),
                        reader.GetInt64(10), reader.GetInt64(11), reader.GetInt64(12)));
                }
            }

            return new SlowStatements(statements, hasInfo ? await ResetAsync(connection, schema, stop) : null, null, null);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.InsufficientPrivilege)
        {
            return SlowStatements.Unreadable(error);
        }
    }

    private static async Task<DateTimeOffset?> ResetAsync(NpgsqlConnection connection, string schema, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(SqlFiles.Get("statements-reset", "Activity").Replace("FROM SCHEMA.", $"FROM {schema}.", StringComparison.Ordinal), connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }
}
