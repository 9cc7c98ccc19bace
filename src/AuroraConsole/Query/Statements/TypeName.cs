namespace AuroraConsole.Query.Statements;

/// <summary>Names of types as a cast takes them: <c>int</c>, <c>double precision</c>, <c>numeric(12,2)</c>, <c>public."My type"[]</c>.</summary>
internal static class TypeName
{
    private const int Longest = 200;

    /// <summary>Whether the text can be nothing but the name of a type, so that it may stand inside a cast.</summary>
    public static bool IsOne(string text)
    {
        if (text.Length > Longest)
            return false;
        var tokens = SqlLexer.Read(text).Where(token => token.Kind != SqlTokenKind.Whitespace).ToList();
        var open = false;
        foreach (var token in tokens)
        {
            var part = token.In(text);
            switch (token.Kind)
            {
                case SqlTokenKind.Word when !open:
                case SqlTokenKind.QuotedName when !open && part[0] == '"' && part.Count('"') % 2 == 0:
                case SqlTokenKind.Symbol when part is "." or "," or "[" or "]":
                case SqlTokenKind.Number:
                    break;
                case SqlTokenKind.OpenParenthesis when !open:
                    open = true;
                    break;
                case SqlTokenKind.CloseParenthesis when open:
                    open = false;
                    break;
                default:
                    return false;
            }
        }

        return !open && tokens.Count > 0 && tokens[0].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
    }
}
