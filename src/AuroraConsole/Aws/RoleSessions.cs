using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using AuroraConsole.Shared;

namespace AuroraConsole.Aws;

/// <summary>The sessions of assumed signing roles, one for each role and actor, kept while they can carry a token of full length.</summary>
internal sealed partial class RoleSessions(AwsCredentialSource source, AwsClients clients, TimeProvider time) : IDisposable
{
    // The longest a login token lives: signed with less left, it would end with its signer.
    private static readonly TimeSpan FullToken = TimeSpan.FromMinutes(15);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<(Signer Role, string Name), RoleSession> _kept = [];

    /// <summary>A session with at least fifteen minutes left, unless STS gave a shorter one.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c> or what else kept the role from being assumed.</exception>
    public async Task<RoleSession> GetAsync(Signer role, string actor, CancellationToken cancellationToken)
    {
        var name = SessionName(actor);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_kept.TryGetValue((role, name), out var kept) && kept.EndsAt - time.GetUtcNow() >= FullToken)
                return kept;
            return _kept[(role, name)] = await AssumeAsync(role, name, cancellationToken);
        }
        catch (AmazonServiceException error) when (Explain(error, role) is { } problem)
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

    /// <summary>An actor's name as STS takes it: 2 to 64 of letters, digits and <c>_+=,.@-</c> (STS API reference, AssumeRole).</summary>
    internal static string SessionName(string actor)
    {
        var name = Foreign().Replace(actor, "-");
        return name.Length < 2 ? $"console-{name}" : name[..Math.Min(name.Length, 64)];
    }

    // No DurationSeconds: an hour is the default, every role allows it, and it is all that a chained role gets.
    private async Task<RoleSession> AssumeAsync(Signer role, string name, CancellationToken cancellationToken)
    {
        var answer = await clients.Sts(source.Regions[0]).AssumeRoleAsync(new AssumeRoleRequest { RoleArn = role.Arn, RoleSessionName = name }, cancellationToken);
        return new RoleSession(
            new CallerIdentity(role.Account, answer.AssumedRoleUser.Arn),
            answer.Credentials.GetCredentials(),
            new DateTimeOffset(answer.Credentials.Expiration!.Value.ToUniversalTime()));
    }

    private Problem? Explain(AmazonServiceException error, Signer role) => error.ErrorCode switch
    {
        // AWS answers the same to all three.
        "AccessDenied" => new Problem(
            $"The console may not assume {role.ShortName} with the credentials of {source.Provider}. Either they lack sts:AssumeRole on {role.Arn}, or the role's trust policy does not name them, or there is no such role. AWS says: {error.Message}",
            error.ErrorCode, StatusCodes.Status403Forbidden),
        "NoSuchEntity" => new Problem($"There is no role {role.Arn}. Correct Aws:SigningRoles.", error.ErrorCode, StatusCodes.Status404NotFound),
        "ValidationError" when error.Message.Contains("DurationSeconds", StringComparison.OrdinalIgnoreCase) => new Problem(
            $"The role {role.ShortName} does not allow sessions of an hour. Raise its maximum session duration to an hour. AWS says: {error.Message}", error.ErrorCode),
        "RegionDisabledException" => new Problem($"STS is not active in {source.Regions[0]} for this account. Activate it in IAM's account settings, or name another region first in Aws:Regions.", error.ErrorCode),
        _ => null,
    };

    [GeneratedRegex(@"[^A-Za-z0-9_+=,.@-]")]
    private static partial Regex Foreign();
}

/// <summary>STS AssumeRole.</summary>
/// <param name="Caller">The assumed role.</param>
/// <param name="Credentials">What signs.</param>
/// <param name="EndsAt">UTC.</param>
internal sealed record RoleSession(CallerIdentity Caller, ImmutableCredentials Credentials, DateTimeOffset EndsAt);
