using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Benchmarks;

/// <summary>A pgbouncer with TLS before the same PostgreSQL, with a certificate of its own: what a proxy written in C makes of it.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";
    private readonly Process _process;
    private readonly string _folder;

    private PgBouncer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public string CaFile => Path.Combine(_folder, "cert.pem");

    /// <summary>Starts it; <c>null</c> when it is not installed.</summary>
    public static async Task<PgBouncer?> StartAsync(string socketFolder)
    {
        if (!File.Exists(Program)) return null;
        var folder = PrivateFiles.CreatePassage("aurora-pgbouncer-");
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        WriteCertificate(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), "\"postgres\" \"\"\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), $"""
            [databases]
            * = host={socketFolder} port=5432
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {folder}/users.txt
            pool_mode = session
            server_tls_sslmode = prefer
            client_tls_sslmode = require
            client_tls_key_file = {folder}/key.pem
            client_tls_cert_file = {folder}/cert.pem
            client_tls_protocols = secure

            """);
        // It refuses root, as PostgreSQL does.
        var process = ServerUser.Find().Start(Program, ["-q", Path.Combine(folder, "pgbouncer.ini")], redirectOutput: false);
        while (!Answers(port))
        {
            if (process.HasExited) throw new InvalidOperationException($"pgbouncer ended with {process.ExitCode}.");
            await Task.Delay(20);
        }

        return new PgBouncer(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=pgbouncer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
    }
}
