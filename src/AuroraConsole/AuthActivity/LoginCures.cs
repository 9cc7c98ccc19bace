using System.Globalization;
using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity;

/// <summary>Texts to copy that make a login work.</summary>
public static class LoginCures
{
    /// <summary>A shell line that mints a token for the cluster's endpoint at the moment of use.</summary>
    public static string FreshToken(Cluster cluster, string role) =>
        $"export PGPASSWORD=\"$(aws rds generate-db-auth-token \\\n  --hostname {cluster.Endpoint ?? "ENDPOINT"} --port {cluster.Port} \\\n  --region {cluster.Region} --username {Quote(role)})\"";

    /// <summary>Settings that keep connections, for the pools people use. Each opens a connection anew after half an hour, then with a fresh token.</summary>
    public const string Pool = """
        # .NET, Npgsql: in the connection string
        Maximum Pool Size=20;Connection Lifetime=1800

        // Node, pg
        new pg.Pool({ max: 20, idleTimeoutMillis: 300000, maxLifetimeSeconds: 1800 })

        # Python, SQLAlchemy
        create_engine(url, pool_size=20, pool_recycle=1800)

        # Java, HikariCP
        maximumPoolSize=20
        maxLifetime=1800000
        """;

    /// <summary>What AWS Support asks for about logins that failed inside AWS. Holds no token and nothing of the database's content.</summary>
    public static string SupportCase(Cluster cluster, AuthGroup group) =>
        $"""
        IAM database authentication fails with {group.Code} (Status Code: {group.Newest.Status?.ToString(CultureInfo.InvariantCulture) ?? "not in the line"}).
        Cluster: {cluster.Arn}
        Resource id: {cluster.ResourceId}, engine aurora-postgresql {cluster.EngineVersion}
        Log group: {AuthLogReader.GroupOf(cluster)}
        Lines: {group.Count}, from {AuthRange.Iso(group.First)} to {AuthRange.Iso(group.Last)}
        Database user: {group.Role ?? "not in the line"}
        Metric: AWS/RDS {LoginMetric.ServerError.AwsName()}
        Newest line: {group.Newest.Text[..Math.Min(group.Newest.Text.Length, 1000)]}
        """.ReplaceLineEndings("\n");

    // The role is what a client sent: nothing in it may end up as a command in somebody's shell.
    private static string Quote(string role) =>
        role.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? role : $"'{role.Replace("'", "'\\''")}'";
}
