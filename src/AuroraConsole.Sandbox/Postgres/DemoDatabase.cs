using Npgsql;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>What the demo cluster holds: database <c>app</c>, its tables and rows, roles <c>app_user</c> and <c>app_readonly</c>.</summary>
internal static class DemoDatabase
{
    /// <summary>Puts it in; safe to repeat.</summary>
    /// <exception cref="FleetException">The database does not run.</exception>
    public static async Task SeedAsync(PostgresFleet fleet, string resourceId, CancellationToken cancellationToken)
    {
        var server = fleet.Running(resourceId) ?? throw new FleetException($"The database of {resourceId} is not running.");
        await SqlScript.RunAsync(server, "postgres", "postgres", "DemoRoles.sql", cancellationToken);
        await using (var connection = await server.ConnectAsync("postgres", "postgres", cancellationToken))
        {
            if (!await AnyAsync(connection, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'app')", cancellationToken))
                await SqlScript.ExecuteAsync(connection, "CREATE DATABASE app", cancellationToken);
        }
        await using (var connection = await server.ConnectAsync("postgres", "app", cancellationToken))
        {
            if (await AnyAsync(connection, "SELECT to_regclass('public.customers') IS NOT NULL", cancellationToken)) return;
        }
        await SqlScript.RunAsync(server, "postgres", "app", "DemoSchema.sql", cancellationToken);
    }

    private static async Task<bool> AnyAsync(NpgsqlConnection connection, string question, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(question, connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
