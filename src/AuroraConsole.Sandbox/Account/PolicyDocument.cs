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
            var policy = System.Text.Json.JsonSerializer.Deserialize<PolicyDocument>(json, IamJson.Options) ?? throw new FormatException("The policy is empty.");
            policy.Check();
            return policy;
        }
        catch (System.Text.Json.JsonException e)
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

/// <summary>What is asked of a policy.</summary>
/// <param name="Action">Such as <c>rds:DescribeDBClusters</c>.</param>
/// <param name="Resource">ARN, or <c>*</c> for actions without one.</param>
/// <param name="Context">Condition keys and their values; keys are compared without case.</param>
public sealed record PolicyRequest(string Action, string Resource, IReadOnlyDictionary<string, Texts> Context)
{
    /// <summary>Whether a pattern of <c>Resource</c> fits; one with a variable that has no value fits nothing.</summary>
    public bool IsFor(string pattern) => Substitute(pattern) is { } filled && Wildcard.MatchesArn(filled, Resource);

    /// <summary>
    /// Replaces policy variables: <c>${aws:username}</c>, <c>${aws:username, 'nobody'}</c>, and <c>${*}</c>, <c>${?}</c>, <c>${$}</c> for the characters themselves.
    /// <c>null</c> when one has neither value nor default.
    /// </summary>
    public string? Substitute(string pattern)
    {
        var filled = new System.Text.StringBuilder();
        var rest = pattern.AsSpan();
        for (int start; (start = rest.IndexOf("${")) >= 0;)
        {
            var length = rest[start..].IndexOf('}');
            if (length < 0)
                break;
            if (ValueOf(rest.Slice(start + 2, length - 2).ToString()) is not { } value)
                return null;
            filled.Append(rest[..start]).Append(Wildcard.Escape(value));
            rest = rest[(start + length + 1)..];
        }

        return filled.Append(rest).ToString();
    }

    private string? ValueOf(string variable)
    {
        if (variable is "*" or "?" or "$")
            return variable;
        var comma = variable.IndexOf(',');
        var key = (comma < 0 ? variable : variable[..comma]).Trim();
        return Context.TryGetValue(key, out var there) && there.Values is [var only] ? only
            : comma < 0 ? null
            : variable[(comma + 1)..].Trim().Trim('\'');
    }
}

/// <summary>IAM's <c>*</c> and <c>?</c>.</summary>
public static class Wildcard
{
    // Private characters of Unicode stand in a pattern for a star and a question mark that mean themselves.
    private const char Star = '\uE000';
    private const char QuestionMark = '\uE001';

    /// <summary>A pattern that fits this text alone.</summary>
    public static string Escape(string text) => text.Replace('*', Star).Replace('?', QuestionMark);

    /// <summary>The text that an escaped pattern fits.</summary>
    public static string Literal(string pattern) => pattern.Replace(Star, '*').Replace(QuestionMark, '?');

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

    private static bool Same(char pattern, char text, bool ignoreCase) => pattern switch
    {
        Star => text == '*',
        QuestionMark => text == '?',
        _ => ignoreCase ? char.ToLowerInvariant(pattern) == char.ToLowerInvariant(text) : pattern == text,
    };
}
