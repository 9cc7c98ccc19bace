using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>
/// The sandbox's certificate authority, made once and kept, and the certificate it gives the gateway for the names served,
/// made anew when a name is added or its end is near. Real time, not the sandbox's: clients judge by theirs.
/// </summary>
internal sealed class GatewayCertificates : IDisposable
{
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(397);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(30);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = ["localhost"];
    private readonly X509Certificate2 _authority;
    private readonly string _leafPath;
    private X509Certificate2? _leaf;
    private SslServerAuthenticationOptions? _tls;

    public GatewayCertificates(string dataPath)
    {
        var folder = PrivateFiles.CreateFolder(Path.Combine(dataPath, "tls"));
        var path = Path.Combine(folder, "ca.pem");
        _leafPath = Path.Combine(folder, "gateway.pem");
        _authority = Load(path) ?? Keep(path, MakeAuthority());
        CaPem = _authority.ExportCertificatePem() + "\n";
        WritePublic(Path.Combine(dataPath, "ca.pem"), CaPem);
    }

    /// <summary>The authority's certificate without its key.</summary>
    public string CaPem { get; }

    /// <summary>Adds names to serve; the next handshake's certificate has them. One with a label over 63 characters is no host name and is left out.</summary>
    public void AddNames(IEnumerable<string> hostNames)
    {
        lock (_gate)
        {
            _names.UnionWith(hostNames.Where(name => name.Split('.').All(label => label.Length is > 0 and <= 63)));
        }
    }

    /// <summary>What a handshake is made with now.</summary>
    public SslServerAuthenticationOptions Tls()
    {
        lock (_gate)
        {
            _leaf ??= Load(_leafPath);
            if (_leaf is null || !Serves(_leaf))
            {
                _leaf = Keep(_leafPath, MakeLeaf());
                _tls = null;
            }
            return _tls ??= new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(_leaf, [_authority], offline: true),
                ApplicationProtocols = [new SslApplicationProtocol("postgresql")],
                // As PostgreSQL: handshakes cost the server more than the client.
                AllowRenegotiation = false,
                EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
            };
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _authority.Dispose();
        _leaf?.Dispose();
    }

    private bool Serves(X509Certificate2 leaf)
    {
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()).ToHashSet();
        var issuer = leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var authority = _authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First().SubjectKeyIdentifierBytes;
        return _names.IsSubsetOf(names) && issuer is { } id && id.Span.SequenceEqual(authority.Span) && leaf.NotAfter.ToUniversalTime() > Now.Add(Renewal);
    }

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=AuroraConsole sandbox CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(10));
    }

    private X509Certificate2 MakeLeaf()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=AuroraConsole sandbox gateway", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in _names.Order(StringComparer.Ordinal)) names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        var end = Now.Add(LeafLife);
        if (end > _authority.NotAfter.ToUniversalTime()) end = _authority.NotAfter.ToUniversalTime();
        using var certificate = request.Create(_authority, Now.AddDays(-1), end, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2? Load(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(path);
        }
        catch (CryptographicException)
        {
            // Cut or edited: made anew, as if it had been deleted.
            return null;
        }
    }

    private static X509Certificate2 Keep(string path, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        PrivateFiles.Write(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return certificate;
    }

    private static void WritePublic(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text) return;
        var making = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(making, text);
        File.Move(making, path, overwrite: true);
    }
}
