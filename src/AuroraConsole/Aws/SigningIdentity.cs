using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>Who signs here: the resolved provider, the identity STS names, and the credentials themselves for minting.</summary>
public sealed class SigningIdentity(AwsCredentialSource source, AwsClients clients, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CallerIdentity? _caller;
    private DateTimeOffset _askedAt;

    /// <summary>Where the credentials came from, in words.</summary>
    public string Provider => source.Provider;

    /// <summary>The identity as STS last named it, without asking; <c>null</c> before the first answer.</summary>
    public CallerIdentity? Known => _caller;

    /// <summary>Asks STS, at most every five minutes.</summary>
    /// <exception cref="ProblemException">STS refused or did not answer.</exception>
    public async Task<CallerIdentity> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_caller is { } known && time.GetUtcNow() - _askedAt < KeptFor)
                return known;
            var answer = await clients.Sts(source.Regions[0]).GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            _askedAt = time.GetUtcNow();
            return _caller = new CallerIdentity(answer.Account ?? "", answer.Arn ?? "");
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    /// <summary>The credentials of this moment and when they end (UTC; <c>null</c>: they do not).</summary>
    /// <exception cref="ProblemException"><c>SignerEnded</c> or what kept them from being had.</exception>
    public async Task<(ImmutableCredentials Credentials, DateTimeOffset? EndsAt)> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var credentials = await source.Credentials.GetCredentialsAsync();
            var ends = source.Credentials.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : (DateTimeOffset?)null;
            return (credentials, ends);
        }
        catch (AmazonClientException error)
        {
            throw new ProblemException(
                new Problem($"The credentials of {Provider} cannot be had: {error.Message} Sign in to AWS again, then retry.", "CredentialsUnavailable"), error);
        }
    }
}

/// <summary>STS GetCallerIdentity.</summary>
/// <param name="Account">Twelve digits.</param>
/// <param name="Arn">User or assumed role.</param>
public sealed record CallerIdentity(string Account, string Arn)
{
    /// <summary>The part of the ARN after the account: <c>user/name</c>, <c>assumed-role/role/session</c>.</summary>
    public string ShortName => Arn[(Arn.LastIndexOf(':') + 1)..];
}
