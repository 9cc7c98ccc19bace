using System.Security.Cryptography.X509Certificates;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>
/// Which root certificates the databases' endpoints chain to. On AWS the system's own store; behind an emulator on this machine
/// (<c>Aws:ServiceUrl</c> on a loopback address) the emulator's authority, which it serves at <c>/ca.pem</c>.
/// An emulator elsewhere is not trusted this way: whoever answers on a network could name its own authority.
/// </summary>
public sealed class DatabaseTrust(AwsOptions options, ConsoleOptions console, HttpClient http) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private TrustRoot? _root;

    /// <summary>The root to verify against; fetched once.</summary>
    /// <exception cref="ProblemException"><c>NoTrustRoot</c>: the emulator did not hand out its certificate.</exception>
    public async Task<TrustRoot> GetAsync(CancellationToken cancellationToken)
    {
        if (_root is { } known)
            return known;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _root ??= options.ServiceUrl is { Length: > 0 } url && new Uri(url) is { IsLoopback: true } service
                ? await FetchAsync(new Uri(service, "/ca.pem"), cancellationToken)
                : new TrustRoot("system", null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<TrustRoot> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var pem = await http.GetStringAsync(address, cancellationToken);
            var path = Path.Combine(PrivateFiles.Folder(console.DataPath, "trust"), "ca.pem");
            PrivateFiles.Replace(path, System.Text.Encoding.UTF8.GetBytes(pem));
            return new TrustRoot(path, X509Certificate2.CreateFromPem(pem));
        }
        catch (Exception error) when (error is HttpRequestException or System.Security.Cryptography.CryptographicException or IOException)
        {
            throw new ProblemException(
                new Problem($"The certificate authority of the emulator could not be read from {address}, so no database connection can be verified. Check that it runs, then try again.", "NoTrustRoot", StatusCodes.Status502BadGateway), error);
        }
    }
}

/// <summary>A root of trust.</summary>
/// <param name="RootCert">For libpq's <c>sslrootcert</c>: <c>system</c> or a file's path.</param>
/// <param name="Certificate">The authority to verify against; <c>null</c>: the system's store.</param>
public sealed record TrustRoot(string RootCert, X509Certificate2? Certificate);
