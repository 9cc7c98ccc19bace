namespace AuroraConsole.Connect.Clients;

/// <summary>Java with pgJDBC under HikariCP.</summary>
internal static class Java
{
    /// <summary>pgJDBC's way to the JVM's own roots, which hold Amazon's; by itself it looks for <c>~/.postgresql/root.crt</c>.</summary>
    public const string SystemRootsFactory = "org.postgresql.ssl.DefaultJavaSSLFactory";

    /// <summary>The JDBC address, without user and password.</summary>
    public static string Url(LoginTarget target) =>
        $"jdbc:postgresql://{target.Host}:{target.Port}/{Uri.EscapeDataString(target.Database)}?sslmode=verify-full&"
        + (target.UsesSystemRoots ? $"sslfactory={SystemRootsFactory}" : $"sslrootcert={Uri.EscapeDataString(target.RootCert)}");

    public static ClientSnippet Snippet(LoginTarget target) => new("java", "Code", "Java, JDBC",
    [
        new("java", "Main.java", "java",
            $$"""
            import com.zaxxer.hikari.HikariConfig;
            import com.zaxxer.hikari.HikariDataSource;
            import java.sql.Connection;
            import java.sql.SQLException;
            import org.postgresql.ds.PGSimpleDataSource;
            import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
            import software.amazon.awssdk.regions.Region;
            import software.amazon.awssdk.services.rds.RdsUtilities;

            public class Main {
                static final RdsUtilities RDS = RdsUtilities.builder()
                    .region(Region.of({{Quoting.Literal(target.Region)}}))
                    .credentialsProvider(DefaultCredentialsProvider.create())
                    .build();

                static class SignedDataSource extends PGSimpleDataSource {
                    // Signed anew for every connection: no call to AWS.
                    @Override public Connection getConnection() throws SQLException {
                        return getConnection(getUser(), RDS.generateAuthenticationToken(request -> request
                            .hostname({{Quoting.Literal(target.Host)}})
                            .port({{target.Port}})
                            .username(getUser())));
                    }
                }

                public static void main(String[] arguments) throws SQLException {
                    var database = new SignedDataSource();
                    database.setServerNames(new String[] {
                        {{Quoting.Literal(target.Host)}} });
                    database.setPortNumbers(new int[] { {{target.Port}} });
                    database.setUser({{Quoting.Literal(target.Role)}});
                    database.setDatabaseName({{Quoting.Literal(target.Database)}});
                    database.setSslMode("verify-full");
                    {{(target.UsesSystemRoots ? $"database.setSslfactory({Quoting.Literal(SystemRootsFactory)});" : $"database.setSslRootCert({Quoting.Literal(target.RootCert)});")}}

                    var settings = new HikariConfig();
                    settings.setDataSource(database);
                    settings.setMinimumIdle(0);
                    settings.setIdleTimeout({{target.IdleSeconds}}_000);
                    try (var pool = new HikariDataSource(settings);
                         var connection = pool.getConnection();
                         var rows = connection.createStatement().executeQuery(
                             "select current_user || '|' || current_database()")) {
                        rows.next();
                        System.out.println(rows.getString(1));
                    }
                }
            }
            """,
            Install: "Maven: org.postgresql:postgresql, com.zaxxer:HikariCP, software.amazon.awssdk:rds",
            Note: $"Idle connections close after {target.IdleSeconds} s, so that the cluster can pause. Without a pool, new SignedDataSource().getConnection() is enough."),
    ]);
}
