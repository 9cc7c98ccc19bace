namespace AuroraConsole.Query.Statements;

/// <summary>Finds the statements of a text as psql does: by semicolons outside quotes, comments, parentheses and <c>BEGIN ATOMIC</c> bodies.</summary>
public static class StatementSplitter
{
    /// <summary>All statements, in order; what holds only comments is none.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="offset">Where the text begins in the editor, UTF-16, when it is a selection.</param>
    public static IReadOnlyList<SqlStatement> Split(string sql, int offset = 0)
    {
        var statements = new List<SqlStatement>();
        var tokens = new List<SqlToken>();
        var body = new RoutineBody();
        var parentheses = 0;
        foreach (var token in SqlLexer.Read(sql))
        {
            switch (token.Kind)
            {
                case SqlTokenKind.OpenParenthesis:
                    parentheses++;
                    break;
                case SqlTokenKind.CloseParenthesis:
                    parentheses = Math.Max(0, parentheses - 1);
                    break;
                case SqlTokenKind.Word:
                    body.See(token.In(sql), parentheses);
                    break;
            }

            tokens.Add(token);
            if (token.Kind != SqlTokenKind.Semicolon || parentheses > 0 || body.IsOpen)
                continue;
            Add(statements, sql, tokens[..^1], token.End, offset);
            tokens.Clear();
            body = new RoutineBody();
        }

        Add(statements, sql, tokens, sql.Length, offset);
        return statements;
    }

    /// <summary>The statement the cursor is in or just behind on the same line; else the next one; else the last.</summary>
    public static SqlStatement? At(string sql, int cursor)
    {
        SqlStatement? before = null;
        foreach (var statement in Split(sql))
        {
            if (cursor < statement.SpanEnd)
                return before is not null && IsJustBehind(sql, before, cursor) ? before : statement;
            before = statement;
        }

        return before;
    }

    private static bool IsJustBehind(string sql, SqlStatement statement, int cursor)
    {
        var between = sql.AsSpan(statement.SpanEnd, cursor - statement.SpanEnd);
        return between.IsWhiteSpace() && !between.Contains('\n');
    }

    private static void Add(List<SqlStatement> statements, string sql, IReadOnlyList<SqlToken> tokens, int spanEnd, int offset)
    {
        var solid = tokens.Where(token => !token.IsTrivia).ToList();
        if (solid.Count == 0)
            return;
        var start = tokens.First(token => token.Kind != SqlTokenKind.Whitespace).Start;
        var text = sql[start..solid[^1].End];
        statements.Add(new SqlStatement(text, offset + start, offset + spanEnd, [.. solid.Select(token => token with { Start = token.Start - start })]));
    }

    /// <summary>Follows <c>CREATE [OR REPLACE] FUNCTION|PROCEDURE … BEGIN ATOMIC … END</c> (psqlscan.l).</summary>
    private sealed class RoutineBody
    {
        private readonly List<string> _first = new(4);
        private int _depth;

        public bool IsOpen => _depth > 0;

        public void See(ReadOnlySpan<char> word, int parentheses)
        {
            if (_first.Count < 4)
                _first.Add(word.ToString().ToUpperInvariant());
            if (parentheses > 0 || !IsRoutine)
                return;
            if (word.Equals("BEGIN", StringComparison.OrdinalIgnoreCase))
                _depth++;
            else if (word.Equals("CASE", StringComparison.OrdinalIgnoreCase) && _depth > 0)
                _depth++;
            else if (word.Equals("END", StringComparison.OrdinalIgnoreCase) && _depth > 0)
                _depth--;
        }

        private bool IsRoutine => _first is ["CREATE", "FUNCTION" or "PROCEDURE", ..] or ["CREATE", "OR", "REPLACE", "FUNCTION" or "PROCEDURE"];
    }
}
