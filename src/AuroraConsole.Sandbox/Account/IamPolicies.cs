namespace AuroraConsole.Sandbox.Account;

/// <summary>Users, roles and policies as data (<c>iam.json</c>, IAM's own grammar), re-read on change.</summary>
public sealed class IamPolicies
{
    /// <summary>The credential of an access key, or <c>null</c> for an unknown key.</summary>
    public IamCredential? Find(string accessKeyId) => throw new NotSupportedException();

    /// <summary>Whether the key's principal is allowed: an explicit deny wins, silence is a no.</summary>
    public bool IsAllowed(string accessKeyId, string action, string resource) => throw new NotSupportedException();
}

/// <summary>One access key.</summary>
/// <param name="SecretAccessKey">The secret that signs.</param>
/// <param name="PrincipalArn">Who it is: <c>arn:aws:iam::…:user/…</c> or <c>arn:aws:sts::…:assumed-role/ROLE/SESSION</c>.</param>
/// <param name="SessionToken">Must accompany every signature of a temporary credential; <c>null</c> for a user's key.</param>
/// <param name="ExpiresAt">End of a temporary credential.</param>
public sealed record IamCredential(string SecretAccessKey, string PrincipalArn, string? SessionToken, DateTimeOffset? ExpiresAt);
