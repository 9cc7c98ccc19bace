using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Tests.Postgres;
using Npgsql;

namespace AuroraConsole.Tests.Query;

/// <summary>
/// A real PostgreSQL over TLS on a port of its own, with a certificate of its own authority, that lets anybody in whatever the password:
/// what logins check is another room's test. Roles: <c>postgres</c> (superuser), <c>app_user</c>, <c>app_owner</c>.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ac-query-{Guid.NewGuid():N}");
    private Process? _server;
    private string _psql = "";

    public int Port { get; } = FreePort();

    /// <summary>Folder of its socket.</summary>
    public string Socket => _folder;

    public string CertificatePem { get; private set; } = "";

    public int Version { get; private set; }

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        var bin = await Builds.BinAsync("found") ?? Installed();
        // The npm builds bring none.
        _psql = File.Exists(Path.Combine(bin, "psql")) ? Path.Combine(bin, "psql") : "psql";
        Version = int.Parse((await RunAsync(Path.Combine(bin, "postgres"), ["--version"])).Split(' ')[2].Split('.')[0]);
        WriteCertificate();
        if (Environment.UserName == "root")
            await RunAsync("chown", ["-R", "postgres", _folder]);
        await RunAsync(Path.Combine(bin, "initdb"), ["-U", "postgres", "-A", "trust", "--no-sync", "--locale=C.UTF-8", "-D", Path.Combine(_folder, "data")]);
        var start = Command(Path.Combine(bin, "postgres"),
            ["-D", Path.Combine(_folder, "data"), "-p", Port.ToString(), "-k", _folder, "-c", "listen_addresses=localhost", "-c", "ssl=on",
            "-c", $"ssl_cert_file={Path.Combine(_folder, "server.crt")}", "-c", $"ssl_key_file={Path.Combine(_folder, "server.key")}", "-c", "fsync=off",
            // It would change a plan between two looks at it.
            "-c", "autovacuum=off"]);
        var ready = new TaskCompletionSource();
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) == true)
                ready.TrySetResult();
        };
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await RunAsync(_psql, ["-h", _folder, "-p", Port.ToString(), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-c", Schema]);
    }

    public async Task DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            // SIGINT: fast shutdown, which leaves no child behind.
            await RunAsync("kill", ["-INT", _server.Id.ToString()]);
            await _server.WaitForExitAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What psql prints for one value, past the console.</summary>
    public Task<string> PsqlAsync(string sql, string database = "postgres", params string[] more) => RunAsync(
        _psql, ["-h", _folder, "-p", Port.ToString(), "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-X", "-q", "-A", "-t", .. more, "-c", sql]);

    /// <summary>Lets psql run a script; what it sends stands in the log. Errors in it are its own matter.</summary>
    public Task PsqlScriptAsync(string script, string log) => RunAsync(_psql, ["-h", _folder, "-p", Port.ToString(), "-U", "postgres", "-X", "-q", "-o", "/dev/null", "-L", log, "-f", script]);

    /// <summary>A connection past the console.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string role = "postgres")
    {
        AppContext.SetSwitch("Npgsql.EnableSqlRewriting", false);
        var connection = new NpgsqlConnection($"Host=localhost;Port={Port};Username={role};Database=postgres;SslMode=Require;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private const string Schema = """
        CREATE ROLE app_owner LOGIN;
        CREATE ROLE app_user LOGIN;
        CREATE TABLE orders (id int PRIMARY KEY, note text, total numeric(12,2));
        INSERT INTO orders SELECT n, 'order ' || n, n * 1.5 FROM generate_series(1, 10) n;
        GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON orders TO app_user;
        CREATE TABLE payments (id int);
        CREATE SEQUENCE tickets;
        GRANT USAGE, SELECT, UPDATE ON SEQUENCE tickets TO app_user;
        CREATE FUNCTION add_order() RETURNS int LANGUAGE sql AS 'INSERT INTO orders VALUES (1000, ''sneaked'', 1) RETURNING id';
        CREATE PROCEDURE add_order_and_commit() LANGUAGE plpgsql AS 'BEGIN INSERT INTO orders VALUES (1001, ''sneaked'', 1); COMMIT; END';
        """;

    private static string Installed() => Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres"))).Order().Last();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo Command(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        if (Environment.UserName == "root" && file.StartsWith('/'))
            start.UserName = "postgres";
        return start;
    }

    private static async Task<string> RunAsync(string file, IEnumerable<string> arguments)
    {
        using var process = Process.Start(Command(file, arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.TrimEnd() : throw new InvalidOperationException($"{file}: {await error}");
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        CertificatePem = certificate.ExportCertificatePem();
        File.WriteAllText(Path.Combine(_folder, "server.crt"), CertificatePem);
        File.WriteAllText(Path.Combine(_folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_folder, "server.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
