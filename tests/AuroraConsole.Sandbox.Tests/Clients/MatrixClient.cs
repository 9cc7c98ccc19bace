namespace AuroraConsole.Sandbox.Tests.Clients;

/// <summary>One client of the matrix.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Cells">The columns it has to fill.</param>
/// <param name="Run">Runs it.</param>
internal sealed record MatrixClient(string Name, IReadOnlyList<string> Cells, Func<ClientMatrix, Task<MatrixRow>> Run)
{
    private static readonly string[] Database = ["login", "wrong CA", "query", "COPY out", "COPY in", "NOTIFY", "cancel", "3 KB token", "28000", "28P01"];
    private static readonly string[] Aws = ["create", "pages", "modify", "tags", "events", "metrics", "alarms", "logs", "assume role", "errors", "delete"];
    private static readonly Need Psql = new("/usr/bin/psql", "postgresql-client");
    private static readonly Need Cli = new("/usr/bin/aws", "awscli");
    private static readonly Need Boto3 = new("/usr/lib/python3/dist-packages/boto3", "python3-boto3");
    private static readonly Need Psycopg2 = new("/usr/lib/python3/dist-packages/psycopg2", "python3-psycopg2");
    private static readonly Need Jdbc = new("/usr/share/java/postgresql.jar", "libpostgresql-jdbc-java");

    /// <summary>Database clients, then AWS clients.</summary>
    public static readonly IReadOnlyList<MatrixClient> All =
    [
        new("psql", Database, matrix => matrix.PythonAsync("psql.py")) { Needs = [Psql, Cli] },
        new("pg_dump, pg_restore", Database, matrix => matrix.PythonAsync("pg_dump.py")) { Needs = [Psql, Cli] },
        new("pgbench", Database, matrix => matrix.PythonAsync("pgbench.py")) { Needs = [Psql, Cli, new(ClientMatrix.PgBench, "postgresql")] },
        new("psycopg2", Database, matrix => matrix.PythonAsync("psycopg2_client.py")) { Needs = [Psycopg2, Boto3] },
        new("psycopg2 on libpq 18", Database, matrix => matrix.OnNewLibpqAsync("psycopg2_client.py")) { Needs = [Psycopg2, Boto3], ByNpm = true },
        new("Npgsql", Database, NpgsqlClient.RunAsync),
        new("node-postgres", Database, matrix => matrix.NodeAsync("node-postgres.mjs")) { ByNpm = true },
        new("Drizzle", Database, matrix => matrix.NodeAsync("drizzle.mjs")) { ByNpm = true },
        new("pgJDBC", Database, matrix => matrix.JavaAsync("PgJdbc.java")) { Needs = [Jdbc, new("/usr/bin/javac", "default-jdk-headless"), Cli] },
        new("AWS SDK for JavaScript", Aws, matrix => matrix.NodeAsync("aws-sdk.mjs")) { ByNpm = true },
        new("boto3", Aws, matrix => matrix.PythonAsync("boto3_client.py")) { Needs = [Boto3, Psql, Cli] },
        new("AWS CLI", Aws, matrix => matrix.PythonAsync("aws_cli.py")) { Needs = [Cli, Psql] },
        new("AWSSDK.SecurityToken", Aws, SecurityTokenClient.RunAsync),
    ];

    /// <summary>What must be installed, by Debian's names.</summary>
    public IReadOnlyList<Need> Needs { get; init; } = [];

    /// <summary>Whether npm brings it.</summary>
    public bool ByNpm { get; init; }

    /// <summary>What to install to run it; <c>null</c> when everything is there.</summary>
    public string? Missing
    {
        get
        {
            var packages = Needs.Where(need => !need.IsThere).Select(need => need.Package).Distinct().ToList();
            if (packages.Count > 0) return $"{Name} cannot run: install {string.Join(", ", packages)} (Debian's names).";
            return ByNpm && !Postgres.Builds.HasNpm ? $"{Name} cannot run: install Node.js 20 or later with npm." : null;
        }
    }

    public static MatrixClient Find(string name) => All.Single(client => client.Name == name);
}

/// <summary>A file or folder (one of several, as on a search path) and the package that has it.</summary>
internal sealed record Need(string Paths, string Package)
{
    public bool IsThere => Paths.Split(Path.PathSeparator).Any(Path.Exists);
}

/// <summary>What a client did.</summary>
/// <param name="Version">As it says itself.</param>
/// <param name="Cells">By column.</param>
internal sealed record MatrixRow(string Version, IReadOnlyDictionary<string, MatrixCell> Cells);

/// <summary>One cell.</summary>
/// <param name="Result"><c>ok</c>, <c>cannot</c> or <c>failed</c>.</param>
/// <param name="How">How it was done, why it cannot be, or how it failed; <c>null</c> when the column's name says it all.</param>
internal sealed record MatrixCell(string Result, string? How);

/// <summary>A fact about clients; skipped where one is not installed, but not in CI: there it fails and says what to install.</summary>
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute(params string[] clients)
    {
        if (Environment.GetEnvironmentVariable("CI") is null or "") Skip = clients.Select(client => MatrixClient.Find(client).Missing).FirstOrDefault(missing => missing is not null);
    }
}
