using System.Reflection;
using Npgsql;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>
/// The embedded <c>.sql</c> files. A statement ends with a semicolon and an empty line, so that each is sent by itself:
/// the console, which may host the sandbox, turns Npgsql's own splitting off.
/// </summary>
internal static class SqlScript
{
    public static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(SqlScript), name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Runs a script as one transaction.</summary>
    public static async Task RunAsync(PostgresServer server, string user, string database, string name, CancellationToken cancellationToken)
    {
        await using var connection = await server.ConnectAsync(user, database, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var statement in Text(name).ReplaceLineEndings("\n").Split(";\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await ExecuteAsync(connection, statement, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this assembly's own scripts, no data in them.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
