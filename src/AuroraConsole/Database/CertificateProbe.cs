using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Aws;
using AuroraConsole.Fleet;

namespace AuroraConsole.Database;

/// <summary>
/// Opens TLS to an endpoint as a client with verify-full does (PostgreSQL protocol, SSLRequest), looks at the certificate and leaves
/// before any login. Whether that much wakes a paused cluster is not documented: ask before.
/// </summary>
public sealed class CertificateProbe(DatabaseTrust trust)
{
    // Length 8, then the code 1234.5679 that asks for TLS.
    private static readonly byte[] SslRequest = [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What the endpoint shows.</summary>
    /// <exception cref="Shared.ProblemException"><c>NoTrustRoot</c>: the root to verify against cannot be had.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<EndpointCertificate> LookAsync(ClusterEndpoint endpoint, CancellationToken cancellationToken)
    {
        var root = await trust.GetAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(SslRequest, limit.Token);
            var answer = new byte[1];
            if (await stream.ReadAsync(answer, limit.Token) == 0 || answer[0] != (byte)'S')
                return new EndpointCertificate(CertificateState.NoTls, null, null, null);
            return await VerifyAsync(stream, endpoint.Host, root, limit.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new EndpointCertificate(CertificateState.NoAnswer, null, null, null);
        }
    }

    private static async Task<EndpointCertificate> VerifyAsync(Stream stream, string host, TrustRoot root, CancellationToken cancellationToken)
    {
        var seen = new EndpointCertificate(CertificateState.NoAnswer, null, null, null);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = Policy(root),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                using var shown = certificate is null ? null : new X509Certificate2(certificate);
                var state = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? CertificateState.WrongName
                    : errors != SslPolicyErrors.None ? CertificateState.NotTrusted
                    : CertificateState.Trusted;
                seen = new EndpointCertificate(state, shown?.GetNameInfo(X509NameType.DnsName, forIssuer: false), shown?.GetNameInfo(X509NameType.SimpleName, forIssuer: true), shown is null ? null : new DateTimeOffset(shown.NotAfter.ToUniversalTime()));
                return errors == SslPolicyErrors.None;
            },
        };
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (AuthenticationException) when (seen.State != CertificateState.NoAnswer)
        {
            // What was wrong with it has been noted.
        }

        return seen;
    }

    private static X509ChainPolicy Policy(TrustRoot root)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (root.Certificate is { } certificate)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.Add(certificate);
        }

        return policy;
    }
}

/// <summary>What became of a look at a certificate.</summary>
public enum CertificateState
{
    /// <summary>Chain and name verify.</summary>
    Trusted,

    /// <summary>It is for another name.</summary>
    WrongName,

    /// <summary>It does not chain to the root, or is not valid now.</summary>
    NotTrusted,

    /// <summary>The server speaks without TLS only.</summary>
    NoTls,

    /// <summary>Nothing answered, or not in this protocol.</summary>
    NoAnswer,
}

/// <summary>An endpoint's certificate.</summary>
/// <param name="State">Whether verify-full would accept it.</param>
/// <param name="Name">The name it is for.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Ends">UTC.</param>
public sealed record EndpointCertificate(CertificateState State, string? Name, string? Issuer, DateTimeOffset? Ends);
