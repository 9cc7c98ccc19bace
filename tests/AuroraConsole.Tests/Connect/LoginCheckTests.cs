using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Aws;
using AuroraConsole.Connect;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuroraConsole.Tests.Connect;

/// <summary>The checks that open a connection, against real databases behind the gateway.</summary>
public sealed class LoginCheckTests(RoomsOnFoundPostgres rooms) : IClassFixture<RoomsOnFoundPostgres>
{
    private Preflight Preflight => rooms.Services.GetRequiredService<Preflight>();

    [Fact]
    public async Task The_endpoints_certificate_verifies_by_chain_and_name_without_a_login()
    {
        var demo = await rooms.DemoAsync();
        var endpoint = ClusterEndpoint.Writer(demo)!;
        var check = await Preflight.CertificateAsync(SandboxedRooms.Ann, endpoint, default);
        Assert.Equal((StatusKind.Available, true), (check.Kind, check.Sentence.Contains("verify-full accepts it", StringComparison.Ordinal)));

        using var other = new HttpClient(new SomeAuthority());
        using var trust = new DatabaseTrust(new AwsOptions { ServiceUrl = "http://127.0.0.1:1" }, new ConsoleOptions { DataPath = Path.Combine(rooms.DataPath, Guid.NewGuid().ToString("N")) }, other);
        Assert.Equal(CertificateState.NotTrusted, (await new CertificateProbe(trust).LookAsync(endpoint, default)).State);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_told_from_one_that_is_not_trusted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=elsewhere.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await server.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[8]);
            await stream.WriteAsync("S"u8.ToArray());
            await using var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
                await tls.ReadExactlyAsync(new byte[1]);
            }
            catch (Exception error) when (error is IOException or AuthenticationException)
            {
                // The client refused it, as it should.
            }
        });
        using var authority = new HttpClient(new Authority(certificate.ExportCertificatePem()));
        using var trust = new DatabaseTrust(new AwsOptions { ServiceUrl = "http://127.0.0.1:1" }, new ConsoleOptions { DataPath = Path.Combine(rooms.DataPath, Guid.NewGuid().ToString("N")) }, authority);
        var seen = await new CertificateProbe(trust).LookAsync(ClusterEndpoint.Writer(await rooms.DemoAsync())! with { Port = ((IPEndPoint)server.LocalEndpoint).Port, Host = "127.0.0.1" }, default);
        Assert.Equal((CertificateState.WrongName, "elsewhere.example"), (seen.State, seen.Name));
        await answering;
    }

    [Fact]
    public async Task What_is_no_database_is_told_from_a_bad_certificate()
    {
        var demo = await rooms.DemoAsync();
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await plain.AcceptTcpClientAsync();
            await client.GetStream().ReadExactlyAsync(new byte[8]);
            await client.GetStream().WriteAsync("N"u8.ToArray());
        });
        var probe = rooms.Services.GetRequiredService<CertificateProbe>();
        var port = ((IPEndPoint)plain.LocalEndpoint).Port;
        Assert.Equal(CertificateState.NoTls, (await probe.LookAsync(ClusterEndpoint.Writer(demo)! with { Host = "127.0.0.1", Port = port }, default)).State);
        await answering;
        plain.Stop();
        Assert.Equal(CertificateState.NoAnswer, (await probe.LookAsync(ClusterEndpoint.Writer(demo)! with { Host = "127.0.0.1", Port = port }, default)).State);
    }

    [Fact]
    public async Task A_login_that_works_is_its_own_proof()
    {
        var check = await Preflight.LogInAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), "app", "app_user");
        Assert.Equal(StatusKind.Available, check.Kind);
    }

    [Theory]
    [InlineData("nobody_here", "app", "28P01", "Role exists", "CREATE ROLE nobody_here LOGIN;\nGRANT rds_iam TO nobody_here;")]
    [InlineData("Twin_Case", "app", "28P01", "Role exists", null)]
    [InlineData("by_password", "app", "28P01", "rds_iam", "GRANT rds_iam TO by_password;")]
    [InlineData("silent", "app", "28000", "May log in", "ALTER ROLE silent LOGIN;")]
    [InlineData("full", "app", "53300", "Sessions", "ALTER ROLE \"full\" CONNECTION LIMIT 10;")]
    [InlineData("app_user", "no_such_db", "3D000", "Database", "CREATE DATABASE no_such_db;")]
    [InlineData("outside", "closed", "42501", "Database", "GRANT CONNECT ON DATABASE closed TO outside;")]
    public async Task A_refused_login_is_explained_from_the_database_when_asked(string role, string database, string code, string cause, string? cure)
    {
        var demo = await rooms.DemoAsync();
        await PrepareAsync(demo);
        var refused = await Preflight.LogInAsync(SandboxedRooms.Ann, demo, database, role);
        Assert.Equal((StatusKind.Broken, code), (refused.Kind, refused.Code));

        var causes = await Preflight.ExplainAsync(SandboxedRooms.Ann, demo, database, role, default);
        var broken = Assert.Single(causes, check => check.Kind == StatusKind.Broken);
        Assert.Equal(cause, broken.Name);
        Assert.Equal(cure, broken.Cure?.Text);
    }

    private async Task PrepareAsync(Cluster demo)
    {
        await using var connection = await rooms.Services.GetRequiredService<DatabaseConnector>().OpenAsync(SandboxedRooms.Ann, demo, "postgres", "postgres", "test", default);
        string[] statements =
        [
            "CREATE ROLE twin_case LOGIN", "CREATE ROLE by_password LOGIN", "CREATE ROLE silent NOLOGIN", "GRANT rds_iam TO silent", "CREATE ROLE \"full\" LOGIN CONNECTION LIMIT 0", "GRANT rds_iam TO \"full\"",
            "CREATE ROLE outside LOGIN", "GRANT rds_iam TO outside", "CREATE DATABASE closed", "REVOKE CONNECT ON DATABASE closed FROM PUBLIC",
        ];
        foreach (var statement in statements)
        {
            try
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.DuplicateDatabase)
            {
                // The test before made it.
            }
        }
    }

    private sealed class Authority(string pem) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(pem) });
    }
}
