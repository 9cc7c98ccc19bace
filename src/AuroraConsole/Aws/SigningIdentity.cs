using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>Who signs here: the signers to choose from, the identity STS names, and the credentials themselves for minting.</summary>
public sealed class SigningIdentity(AwsCredentialSource source, IReadOnlyList<Signer> signers, AwsClients clients, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RoleSessions _roles = new(source, clients, time);
    private CallerIdentity? _caller;
    private DateTimeOffset _askedAt;

    /// <summary>The console's own credentials first, then the roles of <c>Aws:SigningRoles</c>.</summary>
    public IReadOnlyList<Signer> Signers => signers;

    /// <summary>Where the console's own credentials came from, in words.</summary>
    public string Provider => source.Provider;

    /// <summary>The console's own identity as STS last named it, without asking; <c>null</c> before the first answer.</summary>
    public CallerIdentity? Known => _caller;

    /// <summary>Where a signer's credentials come from, in words: <c>profile support, then role support-connect</c>.</summary>
    public string ProviderOf(Signer signer) => signer.Arn is null ? Provider : $"{Provider}, then role {signer.ShortName}";

    /// <summary>The signer of that ARN or short name; nothing or <c>console</c>: the console's own.</summary>
    /// <exception cref="ProblemException">400 <c>UnknownSigner</c>: none is, or several roles are, called that.</exception>
    public Signer Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Signer.Own;
        if (signers.FirstOrDefault(signer => signer.Arn == name) is { } exact)
            return exact;
        return signers.Where(signer => signer.ShortName == name).ToList() switch
        {
            [var one] => one,
            [] => throw new ProblemException(new Problem($"No signer is called {name}. There is {string.Join(", ", signers.Select(signer => signer.ShortName))}; more roles are added in Aws:SigningRoles.", "UnknownSigner", Field: "signer")),
            _ => throw new ProblemException(new Problem($"Several signers are called {name}. Name the role by its ARN.", "UnknownSigner", Field: "signer")),
        };
    }

    /// <summary>Asks STS for the console's own identity, at most every five minutes.</summary>
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

    /// <summary>The identity tokens of this signer carry. A role is assumed for it, in a session named after the actor.</summary>
    /// <exception cref="ProblemException">STS refused or did not answer.</exception>
    public async Task<CallerIdentity> GetAsync(Signer signer, string actor, CancellationToken cancellationToken) => signer.Arn is null
        ? await GetAsync(cancellationToken)
        : (await AssumeAsync(signer, actor, cancellationToken)).Caller;

    /// <inheritdoc />
    public void Dispose()
    {
        _roles.Dispose();
        _gate.Dispose();
    }

    /// <summary>The console's own credentials of this moment and when they end (UTC; <c>null</c>: they do not).</summary>
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

    /// <summary>A signer's credentials of this moment and when they end (UTC; <c>null</c>: they do not).</summary>
    /// <exception cref="ProblemException">What kept them from being had: 403 <c>AccessDenied</c> when the role may not be assumed.</exception>
    public async Task<(ImmutableCredentials Credentials, DateTimeOffset? EndsAt)> GetCredentialsAsync(Signer signer, string actor, CancellationToken cancellationToken)
    {
        if (signer.Arn is null)
            return await GetCredentialsAsync(cancellationToken);
        var session = await AssumeAsync(signer, actor, cancellationToken);
        return (session.Credentials, session.EndsAt);
    }

    private async Task<RoleSession> AssumeAsync(Signer signer, string actor, CancellationToken cancellationToken)
    {
        try
        {
            return await _roles.GetAsync(signer, actor, cancellationToken);
        }
        catch (Exception error) when (error is not ProblemException && AwsProblems.Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
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
