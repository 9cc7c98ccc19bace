namespace AuroraConsole.Sandbox.Account;

public sealed partial class IamPolicies
{
    private readonly RoleSessions _sessions;

    /// <summary>Temporary credentials of a role (STS <c>AssumeRole</c>).</summary>
    /// <param name="callerKeyId">Whose key asked.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="sessionName">2–64 of letters, digits and <c>=,.@-_</c>.</param>
    /// <param name="duration">How long they last.</param>
    /// <exception cref="AwsRefusalException">When the trust policy or the caller's policies do not allow it, or there is no such role.</exception>
    public RoleSession AssumeRole(string callerKeyId, string roleArn, string sessionName, TimeSpan duration)
    {
        var caller = Find(callerKeyId)!.PrincipalArn;
        var role = Current().Roles.FirstOrDefault(r => RoleArn(r.RoleName) == roleArn);
        var decision = Decide(callerKeyId, "sts:AssumeRole", roleArn);
        var trust = role is null ? Trust.None : TrustOf(role, caller);
        if (role is null || trust == Trust.None || decision == IamDecision.ExplicitlyDenied || (trust == Trust.Account && decision != IamDecision.Allowed))
            throw new AwsRefusalException("AccessDenied", $"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {roleArn}", 403);

        return _sessions.Add(role.RoleName, sessionName, _clock.GetUtcNow(), duration);
    }

    private static Trust TrustOf(IamRole role, string caller)
    {
        var best = Trust.None;
        var account = $"arn:aws:iam::{SandboxOptions.AccountId}:root";
        foreach (var statement in role.AssumeRolePolicyDocument?.Statement ?? [])
        {
            if (statement.Action?.Values.Any(a => Wildcard.Matches(a, "sts:AssumeRole", ignoreCase: true)) != true)
                continue;
            var principals = statement.Principal?.Values.GetValueOrDefault("AWS")?.Values ?? [];
            var trust = principals.Contains(caller) ? Trust.Principal
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
