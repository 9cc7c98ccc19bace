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

    /// <exception cref="FormatException">When the statement is not IAM's grammar.</exception>
    public void Check()
    {
        var name = Sid is null ? "A statement" : $"The statement \"{Sid}\"";
        if (Effect is not ("Allow" or "Deny"))
            throw new FormatException($"{name} has Effect \"{Effect}\"; it is \"Allow\" or \"Deny\".");
        if (Action is null == NotAction is null)
            throw new FormatException($"{name} needs either Action or NotAction.");
        if (Principal is null && Resource is null == NotResource is null)
            throw new FormatException($"{name} needs either Resource or NotResource.");
        foreach (var operatorName in Condition?.Keys ?? Enumerable.Empty<string>())
        {
            if (!PolicyCondition.Knows(operatorName))
                throw new FormatException($"{name} uses the condition operator \"{operatorName}\", which the sandbox does not know.");
        }
    }

    /// <summary>Whether the statement speaks of this request.</summary>
    public bool Matches(PolicyRequest request) =>
        (Action is null || Action.Values.Any(a => Wildcard.Matches(a, request.Action, ignoreCase: true)))
        && (NotAction is null || !NotAction.Values.Any(a => Wildcard.Matches(a, request.Action, ignoreCase: true)))
        && (Resource is null || Resource.Values.Any(r => Wildcard.MatchesArn(request.Substitute(r), request.Resource)))
        && (NotResource is null || !NotResource.Values.Any(r => Wildcard.MatchesArn(request.Substitute(r), request.Resource)))
        && (Condition is null || PolicyCondition.Holds(Condition, request));
}

/// <summary>What is asked of a policy.</summary>
/// <param name="Action">Such as <c>rds:DescribeDBClusters</c>.</param>
/// <param name="Resource">ARN, or <c>*</c> for actions without one.</param>
/// <param name="Context">Condition keys and their values; keys are compared without case.</param>
public sealed record PolicyRequest(string Action, string Resource, IReadOnlyDictionary<string, string> Context)
{
    /// <summary>Replaces policy variables such as <c>${aws:username}</c>; an unknown one stays and matches nothing.</summary>
    public string Substitute(string pattern) =>
        Context.Aggregate(pattern, (text, pair) => text.Replace("${" + pair.Key + "}", pair.Value, StringComparison.OrdinalIgnoreCase));
}

/// <summary>IAM's <c>*</c> and <c>?</c>.</summary>
public static class Wildcard
{
    /// <summary>Whether the whole text fits the pattern; linear but for the last star.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase = false)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    /// <summary>ARNs are compared part by part (a star does not cross a colon of the first five); missing parts are stars.</summary>
    public static bool MatchesArn(string pattern, string arn)
    {
        if (pattern == "*")
            return true;

        var patterns = pattern.Split(':', 6);
        var parts = arn.Split(':', 6);
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Matches(i < patterns.Length ? patterns[i] : "*", parts[i]))
                return false;
        }

        return patterns.Length <= parts.Length;
    }

    private static bool Same(char a, char b, bool ignoreCase) =>
        ignoreCase ? char.ToLowerInvariant(a) == char.ToLowerInvariant(b) : a == b;
}
