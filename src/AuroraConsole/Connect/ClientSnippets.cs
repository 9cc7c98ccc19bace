using Npgsql;

namespace AuroraConsole.Connect;

/// <summary>The clients of the Connect page, each with TLS verified in full.</summary>
public static class ClientSnippets
{
    /// <summary>Where the browser puts the token: a private-use character that no host, role or database escapes to.</summary>
    public const string TokenMark = "\uE000";

    private const string SystemRootsNote = "sslrootcert=system needs libpq 16 or later; for an older one name the system's bundle, such as /etc/ssl/certs/ca-certificates.crt.";

    /// <summary>All of them for one login.</summary>
    public static IReadOnlyList<ClientSnippet> For(LoginTarget target) =>
        [Psql(target), PowerShell(target), Url(target), PgAdmin(target), DBeaver(target), Npgsql(target), Node(target), Python(target)];

    private static ClientSnippet Psql(LoginTarget target)
    {
        var psql = $"psql {Quoting.PosixConnInfo(ConnInfo(target))}";
        return new("psql", "Shell", "psql", "macOS and Linux", psql,
            Note: target.UsesSystemRoots ? "Paste the token when psql asks. psql before 14 cuts what is typed at 100 characters. " + SystemRootsNote : "Paste the token when psql asks; psql before 14 cuts what is typed at 100 characters.",
            // The leading space keeps it out of the history where HISTCONTROL says ignorespace.
            WithToken: $" PGPASSWORD='{TokenMark}' {psql}",
            Fresh: $"PGPASSWORD=\"$({GenerateToken(target, Quoting.Posix, " \\\n  ")})\" \\\n  {psql}",
            FreshNote: "Signs with the AWS CLI's own credentials each time.");
    }

    private static ClientSnippet PowerShell(LoginTarget target)
    {
        var psql = $"psql {Quoting.PowerShell(ConnInfo(target))}";
        return new("powershell", "Shell", "psql, PowerShell", "PowerShell", psql,
            Note: target.UsesSystemRoots ? SystemRootsNote : "The root certificate's file is on the computer the console runs on.",
            WithToken: $"$env:PGPASSWORD = '{TokenMark}'; {psql}",
            Fresh: $"$env:PGPASSWORD = {GenerateToken(target, Quoting.PowerShell, " `\n  ")}\n{psql}",
            FreshNote: "Signs with the AWS CLI's own credentials each time.");
    }

    private static ClientSnippet Url(LoginTarget target)
    {
        string Address(string password) =>
            $"postgresql://{Uri.EscapeDataString(target.Role)}{password}@{target.Host}:{target.Port}/{Uri.EscapeDataString(target.Database)}?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(target.RootCert)}";
        return new("url", "Shell", "DATABASE_URL", "DATABASE_URL", $"DATABASE_URL={Quoting.Posix(Address(""))}",
            Note: "Without a password libpq takes PGPASSWORD. A token in an address must be percent-encoded; the copy with the token is.",
            WithToken: $"DATABASE_URL='{Address(":" + TokenMark)}'", EncodesToken: true,
            Fresh: $"export PGPASSWORD=\"$({GenerateToken(target, Quoting.Posix, " \\\n  ")})\"",
            FreshNote: "A program that keeps the address keeps the token too: after 15 minutes its new connections fail.");
    }

    private static ClientSnippet PgAdmin(LoginTarget target) => new("pgadmin", "Desktop", "pgAdmin", "Register, Server", null,
        Fields:
        [
            new("Host name", target.Host), new("Port", $"{target.Port}"), new("Maintenance database", target.Database), new("Username", target.Role), new("Password", null),
            new("SSL mode", "verify-full"), new("Root certificate", target.RootCert),
        ],
        Note: "Some pgAdmin versions cut long passwords: compare with the length beside the token, or use the command below.",
        Fresh: GenerateToken(target, Quoting.Posix, " "), FreshNote: "Advanced, Password exec command, expiry 840 seconds: pgAdmin fetches a fresh token itself.");

    private static ClientSnippet DBeaver(LoginTarget target) => new("dbeaver", "Desktop", "DBeaver", "New connection, PostgreSQL", null,
        Fields:
        [
            new("Host", target.Host), new("Port", $"{target.Port}"), new("Database", target.Database), new("Username", target.Role), new("Password", null),
            new("SSL, SSL mode", "verify-full", Copies: false),
            target.UsesSystemRoots ? new("SSL, factory", "org.postgresql.ssl.DefaultJavaSSLFactory") : new("SSL, root certificate", target.RootCert),
        ],
        Note: "Leave Save password off: the next connection needs the next token. IAM sign-in of its own is in DBeaver PRO only.",
        Fresh: GenerateToken(target, Quoting.Posix, " "), FreshNote: "Gives a fresh token to paste.");

    private static ClientSnippet Npgsql(LoginTarget target)
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = target.Host, Port = target.Port, Database = target.Database, Username = target.Role, SslMode = SslMode.VerifyFull };
        if (!target.UsesSystemRoots)
            settings.RootCertificate = target.RootCert;
        var connection = Quoting.Literal(settings.ConnectionString);
        return new("npgsql", "Code", ".NET, Npgsql", ".NET with Npgsql",
            $$"""
            // The token of this page in PGPASSWORD.
            await using var source = NpgsqlDataSource.Create({{connection}});
            await using var connection = await source.OpenConnectionAsync();
            """,
            Fresh:
            $$"""
            // AWSSDK.RDS signs a fresh token for every physical connection.
            var builder = new NpgsqlDataSourceBuilder({{connection}});
            string Token() => RDSAuthTokenGenerator.GenerateAuthToken(
                RegionEndpoint.GetBySystemName({{Quoting.Literal(target.Region)}}), {{Quoting.Literal(target.Host)}}, {{target.Port}}, {{Quoting.Literal(target.Role)}});
            builder.UsePasswordProvider(_ => Token(), (_, _) => ValueTask.FromResult(Token()));
            await using var source = builder.Build();
            """,
            FreshNote: "Never a token in the connection string: a pool that keeps one fails after 15 minutes.");
    }

    private static ClientSnippet Node(LoginTarget target)
    {
        string Client(string password) =>
            $$"""
            const client = new pg.Client({
              host: {{Quoting.Literal(target.Host)}}, port: {{target.Port}}, database: {{Quoting.Literal(target.Database)}}, user: {{Quoting.Literal(target.Role)}},
              password: {{password}},
              ssl: {{(target.UsesSystemRoots ? "true" : $"{{ ca: readFileSync({Quoting.Literal(target.RootCert)}, 'utf8') }}")}},
            });
            await client.connect();
            """;
        var imports = "import pg from 'pg';\n" + (target.UsesSystemRoots ? "" : "import { readFileSync } from 'node:fs';\n");
        return new("node", "Code", "Node, pg", "Node with pg",
            $"{imports}\n// The token of this page in PGPASSWORD.\n{Client("process.env.PGPASSWORD")}",
            Fresh:
            $$"""
            import { Signer } from '@aws-sdk/rds-signer';

            const signer = new Signer({ region: {{Quoting.Literal(target.Region)}}, hostname: {{Quoting.Literal(target.Host)}}, port: {{target.Port}}, username: {{Quoting.Literal(target.Role)}} });
            // In the client above: password: () => signer.getAuthToken()
            """,
            FreshNote: "pg calls the function at each connection.");
    }

    private static ClientSnippet Python(LoginTarget target)
    {
        string Connect(string password) =>
            $$"""
            connection = psycopg.connect(
                host={{Quoting.Literal(target.Host)}}, port={{target.Port}}, dbname={{Quoting.Literal(target.Database)}}, user={{Quoting.Literal(target.Role)}},
                password={{password}},
                sslmode="verify-full", sslrootcert={{(target.UsesSystemRoots ? "certifi.where()" : Quoting.Literal(target.RootCert))}},
            )
            """;
        return new("python", "Code", "Python, psycopg", "Python with psycopg",
            $"import os\n\n{(target.UsesSystemRoots ? "import certifi\n" : "")}import psycopg\n\n# The token of this page in PGPASSWORD.\n{Connect("os.environ[\"PGPASSWORD\"]")}",
            Fresh:
            $$"""
            import boto3

            token = boto3.client("rds", region_name={{Quoting.Literal(target.Region)}}).generate_db_auth_token({{Quoting.Literal(target.Host)}}, {{target.Port}}, {{Quoting.Literal(target.Role)}})
            """,
            FreshNote: "Ask for one at each connection; signing is local and costs nothing.");
    }

    private static string ConnInfo(LoginTarget target) =>
        $"host={Quoting.ConnInfo(target.Host)} port={target.Port} dbname={Quoting.ConnInfo(target.Database)} user={Quoting.ConnInfo(target.Role)} sslmode=verify-full sslrootcert={Quoting.ConnInfo(target.RootCert)}";

    private static string GenerateToken(LoginTarget target, Func<string, string> quote, string newLine) =>
        $"aws rds generate-db-auth-token{newLine}--region {quote(target.Region)} --port {target.Port}{newLine}--hostname {quote(target.Host)}{newLine}--username {quote(target.Role)}";
}
