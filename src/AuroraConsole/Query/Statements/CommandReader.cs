namespace AuroraConsole.Query.Statements;

/// <summary>Finds names, commands and conditions among the tokens of one statement; places are indices of tokens.</summary>
internal sealed class CommandReader
{
    private readonly int[] _depth;

    /// <summary>Over these tokens.</summary>
    public CommandReader(SqlStatement statement)
    {
        Statement = statement;
        _depth = new int[statement.Tokens.Count];
        for (int at = 0, depth = 0; at < _depth.Length; at++)
        {
            if (statement.Tokens[at].Kind == SqlTokenKind.CloseParenthesis)
                depth--;
            _depth[at] = depth;
            if (statement.Tokens[at].Kind == SqlTokenKind.OpenParenthesis)
                depth++;
        }
    }

    /// <summary>Whose.</summary>
    public SqlStatement Statement { get; }

    public bool Is(int at, string keyword) => Statement.Is(at, keyword);

    public int Depth(int at) => _depth[at];

    public string Upper(int at) => at < Statement.Tokens.Count ? Statement.Word(at).ToUpperInvariant() : "";

    public int Position(int at) => Statement.Start + Statement.Tokens[Math.Min(at, Statement.Tokens.Count - 1)].Start;

    /// <summary>A name with its schema, from this token on.</summary>
    public NameAt? Name(int at)
    {
        if (!IsNamePart(at))
            return null;
        var end = at + 1;
        while (Statement.IsSymbol(end, '.') && IsNamePart(end + 1))
            end += 2;
        return new NameAt(Statement.Text[Statement.Tokens[at].Start..Statement.Tokens[end - 1].End], at, end);
    }

    /// <summary>The table a command names: past ONLY and an opening parenthesis.</summary>
    public NameAt? Table(int at)
    {
        while (Is(at, "ONLY") || (at < Statement.Tokens.Count && Statement.Tokens[at].Kind == SqlTokenKind.OpenParenthesis))
            at++;
        return Name(at);
    }

    /// <summary>Names parted by commas; what stands in parentheses after one (a function's arguments) is passed over.</summary>
    public IEnumerable<NameAt> Names(int at)
    {
        while (Table(at) is { } name)
        {
            yield return name;
            for (at = name.Next; at < Statement.Tokens.Count && !(Statement.IsSymbol(at, ',') && _depth[at] == 0); at++)
            {
            }

            at++;
        }
    }

    /// <summary>Whether a command begins at this token: first of all, in a WITH or COPY ( … ), after EXPLAIN or after a WITH list.</summary>
    public bool BeginsCommand(int at)
    {
        if (Statement.Tokens[at].Kind != SqlTokenKind.Word)
            return false;
        if (at == 0)
            return true;
        return Statement.Tokens[at - 1].Kind switch
        {
            SqlTokenKind.OpenParenthesis => at == 1 || Is(at - 2, "AS") || Is(at - 2, "MATERIALIZED") || Is(at - 2, "COPY"),
            // … ) DELETE: after the list of a WITH, or after the options of EXPLAIN.
            SqlTokenKind.CloseParenthesis => Statement.Keyword is "WITH" or "EXPLAIN" or "COPY",
            SqlTokenKind.Word => Statement.Keyword == "EXPLAIN" && _depth[at] == 0 && Enumerable.Range(0, at).All(before => new[] { "EXPLAIN", "ANALYZE", "ANALYSE", "VERBOSE" }.Any(word => Is(before, word))),
            _ => false,
        };
    }

    /// <summary>How it is told that a DELETE or UPDATE meets every row; <c>null</c> when it has a condition.</summary>
    public string? Unconditional(int from)
    {
        for (var at = from + 1; at < Statement.Tokens.Count && _depth[at] >= _depth[from]; at++)
        {
            if (_depth[at] != _depth[from] || !Is(at, "WHERE"))
                continue;
            return IsAlwaysTrue(at + 1, EndOfCondition(at + 1, _depth[from])) ? "has a WHERE that is always true" : null;
        }

        return "has no WHERE";
    }

    /// <summary>The WHEN clauses that delete without AND, each as a clause of a sentence.</summary>
    public IEnumerable<string> MergedAway(int from)
    {
        var when = -1;
        for (var at = from; at < Statement.Tokens.Count && _depth[at] >= _depth[from]; at++)
        {
            if (Is(at, "WHEN") && _depth[at] == _depth[from])
                when = at;
            if (when < 0 || !Is(at, "THEN") || !Is(at + 1, "DELETE"))
                continue;
            var words = Enumerable.Range(when, at - when).ToList();
            if (!words.Any(word => Is(word, "AND")))
                yield return words.Any(word => Is(word, "NOT")) ? "matches nothing" : "matches";
            when = -1;
        }
    }

    private int EndOfCondition(int at, int depth)
    {
        while (at < Statement.Tokens.Count && _depth[at] >= depth && !Is(at, "RETURNING"))
            at++;
        return at;
    }

    // true, 1=1, 'a' = 'a', (true), NOT false
    private bool IsAlwaysTrue(int from, int to)
    {
        var words = Enumerable.Range(from, Math.Max(0, to - from)).Where(at => Statement.Tokens[at].Kind is not (SqlTokenKind.OpenParenthesis or SqlTokenKind.CloseParenthesis)).ToList();
        return words switch
        {
            [var only] => Is(only, "TRUE") || Statement.Word(only) is "'t'" or "'true'",
            [var not, var value] => Is(not, "NOT") && Is(value, "FALSE"),
            [var left, var equals, var right] => Statement.IsSymbol(equals, '=') && Statement.Tokens[left].Kind is SqlTokenKind.Number or SqlTokenKind.Text && Statement.Word(left) == Statement.Word(right),
            _ => false,
        };
    }

    private bool IsNamePart(int at) => at < Statement.Tokens.Count && Statement.Tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
}

/// <summary>A name as it is written, with its schema.</summary>
/// <param name="Text">Quotes and all.</param>
/// <param name="Token">Where it begins.</param>
/// <param name="Next">The token after it.</param>
internal readonly record struct NameAt(string Text, int Token, int Next);
