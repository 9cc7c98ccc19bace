using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>Who signs here: the signers to choose from, the identity STS names, and the credentials themselves for minting.</summary>
public sealed class SigningIdentity(AwsCredentialSource source, IReadOnlyList<Signer> signers, AwsClients clients, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeforeAskingAgain = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RoleSessions _roles = new(source, clients, time);
    private CallerIdentity? _caller;
    private DateTimeOffset _askedAt;
    private DateTimeOffset _unansweredAt;
    private string? _endedKey;

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
            [] => throw new ProblemException(new Problem($"No signer is called {Repeated.Of(name)}. There is {string.Join(", ", signers.Select(signer => signer.ShortName))}; more roles are added in Aws:SigningRoles.", "UnknownSigner", Field: "signer")),
            _ => throw new ProblemException(new Problem($"Several signers are called {Repeated.Of(name)}. Name the role by its ARN.", "UnknownSigner", Field: "signer")),
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
        catch (Exception error) when (Explain(error) is { } problem)
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

    /// <summary>The console's own credentials of this moment and when they end (UTC; <c>null</c>: they do not, or nobody knows).</summary>
    /// <exception cref="ProblemException">401 <c>SignerEnded</c>, or <c>CredentialsUnavailable</c> when they cannot be had.</exception>
    public async Task<(ImmutableCredentials Credentials, DateTimeOffset? EndsAt)> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        var (credentials, ends) = await ReadAsync(cancellationToken);
        if (ends <= time.GetUtcNow())
            throw new ProblemException(Ended(ends));
        if (ends is null && credentials.UseToken)
            await AskWhetherEndedAsync(credentials.AccessKey, cancellationToken);
        return (credentials, ends);
    }

    /// <summary>A signer's credentials of this moment and when they end (UTC; <c>null</c>: they do not, or nobody knows).</summary>
    /// <exception cref="ProblemException">401 <c>SignerEnded</c>, or what kept them from being had: 403 <c>AccessDenied</c> when the role may not be assumed.</exception>
    public async Task<(ImmutableCredentials Credentials, DateTimeOffset? EndsAt)> GetCredentialsAsync(Signer signer, string actor, CancellationToken cancellationToken)
    {
        if (signer.Arn is null)
            return await GetCredentialsAsync(cancellationToken);
        var session = await AssumeAsync(signer, actor, cancellationToken);
        return session.EndsAt > time.GetUtcNow()
            ? (session.Credentials, session.EndsAt)
            : throw new ProblemException(new Problem($"AWS gave a session of {signer.ShortName} that ended at {session.EndsAt:HH:mm:ss} UTC by this computer's clock. Set the clock, then mint again.", "SignerEnded", StatusCodes.Status401Unauthorized));
    }

    private async Task<(ImmutableCredentials Credentials, DateTimeOffset? EndsAt)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var credentials = await source.Credentials.GetCredentialsAsync();
                var ends = source.Credentials.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : (DateTimeOffset?)null;
                // Renewed between the two: the end would be another session's.
                if (credentials.Equals(await source.Credentials.GetCredentialsAsync()))
                    return (credentials, ends);
            }
        }
        catch (AmazonClientException error)
        {
            throw new ProblemException(Unavailable(error), error);
        }
    }

    // A session given as plain keys tells nobody when it ends; STS does once it has, at a call every five minutes. Without an answer it
    // is not known, and minting, which asks nobody, goes on.
    private async Task AskWhetherEndedAsync(string accessKey, CancellationToken cancellationToken)
    {
        if (_endedKey == accessKey)
            throw new ProblemException(Ended(null));
        if (time.GetUtcNow() - _unansweredAt < BeforeAskingAgain)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await GetAsync(patience.Token);
        }
        catch (ProblemException error) when (error.Problem.Code == "SignerEnded")
        {
            _endedKey = accessKey;
            throw;
        }
        catch (Exception error) when (error is ProblemException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _unansweredAt = time.GetUtcNow();
        }
    }

    private async Task<RoleSession> AssumeAsync(Signer signer, string actor, CancellationToken cancellationToken)
    {
        try
        {
            return await _roles.GetAsync(signer, actor, cancellationToken);
        }
        catch (Exception error) when (Explain(error) is { } problem)
        {
            throw new ProblemException(problem, error);
        }
    }

    private Problem? Explain(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: "ExpiredToken" or "ExpiredTokenException" } => Ended(null),
        ProblemException or AmazonServiceException => AwsProblems.Explain(error),
        AmazonClientException unavailable => Unavailable(unavailable),
        _ => AwsProblems.Explain(error),
    };

    private Problem Ended(DateTimeOffset? at) =>
        new($"Your signing session {(at is null ? "has ended" : $"ended at {at:HH:mm:ss} UTC")}. {source.Renewal}, then mint again.", "SignerEnded", StatusCodes.Status401Unauthorized);

    private Problem Unavailable(AmazonClientException error) =>
        new($"The credentials of {Provider} cannot be had: {error.Message.TrimEnd('.')}. {source.Renewal}, then try again.", "CredentialsUnavailable", StatusCodes.Status401Unauthorized);
}

/// <summary>STS GetCallerIdentity.</summary>
/// <param name="Account">Twelve digits.</param>
/// <param name="Arn">User or assumed role.</param>
public sealed record CallerIdentity(string Account, string Arn)
{
    /// <summary>The part of the ARN after the account: <c>user/name</c>, <c>assumed-role/role/session</c>.</summary>
    public string ShortName => Arn[(Arn.LastIndexOf(':') + 1)..];
}
