using System.Text.Json;

namespace AuroraConsole.Sandbox.Account;

/// <summary>One value or several, as IAM writes them.</summary>
public sealed record Texts(IReadOnlyList<string> Values);

/// <summary>Who a trust policy speaks of, by kind (<c>AWS</c>, <c>Service</c>).</summary>
public sealed record PolicyPrincipal(Dictionary<string, Texts> Values);

/// <summary>A policy in IAM's grammar.</summary>
public sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statement)
{
    /// <summary><c>2012-10-17</c>.</summary>
    public string Version { get; init; } = "2012-10-17";

    /// <summary>Optional name of the policy.</summary>
    public string? Id { get; init; }

    /// <summary>A policy that stands alone, such as a session's.</summary>
    /// <exception cref="FormatException">When it is not IAM's grammar.</exception>
    public static PolicyDocument Parse(string json)
    {
        try
        {
            var policy = JsonSerializer.Deserialize<PolicyDocument>(json, IamJson.Options) ?? throw new FormatException("The policy is empty.");
            policy.Check();
            return policy;
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <param name="trust">It is a role's trust policy: it names principals and no resources; every other is the other way round.</param>
    /// <exception cref="FormatException">When it is not IAM's grammar.</exception>
    public void Check(bool trust = false)
    {
        if (Version is not ("2012-10-17" or "2008-10-17"))
            throw new FormatException($"A policy has Version \"{Version}\"; it is \"2012-10-17\".");
        foreach (var statement in Statement)
            statement.Check(trust);
    }
}

/// <summary>One statement.</summary>
/// <param name="Effect"><c>Allow</c> or <c>Deny</c>.</param>
public sealed record PolicyStatement(string Effect)
{
    /// <summary>Optional name of the statement.</summary>
    public string? Sid { get; init; }

    /// <summary>Trust policies only.</summary>
    public PolicyPrincipal? Principal { get; init; }

    /// <summary>Patterns of actions; case does not matter.</summary>
    public Texts? Action { get; init; }

    /// <summary>All actions but these.</summary>
    public Texts? NotAction { get; init; }

    /// <summary>Patterns of ARNs.</summary>
    public Texts? Resource { get; init; }

    /// <summary>All resources but these.</summary>
    public Texts? NotResource { get; init; }

    /// <summary>Operator → key → values; all must hold.</summary>
    public Dictionary<string, Dictionary<string, Texts>>? Condition { get; init; }

    /// <param name="trust">It belongs to a role's trust policy.</param>
    /// <exception cref="FormatException">When the statement is not IAM's grammar.</exception>
    public void Check(bool trust)
    {
        var name = Sid is null ? "A statement" : $"The statement \"{Sid}\"";
        if (Effect is not ("Allow" or "Deny"))
            throw new FormatException($"{name} has Effect \"{Effect}\"; it is \"Allow\" or \"Deny\".");
        if (Action is null == NotAction is null)
            throw new FormatException($"{name} needs either Action or NotAction.");
        if (trust != Principal is not null)
            throw new FormatException(trust ? $"{name} of a trust policy needs a Principal." : $"{name} must not have a Principal: it speaks of whom the policy is attached to.");
        if (trust && (Resource is not null || NotResource is not null))
            throw new FormatException($"{name} of a trust policy must not have a Resource: it speaks of its role.");
        if (!trust && Resource is null == NotResource is null)
            throw new FormatException($"{name} needs either Resource or NotResource.");
        foreach (var operatorName in Condition?.Keys ?? Enumerable.Empty<string>())
        {
            if (!PolicyCondition.Knows(operatorName))
                throw new FormatException($"{name} uses the condition operator \"{operatorName}\", which the sandbox does not know.");
        }
    }

    /// <summary>Whether the statement speaks of this action and resource, whatever its conditions.</summary>
    public bool Concerns(PolicyRequest request) =>
        (Action is null || Action.Values.Any(a => Wildcard.Matches(a, request.Action, ignoreCase: true)))
        && (NotAction is null || !NotAction.Values.Any(a => Wildcard.Matches(a, request.Action, ignoreCase: true)))
        && (Resource is null || Resource.Values.Any(request.IsFor))
        && (NotResource is null || !NotResource.Values.Any(request.IsFor));

    /// <summary>Whether it holds for this request.</summary>
    public bool Matches(PolicyRequest request) => Concerns(request) && (Condition is null || PolicyCondition.Holds(Condition, request));
}
