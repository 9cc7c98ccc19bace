namespace AuroraConsole.Sandbox.Account;

/// <summary>A policy with where it comes from, as <c>MatchedStatements</c> names it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Type"><c>user</c>, <c>group</c> or <c>role</c> for an inline policy, <c>user-managed</c>, or <c>none</c> for one a request brought.</param>
/// <param name="Document">What it says.</param>
public sealed record SourcedPolicy(string Id, string Type, PolicyDocument Document);

/// <summary>A user, role or group with every policy that speaks for or fences it.</summary>
/// <param name="Arn">Its own ARN, for a role's session the role's.</param>
/// <param name="Policies">Any of them may allow, any may deny.</param>
public sealed record IamPrincipal(string Arn, IReadOnlyList<SourcedPolicy> Policies)
{
    /// <summary>Nobody: everything is denied by silence.</summary>
    public static IamPrincipal None { get; } = new("", []);

    /// <summary>Its permissions boundary: must allow too; <c>null</c> without one.</summary>
    public PolicyDocument? Boundary { get; init; }

    /// <summary>What a session was narrowed to when its role was assumed: must allow too; <c>null</c> when it was not.</summary>
    public IReadOnlyList<PolicyDocument>? SessionPolicies { get; init; }

    /// <summary><c>aws:username</c> and <c>aws:userid</c>, where it has them.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>();

    /// <summary>A user with the policies of its groups.</summary>
    public static IamPrincipal Of(IamDocument document, IamUser user) => new(
        user.Arn,
        [
            .. Sourced(document, "user", user.Policies, user.AttachedPolicies),
            .. document.Groups.Where(g => user.Groups.Contains(g.GroupName)).SelectMany(g => Of(document, g).Policies),
        ])
    {
        Boundary = BoundaryOf(document, user.PermissionsBoundary),
        Context = new Dictionary<string, string> { ["aws:username"] = user.UserName },
    };

    /// <summary>A role.</summary>
    public static IamPrincipal Of(IamDocument document, IamRole role) =>
        new(role.Arn, Sourced(document, "role", role.Policies, role.AttachedPolicies)) { Boundary = BoundaryOf(document, role.PermissionsBoundary) };

    /// <summary>A group by itself; it has no boundary.</summary>
    public static IamPrincipal Of(IamDocument document, IamGroup group) =>
        new(group.Arn, Sourced(document, "group", group.Policies, group.AttachedPolicies));

    private static IReadOnlyList<SourcedPolicy> Sourced(IamDocument document, string type, IReadOnlyList<IamInlinePolicy> inline, IReadOnlyList<string> attached) =>
    [
        .. inline.Select(p => new SourcedPolicy(p.PolicyName, type, p.PolicyDocument)),
        .. attached.Select(a => document.FindPolicy(a)!).Select(p => new SourcedPolicy(p.PolicyName, "user-managed", p.PolicyDocument)),
    ];

    private static PolicyDocument? BoundaryOf(IamDocument document, string? nameOrArn) =>
        nameOrArn is null ? null : document.FindPolicy(nameOrArn)!.PolicyDocument;
}
