using System.Text;

namespace AuroraConsole.Sandbox.Account;

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
        var filled = new StringBuilder();
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
