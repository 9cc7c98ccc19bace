using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Gateway;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Account;

/// <summary>Logins to the clusters of a whole sandbox.</summary>
internal static class SandboxLogins
{
    public static Presigner Signer(int port, string user) => new() { Host = $"localhost:{port}", User = user, At = DateTimeOffset.UtcNow };

    public static async Task<NpgsqlConnection> OpenAsync(RunningSandbox sandbox, int port, string user, string token)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = port,
            Username = user,
            Password = token,
            Database = "postgres",
            SslMode = SslMode.VerifyFull,
            RootCertificate = sandbox.Host.CaPath,
            Pooling = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public static async Task<object?> ScalarAsync(RunningSandbox sandbox, int port, string sql, string user = "postgres")
    {
        await using var connection = await OpenAsync(sandbox, port, user, Signer(port, user).Token());
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<string> RefusalAsync(RunningSandbox sandbox, int port, string user, string token)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(sandbox, port, user, token));
        return $"{refused.SqlState} {refused.MessageText}";
    }
}
