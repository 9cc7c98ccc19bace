using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Gateway;

namespace AuroraConsole.Sandbox.Tests.Gateway;

public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-certificates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_that_cannot_be_a_host_does_not_take_the_others_down()
    {
        using var certificates = new GatewayCertificates(_folder);
        certificates.AddNames([new string('c', 64) + ".us-east-1.rds.amazonaws.com", "demo.us-east-1.rds.amazonaws.com"]);

        Assert.Equal(["demo.us-east-1.rds.amazonaws.com", "localhost"], NamesOf(certificates));
    }

    [Fact]
    public void The_readers_name_is_served_and_signed_for_on_the_port_that_describe_gives_with_it()
    {
        var created = DateTimeOffset.UnixEpoch;
        var cluster = new Cluster("us-east-1", "demo", "cluster-A", 15433, true, "available", created, "postgres", "17.7")
        {
            Instances = [new Instance("demo-instance-1", "db-A", "db.serverless", 15434, "available", created)],
        };
        using var certificates = new GatewayCertificates(_folder);
        foreach (var route in RouteTable.Routes(cluster, 15432))
            certificates.AddNames(route.HostNames);

        var reader = RouteTable.ReaderHost(cluster);
        Assert.Contains(reader, NamesOf(certificates));
        Assert.Contains($"{reader}:15433", RouteTable.Of(new AccountState([cluster], [], []), 15432).ByHost[reader].TokenHosts);
    }

    private static string[] NamesOf(GatewayCertificates certificates) =>
        [.. certificates.Tls().ServerCertificateContext!.TargetCertificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames().Order(StringComparer.Ordinal)];
}
