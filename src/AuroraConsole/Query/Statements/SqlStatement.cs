namespace AuroraConsole.Query.Statements;

/// <summary>One statement of a text.</summary>
/// <param name="Text">What is sent: with its comments, without the semicolon.</param>
/// <param name="Start">UTF-16 offset of <paramref name="Text"/> in the editor's text.</param>
/// <param name="SpanEnd">UTF-16 offset after its semicolon, for finding the statement under the cursor.</param>
/// <param name="Tokens">Of <paramref name="Text"/>, without white space and comments.</param>
public sealed record SqlStatement(string Text, int Start, int SpanEnd, IReadOnlyList<SqlToken> Tokens)
{
    /// <summary>The first key word in capitals, past opening parentheses; empty when there is none.</summary>
    public string Keyword => Tokens.SkipWhile(token => token.Kind == SqlTokenKind.OpenParenthesis).FirstOrDefault() is { Kind: SqlTokenKind.Word } first
        ? first.In(Text).ToString().ToUpperInvariant()
        : "";

    /// <summary>The text of a token.</summary>
    public string Word(int token) => Tokens[token].In(Text).ToString();

    /// <summary>Whether the token at this index is there and is the key word.</summary>
    public bool Is(int token, string keyword) => token >= 0 && token < Tokens.Count && Tokens[token].Is(Text, keyword);

    /// <summary>Whether the token at this index is there and is this one character.</summary>
    public bool IsSymbol(int token, char symbol) => token >= 0 && token < Tokens.Count && Tokens[token].Length == 1 && Text[Tokens[token].Start] == symbol;

    /// <summary>Whether the key word stands anywhere outside quotes and comments.</summary>
    public bool Has(string keyword) => Tokens.Any(token => token.Is(Text, keyword));

    /// <summary>The first token of a kind, if any.</summary>
    public SqlToken? First(SqlTokenKind kind) => Tokens.Where(token => token.Kind == kind).Select(token => (SqlToken?)token).FirstOrDefault();
}
