namespace AuroraConsole.Sandbox.Account;

public sealed partial class IamPolicies
{
    private const int ChainedSeconds = 3600;
    private readonly RoleSessions _sessions;

    /// <summary>Temporary credentials of a role (STS <c>AssumeRole</c>).</summary>
    /// <param name="callerKeyId">Whose key asked.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="sessionName">2–64 of letters, digits and <c>=,.@-_</c>.</param>
    /// <param name="seconds">How long they last; <c>null</c>: an hour.</param>
    /// <param name="policies">What the session is narrowed to; <c>null</c>: nothing but the role's own policies.</param>
    /// <param name="externalId">What the trust policy may ask for as <c>sts:ExternalId</c>.</param>
    /// <exception cref="AwsRefusalException">When the trust policy or the caller's policies do not allow it, there is no such role, or it is for too long.</exception>
    public RoleSession AssumeRole(string callerKeyId, string roleArn, string sessionName, int? seconds, IReadOnlyList<PolicyDocument>? policies, string? externalId)
    {
        var caller = Find(callerKeyId)!;
        var principal = PrincipalOf(callerKeyId);
        var role = Current().Roles.FirstOrDefault(r => r.Arn == roleArn);
        List<KeyValuePair<string, Texts>> context = [new("sts:RoleSessionName", new([sessionName]))];
        if (externalId is not null)
            context.Add(new("sts:ExternalId", new([externalId])));
        var request = Request(principal, "sts:AssumeRole", roleArn, context);
        var decision = PolicyVerdict.On(principal, request).Decision;
        var trust = role is null ? Trust.None : TrustOf(role, [caller.PrincipalArn, principal.Arn], request);
        if (role is null || trust == Trust.None || decision == IamDecision.ExplicitlyDenied || (trust == Trust.Account && decision != IamDecision.Allowed))
            throw new AwsRefusalException("AccessDenied", $"User: {caller.PrincipalArn} is not authorized to perform: sts:AssumeRole on resource: {roleArn}", 403);
        if (seconds > ChainedSeconds && caller.ExpiresAt is not null)
            throw new AwsRefusalException("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        if (seconds > role.MaxSessionDuration)
            throw new AwsRefusalException("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

        return _sessions.Add(role.RoleName, sessionName, _clock.GetUtcNow(), TimeSpan.FromSeconds(seconds ?? ChainedSeconds), policies);
    }

    /// <summary><c>AROA…:SESSION</c> of a session, <c>AIDA…</c> of a user (STS, <c>GetCallerIdentity</c>).</summary>
    public string UserIdOf(string accessKeyId) => _sessions.Find(accessKeyId)?.UserId ?? "AIDA" + accessKeyId;

    /// <summary>A managed policy by its ARN, or <c>null</c>.</summary>
    public PolicyDocument? FindPolicy(string arn) => Current().FindPolicy(arn)?.PolicyDocument;

    private static Trust TrustOf(IamRole role, IReadOnlyList<string> caller, PolicyRequest request)
    {
        var best = Trust.None;
        var account = $"arn:aws:iam::{SandboxOptions.AccountId}:root";
        foreach (var statement in role.AssumeRolePolicyDocument?.Statement ?? [])
        {
            if (!statement.Matches(request))
                continue;
            var principals = statement.Principal?.Values.GetValueOrDefault("AWS")?.Values ?? [];
            var trust = principals.Any(caller.Contains) ? Trust.Principal
                : principals.Any(p => p == account || p == SandboxOptions.AccountId || p == "*") ? Trust.Account
                : Trust.None;
            if (trust != Trust.None && statement.Effect == "Deny")
                return Trust.None;
            best = (Trust)Math.Max((int)best, (int)trust);
        }

        return best;
    }

    // Naming the account leaves the choice to the account's own policies; naming the principal is enough by itself.
    private enum Trust
    {
        None,
        Account,
        Principal,
    }
}
