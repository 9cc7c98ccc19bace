using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>The content of <c>iam.json</c>: IAM's own names and grammar.</summary>
public sealed record IamDocument
{
    /// <summary>Users with their keys.</summary>
    public IReadOnlyList<IamUser> Users { get; init; } = [];

    /// <summary>Groups; a user names the ones it is in.</summary>
    public IReadOnlyList<IamGroup> Groups { get; init; } = [];

    /// <summary>Roles that may be assumed.</summary>
    public IReadOnlyList<IamRole> Roles { get; init; } = [];

    /// <summary>Managed policies, attached to users, groups and roles by ARN or name.</summary>
    public IReadOnlyList<IamManagedPolicy> Policies { get; init; } = [];

    /// <summary>Reads and checks a document.</summary>
    /// <exception cref="FormatException">With a sentence that names the place.</exception>
    public static IamDocument Parse(string json)
    {
        IamDocument document;
        try
        {
            document = JsonSerializer.Deserialize<IamDocument>(json, IamJson.Options) ?? throw new FormatException("The document is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{e.Message}", e);
        }

        Unique("access key", document.Users.SelectMany(u => u.AccessKeys).Select(k => k.AccessKeyId));
        Unique("user", document.Users.Select(u => u.UserName));
        Unique("group", document.Groups.Select(g => g.GroupName));
        Unique("role", document.Roles.Select(r => r.RoleName));
        Unique("policy", document.Policies.Select(p => p.PolicyName));
        foreach (var policy in document.PolicyDocuments())
            policy.Check();
        foreach (var role in document.Roles)
            role.Check();
        foreach (var name in document.NamedPolicies())
        {
            if (document.FindPolicy(name) is null)
                throw new FormatException($"The policy \"{name}\" that is attached or a boundary is not among Policies.");
        }

        if (document.Users.SelectMany(u => u.Groups).FirstOrDefault(n => document.Groups.All(g => g.GroupName != n)) is { } unknown)
            throw new FormatException($"The group \"{unknown}\" is not among Groups.");
        return document;
    }

    /// <summary>A managed policy by its name or ARN.</summary>
    public IamManagedPolicy? FindPolicy(string nameOrArn) =>
        Policies.FirstOrDefault(p => p.PolicyName == nameOrArn || nameOrArn.EndsWith(":policy/" + p.PolicyName, StringComparison.Ordinal));

    private IEnumerable<PolicyDocument> PolicyDocuments() =>
        Users.SelectMany(u => u.Policies).Concat(Groups.SelectMany(g => g.Policies)).Concat(Roles.SelectMany(r => r.Policies)).Select(p => p.PolicyDocument)
            .Concat(Policies.Select(p => p.PolicyDocument));

    private IEnumerable<string> NamedPolicies() =>
        Users.SelectMany(u => u.AttachedPolicies).Concat(Groups.SelectMany(g => g.AttachedPolicies)).Concat(Roles.SelectMany(r => r.AttachedPolicies))
            .Concat(Users.Select(u => u.PermissionsBoundary).Concat(Roles.Select(r => r.PermissionsBoundary)).OfType<string>());

    private static void Unique(string what, IEnumerable<string> names)
    {
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"The {what} \"{twice.Key}\" appears twice.");
    }
}

/// <summary>A user.</summary>
public sealed record IamUser(string UserName)
{
    /// <summary>Its keys.</summary>
    public IReadOnlyList<IamAccessKey> AccessKeys { get; init; } = [];

    /// <summary>Names of the groups it is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Inline policies.</summary>
    public IReadOnlyList<IamInlinePolicy> Policies { get; init; } = [];

    /// <summary>Names or ARNs of managed policies.</summary>
    public IReadOnlyList<string> AttachedPolicies { get; init; } = [];

    /// <summary>Name or ARN of the managed policy that bounds what it may be allowed.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary><c>arn:aws:iam::ACCOUNT:user/NAME</c>.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:iam::{SandboxOptions.AccountId}:user/{UserName}";
}

/// <summary>A group of users.</summary>
public sealed record IamGroup(string GroupName)
{
    /// <summary>Inline policies.</summary>
    public IReadOnlyList<IamInlinePolicy> Policies { get; init; } = [];

    /// <summary>Names or ARNs of managed policies.</summary>
    public IReadOnlyList<string> AttachedPolicies { get; init; } = [];

    /// <summary><c>arn:aws:iam::ACCOUNT:group/NAME</c>.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:iam::{SandboxOptions.AccountId}:group/{GroupName}";
}

/// <summary>A long-lived key.</summary>
public sealed record IamAccessKey(string AccessKeyId, string SecretAccessKey);

/// <summary>A role.</summary>
public sealed record IamRole(string RoleName)
{
    /// <summary>Who may assume it; nobody when absent.</summary>
    public PolicyDocument? AssumeRolePolicyDocument { get; init; }

    /// <summary>Seconds, 3,600–43,200: the longest a session may last.</summary>
    public int MaxSessionDuration { get; init; } = 3600;

    /// <summary>Inline policies.</summary>
    public IReadOnlyList<IamInlinePolicy> Policies { get; init; } = [];

    /// <summary>Names or ARNs of managed policies.</summary>
    public IReadOnlyList<string> AttachedPolicies { get; init; } = [];

    /// <summary>Name or ARN of the managed policy that bounds what it may be allowed.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary><c>arn:aws:iam::ACCOUNT:role/NAME</c>.</summary>
    [JsonIgnore]
    public string Arn => $"arn:aws:iam::{SandboxOptions.AccountId}:role/{RoleName}";

    /// <exception cref="FormatException">When its own members are not IAM's grammar.</exception>
    public void Check()
    {
        AssumeRolePolicyDocument?.Check(trust: true);
        if (MaxSessionDuration is < 3600 or > 43_200)
            throw new FormatException($"The role \"{RoleName}\" has MaxSessionDuration {MaxSessionDuration}; it is between 3600 and 43200 seconds.");
    }
}

/// <summary>A policy within a user, group or role.</summary>
public sealed record IamInlinePolicy(string PolicyName, PolicyDocument PolicyDocument);

/// <summary>A policy that stands alone.</summary>
public sealed record IamManagedPolicy(string PolicyName, PolicyDocument PolicyDocument);
