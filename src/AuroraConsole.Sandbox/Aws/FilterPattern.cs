using System.Text;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>CloudWatch Logs' filter pattern for unstructured lines: terms (all), <c>?term</c> (any), <c>-term</c> (none); case counts.</summary>
internal sealed class FilterPattern
{
    private readonly List<string> _all = [];
    private readonly List<string> _any = [];
    private readonly List<string> _none = [];

    /// <exception cref="AwsRefusalException">Patterns of fields and JSON, and what cannot be read.</exception>
    public static FilterPattern Parse(string text)
    {
        var pattern = new FilterPattern();
        var rest = text.Trim();
        if (rest.Length > 0 && rest[0] is '{' or '[' or '%')
            throw Invalid(text, "the sandbox reads patterns of terms only");

        var at = 0;
        while (at < rest.Length)
        {
            if (char.IsWhiteSpace(rest[at]))
            {
                at++;
                continue;
            }

            var list = rest[at] switch { '?' => pattern._any, '-' => pattern._none, _ => pattern._all };
            if (!ReferenceEquals(list, pattern._all))
                at++;
            var term = Term(text, rest, ref at);
            if (term.Length > 0)
                list.Add(term);
        }

        return pattern;
    }

    public bool Matches(string line) =>
        _all.All(t => line.Contains(t, StringComparison.Ordinal))
        && (_any.Count == 0 || _any.Any(t => line.Contains(t, StringComparison.Ordinal)))
        && !_none.Any(t => line.Contains(t, StringComparison.Ordinal));

    private static string Term(string text, string rest, ref int at)
    {
        var term = new StringBuilder();
        if (at < rest.Length && rest[at] == '"')
        {
            for (at++; at < rest.Length && rest[at] != '"'; at++)
            {
                if (rest[at] == '\\' && at + 1 < rest.Length)
                    at++;
                term.Append(rest[at]);
            }

            if (at++ >= rest.Length)
                throw Invalid(text, "a quotation mark is missing");
            return term.ToString();
        }

        for (; at < rest.Length && !char.IsWhiteSpace(rest[at]); at++)
        {
            if (!char.IsLetterOrDigit(rest[at]) && rest[at] != '_')
                throw Invalid(text, $"terms with '{rest[at]}' must be in quotation marks");
            term.Append(rest[at]);
        }

        return term.ToString();
    }

    private static AwsRefusalException Invalid(string pattern, string why) =>
        new("InvalidParameterException", $"Invalid filter pattern '{pattern}': {why}.");
}
