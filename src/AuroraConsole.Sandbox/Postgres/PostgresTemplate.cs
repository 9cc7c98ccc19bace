using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>
/// What a new cluster is copied from: made once by <c>initdb</c> and the bootstrap script, with a spare copy kept ready,
/// so that a create is a rename and a start.
/// </summary>
internal sealed class PostgresTemplate : IDisposable
{
    // The gateway refuses rdsadmin from outside and verifies a token before it opens a backend for a member of rds_iam.
    // A role that logs in by password although it is a member of rds_iam: on 16 and later who may grant a role is its member.
    private const string MasterByPassword = "local all postgres scram-sha-256\n";

    private const string Hba = """
        local all rdsadmin trust
        local all +rds_iam trust
        local all all scram-sha-256

        """;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly PostgresBinaries _binaries;
    private readonly ServerUser _user;
    private readonly FleetFolder _folder;
    private readonly string _settings;
    private readonly string _template;
    private readonly string _spare;

    public PostgresTemplate(PostgresBinaries binaries, ServerUser user, FleetFolder folder)
    {
        _binaries = binaries;
        _user = user;
        _folder = folder;
        _settings = Settings(binaries);
        // A template of another version, or of other settings, is another template.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', binaries.Version, Hba, _settings, SqlScript.Text("Bootstrap.sql")))))[..8];
        _template = Path.Combine(folder.Root, $"template-{key}");
        _spare = Path.Combine(folder.Root, $"spare-{key}");
    }

    /// <summary>The content of <c>pg_hba.conf</c>.</summary>
    public static string Rules(bool masterByPassword) => masterByPassword ? MasterByPassword + Hba : Hba;

    /// <summary>Makes template and spare copy where they are missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await EnsureSpareAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Turns the spare copy into a data directory.</summary>
    public async Task PlaceAsync(string dataFolder, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await EnsureSpareAsync(cancellationToken);
            Directory.Move(_spare, dataFolder);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task EnsureSpareAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_template)) await MakeTemplateAsync(cancellationToken);
        if (!Directory.Exists(_spare)) await CopyAsync(_template, _spare, cancellationToken);
    }

    /// <summary>Copies a stopped data directory; the target appears whole or not at all.</summary>
    public async Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        var making = _folder.NewMaking();
        await _user.RunAsync("/bin/cp", ["-R", source, making], null, cancellationToken);
        Directory.Move(making, target);
    }

    private async Task MakeTemplateAsync(CancellationToken cancellationToken)
    {
        var making = _folder.NewMaking();
        string[] locale = OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"] : ["--locale=C", "--encoding=UTF8"];
        await _user.RunAsync(_binaries["initdb"], ["-D", making, "-U", "rdsadmin", "--no-sync", "--wal-segsize=1", "--auth=trust", .. locale], null, cancellationToken);
        await WriteAsync(Path.Combine(making, "pg_hba.conf"), Hba, cancellationToken);
        await WriteAsync(Path.Combine(making, "postgresql.conf"), _settings, cancellationToken);

        var socketFolder = Path.Combine(_folder.Run, "template");
        await using (var server = await PostgresServer.StartAsync(_binaries, _user, making, socketFolder, null, cancellationToken))
        {
            await SqlScript.RunAsync(server, "rdsadmin", "postgres", "Bootstrap.sql", cancellationToken);
            if (_binaries.HasStatStatements)
            {
                await SqlScript.RunAsync(server, "rdsadmin", "template1", "Extensions.sql", cancellationToken);
                await SqlScript.RunAsync(server, "rdsadmin", "postgres", "Extensions.sql", cancellationToken);
            }
        }

        // A cluster's log begins with the cluster.
        File.Delete(Path.Combine(making, "server.log"));
        Directory.Move(making, _template);
    }

    // Written by the server's user: a root process writes nothing in a folder another user owns.
    private Task<string> WriteAsync(string path, string text, CancellationToken cancellationToken)
        => _user.RunAsync("/bin/sh", ["-c", "cat > \"$1\"", "sh", path], text, cancellationToken);

    private static string Settings(PostgresBinaries binaries) => $"""
        # Written by the sandbox: a small memory, reachable by its socket only.
        listen_addresses = ''
        unix_socket_permissions = 0700
        max_connections = 150
        shared_buffers = 16MB
        max_wal_size = 64MB
        min_wal_size = 4MB
        wal_level = minimal
        max_wal_senders = 0
        jit = off
        huge_pages = off
        password_encryption = 'scram-sha-256'
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        log_line_prefix = '%t:%r:%u@%d:[%p]:'
        {(binaries.HasStatStatements ? "shared_preload_libraries = 'pg_stat_statements'" : "")}
        {(binaries.Major >= 18 ? "io_method = sync" : "")}

        """;
}
