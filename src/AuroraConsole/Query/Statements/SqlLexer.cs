namespace AuroraConsole.Query.Statements;

/// <summary>
/// Cuts SQL into tokens by the rules of PostgreSQL's scanner (scan.l, with <c>standard_conforming_strings</c> on). Never fails:
/// what is not closed reaches to the end of the text, and the server says so in its own words.
/// </summary>
public static class SqlLexer
{
    /// <summary>The tokens of <paramref name="sql"/>, without gaps.</summary>
    public static IEnumerable<SqlToken> Read(string sql)
    {
        for (var at = 0; at < sql.Length;)
        {
            var (kind, end) = Next(sql, at);
            yield return new SqlToken(kind, at, end - at);
            at = end;
        }
    }

    private static (SqlTokenKind Kind, int End) Next(string sql, int at)
    {
        var next = at + 1 < sql.Length ? sql[at + 1] : '\0';
        switch (sql[at])
        {
            case var space when IsSpace(space):
                return (SqlTokenKind.Whitespace, SkipSpace(sql, at));
            case '-' when next == '-':
                return (SqlTokenKind.LineComment, LineEnd(sql, at));
            case '/' when next == '*':
                return (SqlTokenKind.BlockComment, BlockCommentEnd(sql, at));
            case '\'':
                return (SqlTokenKind.Text, QuoteEnd(sql, at, '\''));
            case '"':
                return (SqlTokenKind.QuotedName, QuoteEnd(sql, at, '"'));
            case 'e' or 'E' when next == '\'':
                return (SqlTokenKind.Text, EscapeTextEnd(sql, at + 1));
            case 'b' or 'B' or 'x' or 'X' or 'n' or 'N' when next == '\'':
                return (SqlTokenKind.Text, QuoteEnd(sql, at + 1, '\''));
            case 'u' or 'U' when next == '&' && at + 2 < sql.Length && sql[at + 2] is '\'' or '"':
                return (sql[at + 2] == '"' ? SqlTokenKind.QuotedName : SqlTokenKind.Text, QuoteEnd(sql, at + 2, sql[at + 2]));
            case '$' when char.IsAsciiDigit(next):
                return (SqlTokenKind.Parameter, Junk(sql, SkipDigits(sql, at + 1)));
            case '$' when DollarTag(sql, at) is { } tag:
                return (SqlTokenKind.DollarText, DollarEnd(sql, at, tag));
            case var letter when IsNameStart(letter):
                return (SqlTokenKind.Word, NameEnd(sql, at));
            case var digit when char.IsAsciiDigit(digit) || (digit == '.' && char.IsAsciiDigit(next)):
                return (SqlTokenKind.Number, Junk(sql, NumberEnd(sql, at)));
            case ';':
                return (SqlTokenKind.Semicolon, at + 1);
            case '(':
                return (SqlTokenKind.OpenParenthesis, at + 1);
            case ')':
                return (SqlTokenKind.CloseParenthesis, at + 1);
            case '\\':
                return (SqlTokenKind.PsqlCommand, LineEnd(sql, at));
            default:
                return (SqlTokenKind.Symbol, at + 1);
        }
    }

    // scan.l: space is [ \t\n\r\f], with \v since 16; anything beyond ASCII belongs to names.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '$';

    private static int SkipSpace(string sql, int at)
    {
        while (at < sql.Length && IsSpace(sql[at]))
            at++;
        return at;
    }

    private static int SkipDigits(string sql, int at)
    {
        while (at < sql.Length && char.IsAsciiDigit(sql[at]))
            at++;
        return at;
    }

    private static int NameEnd(string sql, int at)
    {
        while (at < sql.Length && IsNamePart(sql[at]))
            at++;
        return at;
    }

    // A name glued to a number or parameter is one token with it, which the server refuses (scan.l, integer_junk, param_junk).
    private static int Junk(string sql, int at) => at < sql.Length && IsNameStart(sql[at]) ? NameEnd(sql, at) : at;

    private static int LineEnd(string sql, int at)
    {
        var end = sql.AsSpan(at).IndexOfAny('\n', '\r');
        return end < 0 ? sql.Length : at + end;
    }

    private static int BlockCommentEnd(string sql, int at)
    {
        var depth = 0;
        while (at < sql.Length)
        {
            var pair = sql.AsSpan(at, Math.Min(2, sql.Length - at));
            if (pair is "/*")
                depth++;
            else if (pair is "*/")
                depth--;
            at += pair is "/*" or "*/" ? 2 : 1;
            if (depth == 0)
                return at;
        }

        return sql.Length;
    }

    private static int QuoteEnd(string sql, int open, char quote)
    {
        for (var at = open + 1; at < sql.Length; at++)
        {
            if (sql[at] != quote)
                continue;
            if (at + 1 >= sql.Length || sql[at + 1] != quote)
                return at + 1;
            at++;
        }

        return sql.Length;
    }

    // E'…' goes on over a line end into the next quote, still with backslash escapes.
    private static int EscapeTextEnd(string sql, int open)
    {
        while (true)
        {
            var at = open + 1;
            while (at < sql.Length && (sql[at] != '\'' || (at + 1 < sql.Length && sql[at + 1] == '\'')))
                at += sql[at] is '\\' or '\'' ? 2 : 1;
            if (at >= sql.Length)
                return sql.Length;
            var end = at + 1;
            if (Continuation(sql, end) is not { } more)
                return end;
            open = more;
        }
    }

    // scan.l, quotecontinue: white space and comments with a line end among them, then a quote.
    private static int? Continuation(string sql, int at)
    {
        var after = SkipSpace(sql, at);
        while (after + 1 < sql.Length && sql[after] == '-' && sql[after + 1] == '-')
            after = SkipSpace(sql, LineEnd(sql, after));
        return after < sql.Length && sql[after] == '\'' && sql.AsSpan(at, after - at).IndexOfAny('\n', '\r') >= 0 ? after : null;
    }

    private static string? DollarTag(string sql, int at)
    {
        var end = at + 1;
        if (end < sql.Length && IsNameStart(sql[end]))
        {
            while (end < sql.Length && sql[end] != '$' && IsNamePart(sql[end]))
                end++;
        }

        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }

    private static int DollarEnd(string sql, int at, string tag)
    {
        var close = sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }

    private static int NumberEnd(string sql, int at)
    {
        if (sql[at] == '0' && at + 2 < sql.Length && (sql[at + 1] | 0x20) is 'x' or 'o' or 'b' && char.IsAsciiHexDigit(sql[at + 2]))
            return SkipNumber(sql, at + 2, char.IsAsciiHexDigit);
        at = SkipNumber(sql, at, char.IsAsciiDigit);
        // 1..10 is two numbers about a "..".
        if (at < sql.Length && sql[at] == '.' && (at + 1 >= sql.Length || sql[at + 1] != '.'))
            at = SkipNumber(sql, at + 1, char.IsAsciiDigit);
        if (at < sql.Length && sql[at] is 'e' or 'E')
        {
            var digits = at + 1 < sql.Length && sql[at + 1] is '+' or '-' ? at + 2 : at + 1;
            if (digits < sql.Length && char.IsAsciiDigit(sql[digits]))
                at = SkipNumber(sql, digits, char.IsAsciiDigit);
        }

        return at;
    }

    // Digits may be parted by single underscores (16 and later).
    private static int SkipNumber(string sql, int at, Func<char, bool> isDigit)
    {
        while (at < sql.Length && (isDigit(sql[at]) || (sql[at] == '_' && at + 1 < sql.Length && isDigit(sql[at + 1]))))
            at++;
        return at;
    }
}
