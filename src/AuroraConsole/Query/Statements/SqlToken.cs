namespace AuroraConsole.Query.Statements;

/// <summary>What a piece of SQL text is, as PostgreSQL's own scanner (scan.l) sees it.</summary>
public enum SqlTokenKind
{
    /// <summary>Spaces and line ends.</summary>
    Whitespace,

    /// <summary><c>-- to the end of the line</c>, without the line end.</summary>
    LineComment,

    /// <summary><c>/* nested /* too */ */</c></summary>
    BlockComment,

    /// <summary><c>'…'</c>, <c>E'…'</c>, <c>U&amp;'…'</c>, <c>B'…'</c>, <c>X'…'</c>, <c>N'…'</c></summary>
    Text,

    /// <summary><c>$tag$…$tag$</c></summary>
    DollarText,

    /// <summary><c>"…"</c>, <c>U&amp;"…"</c></summary>
    QuotedName,

    /// <summary>A key word or an unquoted name.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>$1</c></summary>
    Parameter,

    /// <summary><c>;</c></summary>
    Semicolon,

    /// <summary><c>(</c></summary>
    OpenParenthesis,

    /// <summary><c>)</c></summary>
    CloseParenthesis,

    /// <summary>A backslash and the rest of its line: a command of psql, never SQL.</summary>
    PsqlCommand,

    /// <summary>Any other single character.</summary>
    Symbol,
}

/// <summary>A piece of SQL text. All pieces in a row are the text again.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">UTF-16 offset.</param>
/// <param name="Length">UTF-16 units.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>UTF-16 offset after it.</summary>
    public int End => Start + Length;

    /// <summary>Whether it means nothing to the server.</summary>
    public bool IsTrivia => Kind is SqlTokenKind.Whitespace or SqlTokenKind.LineComment or SqlTokenKind.BlockComment;

    /// <summary>Its text.</summary>
    public ReadOnlySpan<char> In(string sql) => sql.AsSpan(Start, Length);

    /// <summary>Whether it is this key word, whatever its case.</summary>
    public bool Is(string sql, string keyword) => Kind == SqlTokenKind.Word && In(sql).Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
