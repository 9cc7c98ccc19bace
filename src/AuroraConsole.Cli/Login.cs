using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuroraConsole.Shared;

namespace AuroraConsole.Cli;

/// <summary>All that a login needs, out of an answer of <c>POST /api/tokens</c>.</summary>
internal sealed class Login
{
    /// <summary>The system's roots, as libpq of PostgreSQL 16 and later names them.</summary>
    public const string SystemRoots = "system";

    private Login(JsonElement answer, string? database)
    {
        Json = answer.GetRawText();
        Token = Text("token");
        Host = Text("host");
        Port = answer.GetProperty("port").GetInt32();
        User = Text("user");
        Database = database ?? Text("database");
        RootCertificate = Text("sslRootCert");

        string Text(string name) => answer.GetProperty(name).GetString() ?? throw new JsonException();
    }

    /// <summary>As the console answered.</summary>
    public string Json { get; }

    /// <summary>The password.</summary>
    public string Token { get; }

    /// <summary>Where to log in.</summary>
    public string Host { get; }

    /// <summary>TCP.</summary>
    public int Port { get; }

    /// <summary>The role.</summary>
    public string User { get; }

    /// <summary>What to open: as asked for, else the cluster's own.</summary>
    public string Database { get; }

    /// <summary><see cref="SystemRoots"/>, or the authority's certificate as PEM.</summary>
    public string RootCertificate { get; }

    /// <summary>Reads an answer.</summary>
    public static Login Of(JsonElement answer, string? database) => new(answer, database);

    /// <summary>For libpq's <c>sslrootcert</c>: <see cref="SystemRoots"/>, or a file with the authority, written when it is new.</summary>
    public string RootFile()
    {
        if (RootCertificate == SystemRoots)
            return SystemRoots;
        var pem = Encoding.ASCII.GetBytes(RootCertificate);
        var path = Path.Combine(SignInFile.Folder("roots"), $"{Convert.ToHexStringLower(SHA256.HashData(pem))}.pem");
        if (!File.Exists(path))
            PrivateFiles.Replace(path, pem);
        return path;
    }

    /// <summary>As libpq's environment has it.</summary>
    public IEnumerable<(string Name, string Value)> Environment() =>
    [
        ("PGHOST", Host), ("PGPORT", Port.ToString()), ("PGUSER", User), ("PGDATABASE", Database), ("PGPASSWORD", Token), ("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", RootFile()),
    ];
}
