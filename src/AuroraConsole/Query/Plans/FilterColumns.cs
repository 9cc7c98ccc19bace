using System.Text.RegularExpressions;

namespace AuroraConsole.Query.Plans;

/// <summary>The columns of a table that a filter compares, as far as an index could serve them.</summary>
/// <param name="All">Columns the filter compares with something, in its order, as they stand in SQL.</param>
/// <param name="Indexable">Those an index serves: equalities first, then one range.</param>
internal sealed partial record FilterColumns(IReadOnlyList<string> All, IReadOnlyList<string> Indexable)
{
    /// <summary>Reads a condition as the server writes it back; what is no plain comparison of a column is left out.</summary>
    public static FilterColumns Of(string? condition)
    {
        var (equal, range, all) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var part in Conjuncts(condition ?? ""))
        {
            if (Comparison().Match(part) is not { Success: true } found)
                continue;
            var column = found.Groups["column"].Value;
            if (!all.Contains(column))
                all.Add(column);
            var kind = found.Groups["op"].Value switch { "=" or "IS NULL" => equal, "<" or ">" or "<=" or ">=" => range, _ => null };
            if (kind?.Contains(column) == false)
                kind.Add(column);
        }

        return new FilterColumns(all, [.. equal, .. range.Except(equal).Take(1)]);
    }

    // The server puts every operator in parentheses: ((a = 1) AND (b > 2)).
    private static IEnumerable<string> Conjuncts(string condition)
    {
        if (condition is not ['(', .., ')'])
            return [condition];
        var (parts, depth, begin) = (new List<string>(), 0, 1);
        for (var at = 0; at < condition.Length; at++)
        {
            switch (condition[at])
            {
                case '\'' or '"':
                    var end = condition.IndexOf(condition[at], at + 1);
                    at = end < 0 ? condition.Length : end;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0 && at < condition.Length - 1:
                    // "(a = 1) OR …" was not one whole.
                    return [condition];
                case 'A' when depth == 1 && string.CompareOrdinal(condition, at - 1, " AND ", 0, 5) == 0:
                    parts.Add(condition[begin..(at - 1)]);
                    begin = at + 4;
                    break;
                case 'O' when depth == 1 && string.CompareOrdinal(condition, at - 1, " OR ", 0, 4) == 0:
                    return [];
            }
        }

        if (parts.Count == 0)
            return [condition[1..^1]];
        parts.Add(condition[begin..^1]);
        return parts.SelectMany(Conjuncts);
    }

    // An alias before the column, a cast behind it (with the parentheses it brings), then the operator.
    [GeneratedRegex("""^\(?(?:(?:[a-z_][\w$]*|"(?:[^"]|"")+")\.)?(?<column>[a-z_][\w$]*|"(?:[^"]|"")+")\)?(?:::[a-z][a-z0-9 ]*?(?:\(\d+\))?)? (?<op>=|<>|<=|>=|<|>|~~\*?|IS NULL|IS NOT NULL)(?: |$)""")]
    private static partial Regex Comparison();
}
