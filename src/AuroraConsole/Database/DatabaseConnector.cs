using AuroraConsole.Access;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Npgsql;

namespace AuroraConsole.Database;

/// <summary>Cluster + database + role → an open connection that logged in by token over verified TLS.</summary>
public sealed class DatabaseConnector(TokenMinter minter, DatabaseTrust trust)
{
    static DatabaseConnector() =>
        // Npgsql's own splitting mangles BEGIN ATOMIC bodies; statements are split by our lexer, one a message.
        AppContext.SetSwitch("Npgsql.EnableSqlRewriting", false);

    /// <summary>Whether a role may be asked for at all; what <see cref="OpenAsync"/> would say later.</summary>
    /// <exception cref="ProblemException">As <see cref="TokenMinter.CheckRole"/>.</exception>
    public static void CheckRole(string role) => TokenMinter.CheckRole(role);

    /// <summary>
    /// Opens an unpooled connection to the writer for statements of the console's own, which find pg_catalog alone: what somebody planted on the
    /// role's search_path would else run as whoever looks. A paused cluster wakes, which usually takes about 16 s; the limit is 60 s.
    /// </summary>
    /// <exception cref="ProblemException">Why not, in words: the token was refused, the database does not exist, the endpoint does not answer.</exception>
    public Task<NpgsqlConnection> OpenAsync(Actor actor, Cluster cluster, string database, string role, string purpose, CancellationToken cancellationToken) =>
        OpenAsync(actor, cluster, database, role, purpose, signer: null, cancellationToken);

    /// <summary>The same with a token signed by <paramref name="signer"/>; <c>null</c>: the console's own credentials.</summary>
    /// <exception cref="ProblemException">As above.</exception>
    public async Task<NpgsqlConnection> OpenAsync(Actor actor, Cluster cluster, string database, string role, string purpose, Signer? signer, CancellationToken cancellationToken) =>
        (await LoginAsync(actor, cluster, database, role, purpose, signer, "pg_catalog", cancellationToken)).Connection;

    /// <summary>One on the role's own search_path, with the end of the token that was used. The connection outlives it; the next one needs another.</summary>
    /// <exception cref="ProblemException">As above.</exception>
    public Task<(NpgsqlConnection Connection, DateTimeOffset TokenExpiresAt)> LoginAsync(Actor actor, Cluster cluster, string database, string role, string purpose, CancellationToken cancellationToken) =>
        LoginAsync(actor, cluster, database, role, purpose, signer: null, searchPath: null, cancellationToken);

    private async Task<(NpgsqlConnection Connection, DateTimeOffset TokenExpiresAt)> LoginAsync(
        Actor actor, Cluster cluster, string database, string role, string purpose, Signer? signer, string? searchPath, CancellationToken cancellationToken)
    {
        // Minted before anything is opened, so that a refusal to mint is the first answer; the provider hands over this token and no other.
        var minted = await minter.MintAsync(actor, cluster, role, purpose, signer: signer, cancellationToken: cancellationToken);
        var root = await trust.GetAsync(cancellationToken);
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = minted.Host,
            Port = minted.Port,
            Database = database,
            Username = role,
            SearchPath = searchPath,
            SslMode = SslMode.VerifyFull,
            // Npgsql otherwise presents a refused token a second time, which counts as a second failure.
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Timeout = 60,
            CommandTimeout = 0,
            CancellationTimeout = 2000,
            ApplicationName = "AuroraConsole",
            // A cut network is otherwise silent: an idle connection would look alive for hours.
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            TcpKeepAliveInterval = 10,
            IncludeErrorDetail = true,
        }.ConnectionString);
        builder.UsePasswordProvider(_ => minted.Token.Reveal(), (_, _) => ValueTask.FromResult(minted.Token.Reveal()));
        if (root.Certificate is { } certificate)
            builder.UseRootCertificate(certificate);
        await using var source = builder.Build();
        try
        {
            return (await source.OpenConnectionAsync(cancellationToken), minted.ExpiresAt);
        }
        catch (Exception error) when (LoginProblems.Explain(error, cluster, database, role) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
    }
}
