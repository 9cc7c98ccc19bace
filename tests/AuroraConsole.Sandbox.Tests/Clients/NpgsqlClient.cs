using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>Npgsql, its tokens by AWSSDK.Core's presigner as AWSSDK.RDS's token generator calls it.</summary>
internal static class NpgsqlClient
{
    public static async Task<MatrixRow> RunAsync(ClientMatrix matrix)
    {
        var cells = new Cells();
        await cells.RunAsync("login", async () =>
        {
            await using var connection = await OpenAsync(matrix);
            Assert.Equal("app_user", await ScalarAsync(connection, "select current_user::text"));
            return "token by AWSSDK.Core's presigner, as a password provider";
        });
        await cells.RunAsync("wrong CA", async () =>
        {
            var refused = await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(matrix, ca: matrix.WrongCaFile));
            Assert.IsType<System.Security.Authentication.AuthenticationException>(refused.InnerException);
            return null;
        });
        await cells.RunAsync("query", async () =>
        {
            await using var connection = await OpenAsync(matrix);
            await using var command = new NpgsqlCommand("select count(*) from products where price > $1", connection) { Parameters = { new NpgsqlParameter { Value = 0m } } };
            Assert.Equal(120L, await command.ExecuteScalarAsync());
            return null;
        });
        await cells.RunAsync("COPY out", async () =>
        {
            await using var connection = await OpenAsync(matrix);
            using var reader = await connection.BeginTextExportAsync("copy (select n, n * n from generate_series(1, 3) n) to stdout");
            Assert.Equal("1\t1\n2\t4\n3\t9\n", await reader.ReadToEndAsync());
            return null;
        });
        await cells.RunAsync("COPY in", async () =>
        {
            await using var connection = await OpenAsync(matrix);
            await ScalarAsync(connection, "create temp table t (n int, line text)");
            await using (var import = await connection.BeginBinaryImportAsync("copy t from stdin (format binary)"))
            {
                await import.WriteRowAsync(default, 1, "a\tb");
                await import.WriteRowAsync(default, 2, "c");
                await import.CompleteAsync();
            }

            Assert.Equal("2|3", await ScalarAsync(connection, "select count(*) || '|' || max(length(line)) from t"));
            return "binary";
        });
        await cells.RunAsync("NOTIFY", async () =>
        {
            await using var listener = await OpenAsync(matrix);
            await using var speaker = await OpenAsync(matrix);
            var heard = "";
            listener.Notification += (_, told) => heard = $"{told.Channel} {told.Payload}";
            await ScalarAsync(listener, "listen news");
            await ScalarAsync(speaker, "notify news, 'fresh'");
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await listener.WaitAsync(limit.Token);
            Assert.Equal("news fresh", heard);
            return null;
        });
        await cells.RunAsync("cancel", async () =>
        {
            await using var sleeper = await OpenAsync(matrix);
            await using var watcher = await OpenAsync(matrix);
            await using var sleep = new NpgsqlCommand("select pg_sleep(60)", sleeper);
            var sleeping = sleep.ExecuteNonQueryAsync();
            while (await ScalarAsync(watcher, $"select count(*) from pg_stat_activity where pid = {sleeper.ProcessID} and wait_event = 'PgSleep'") is 0L) await Task.Delay(20);
            sleep.Cancel();
            var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
            Assert.Equal("57014", Assert.IsType<PostgresException>(cancelled.InnerException).SqlState);
            Assert.Equal(1, await ScalarAsync(sleeper, "select 1"));
            return "by `NpgsqlCommand.Cancel`";
        });
        await cells.RunAsync("3 KB token", async () =>
        {
            var token = Mint(matrix.Port, "app_user", await matrix.AssumeRoleAsync());
            Assert.True(token.Length > 3_000, $"{token.Length}");
            await using var connection = await OpenAsync(matrix, password: token);
            return null;
        });
        foreach (var (sqlState, user) in new[] { ("28000", "app_user"), ("28P01", "nobody_here") })
        {
            await cells.RunAsync(sqlState, async () =>
            {
                Assert.Equal(sqlState, (await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(matrix, user, Mint(matrix.Port, user)[..^1]))).SqlState);
                return "`PostgresException.SqlState`";
            });
        }

        return cells.Row($"Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version!.ToString(3)}");
    }

    private static async Task<NpgsqlConnection> OpenAsync(ClientMatrix matrix, string user = "app_user", string? password = null, string? ca = null)
    {
        var builder = new NpgsqlDataSourceBuilder($"Host=localhost;Port={matrix.Port};Database=app;Username={user};SSL Mode=VerifyFull;Timeout=20;Pooling=false;GSS Encryption Mode=Disable")
        {
            ConnectionStringBuilder = { RootCertificate = ca ?? matrix.CaFile },
        };
        builder.UsePasswordProvider(_ => password ?? Mint(matrix.Port, user), (_, _) => ValueTask.FromResult(password ?? Mint(matrix.Port, user)));
        await using var source = builder.Build();
        return await source.OpenConnectionAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static string Mint(int port, string user, Credentials? role = null)
    {
        var request = new DefaultRequest(new GetCallerIdentityRequest(), "rds") { UseQueryString = true, HttpMethod = "GET", Endpoint = new UriBuilder("https", "localhost", port).Uri };
        request.Parameters.Add("X-Amz-Expires", "900");
        request.Parameters.Add("DBUser", user);
        request.Parameters.Add("Action", "connect");
        if (role is not null) request.Parameters.Add("X-Amz-Security-Token", role.SessionToken);
        var signed = AWS4PreSignedUrlSigner.SignRequest(
            request, new AmazonSecurityTokenServiceConfig(), new RequestMetrics(), role?.AccessKeyId ?? "SANDBOX", role?.SecretAccessKey ?? "sandbox", "rds-db", ClientMatrix.Region);
        return $"{AmazonServiceClient.ComposeUrl(request).AbsoluteUri["https://".Length..]}&{signed.ForQueryParameters}";
    }
}
