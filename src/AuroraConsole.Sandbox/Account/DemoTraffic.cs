using Npgsql;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Real logins at the demo cluster, good and bad, so that charts and logs are alive on first sight.</summary>
internal sealed partial class DemoTraffic(SandboxAccount account, string caPath, ILogger<DemoTraffic> logger) : BackgroundWork(logger)
{
    private const string User = "app_user";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            var demo = await AvailableAsync(cancellationToken);
            await LogInAsync(demo, good: true, Token(demo, "SANDBOXAPP", TimeSpan.Zero), cancellationToken);
            await LogInAsync(demo, good: false, BadToken(demo, round), cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<Cluster> AvailableAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (account.State.Find(DemoCluster.Region, DemoCluster.Id) is { Writer: not null } demo && ResourceStatus.Serves(demo.Status))
                return demo;
            await Task.Delay(Glance, cancellationToken);
        }
    }

    // Three causes in turn: a signature that does not fit, an old token, a key whose policy does not allow it.
    private string BadToken(Cluster demo, int round) => (round % 3) switch
    {
        0 => Tampered(Token(demo, "SANDBOXAPP", TimeSpan.Zero)),
        1 => Token(demo, "SANDBOXAPP", TimeSpan.FromMinutes(20)),
        _ => Token(demo, "SANDBOXDENIED", TimeSpan.Zero),
    };

    private static string Tampered(string token) => token[..^1] + (token[^1] == '0' ? '1' : '0');

    private string Token(Cluster demo, string key, TimeSpan age) => ConnectToken.Mint(
        $"localhost:{demo.Port}", demo.Region, User, key, account.Iam.Find(key)?.SecretAccessKey ?? "gone", account.Clock.GetUtcNow() - age);

    private async Task LogInAsync(Cluster demo, bool good, string token, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = demo.Port,
            Database = "app",
            Username = User,
            Password = token,
            SslMode = SslMode.VerifyFull,
            RootCertificate = caPath,
            Pooling = false,

            // Else Npgsql 10 takes a refusal (28000) for one of GSS and presents the token a second time.
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "demo traffic",
        };
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            if (!good)
                Log.Surprising(logger, "was let in with a bad token", null);
        }
        catch (PostgresException e) when (!good && e.SqlState == PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            // What a bad token is for.
        }
        catch (NpgsqlException e)
        {
            Log.Surprising(logger, good ? "was refused with a good token" : "failed otherwise than by its token", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Demo traffic {What}.")]
        public static partial void Surprising(ILogger logger, string what, Exception? exception);
    }
}
