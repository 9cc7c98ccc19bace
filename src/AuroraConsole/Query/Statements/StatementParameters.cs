using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace AuroraConsole.Query.Statements;

/// <summary>
/// Parameters of a statement: <c>:name</c> and <c>:'name'</c> as psql writes them, and <c>$1</c>. The server gets numbered ones, with every
/// value as text beside the statement. A <c>:</c> inside brackets after an expression parts the bounds of an array slice, so <c>a[1:n]</c> has
/// none and <c>a[:n]</c> has one; inside <c>JSON_OBJECT</c> it parts key and value.
/// </summary>
public static class StatementParameters
{
    // What the server plans takes values. COPY is given literals by Inline.
    private static readonly HashSet<string> Taking = ["SELECT", "VALUES", "WITH", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "EXPLAIN", "CALL", "DECLARE", "COPY"];
    // After these a new expression begins, so a colon in brackets is no slice.
    private static readonly HashSet<string> BeforeExpression = ["WHEN", "THEN", "ELSE", "AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "BETWEEN", "SELECT", "WHERE", "CASE", "FROM", "TO", "IS"];

    // Stands for the parenthesis of JSON_OBJECT among those that are open.
    private const char JsonObject = '{';

    /// <summary>The names in the order of their numbers, each once; <c>$1</c> is named "1".</summary>
    public static IReadOnlyList<string> Of(SqlStatement statement) => Names(Find(statement));

    /// <summary>Why the statement cannot be run with these values, or <c>null</c>: a value is missing, or it takes no parameters.</summary>
    public static Refusal? Missing(SqlStatement statement, IReadOnlyDictionary<string, ParameterValue>? values)
    {
        foreach (var use in Find(statement))
        {
            if (use.IsName)
                return Refuse(statement, use, "ParameterIsName", $"{Spelled(statement, use)} would stand for a name, and a parameter stands for a value. Write the name itself.");
            if (!Taking.Contains(statement.Keyword))
                return Refuse(statement, use, "ParameterNotTaken", $"{Spelled(statement, use)} cannot be given a value: PostgreSQL takes parameters in SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, CALL and EXPLAIN. Put the value in its place.");
            if (values?.TryGetValue(use.Name, out var value) != true)
                return Refuse(statement, use, "ParameterWithoutValue", $"{Spelled(statement, use)} has no value. Give it one, or put the value in its place.");
            if (value!.Type is { Length: > 0 } type && !TypeName.IsOne(type))
                return Refuse(statement, use, "NoSuchType", $"{type} is not the name of a type. Write it as in a cast, such as timestamptz or numeric(12,2).");
        }

        return null;
    }

    /// <summary>Gives the command its text and values. Call <see cref="Missing"/> first.</summary>
    /// <returns>What is sent, to find the place of an error by.</returns>
    public static SentText Bind(NpgsqlCommand command, SqlStatement statement, IReadOnlyDictionary<string, ParameterValue>? values)
    {
        var uses = Find(statement);
        var names = Names(uses);
        var sent = Replace(statement, uses, use => Cast($"${Number(names, use)}", values![use.Name].Type));
        command.CommandText = sent.Text;
        foreach (var name in names)
        {
            // Unknown: sent as text and without a type, so the server decides as it does for a literal.
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)values![name].Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown });
        }

        return sent;
    }

    /// <summary>The text with numbered parameters and no values, for asking the server about their types.</summary>
    public static SentText Number(SqlStatement statement)
    {
        var uses = Find(statement);
        var names = Names(uses);
        return Replace(statement, uses, use => $"${Number(names, use)}");
    }

    /// <summary>The text with the values as literals, for COPY, which takes no parameters. Call <see cref="Missing"/> first.</summary>
    public static SentText Inline(SqlStatement statement, IReadOnlyDictionary<string, ParameterValue>? values) =>
        Replace(statement, Find(statement), use => Cast(Literal(values![use.Name].Value), values[use.Name].Type));

    /// <summary>As <c>quote_nullable</c>; the value of <c>standard_conforming_strings</c> does not matter.</summary>
    internal static string Literal(string? value)
    {
        if (value is null)
            return "NULL";
        var quoted = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        return value.Contains('\\', StringComparison.Ordinal) ? $"E{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}" : quoted;
    }

    private static string Cast(string value, string? type) => string.IsNullOrEmpty(type) ? value : $"CAST({value} AS {type})";

    private static int Number(IReadOnlyList<string> names, Use use) => names.TakeWhile(name => name != use.Name).Count() + 1;

    // Numbers come first and in their order, so that a text that has only $1, $2 … is sent as it is.
    private static string[] Names(IReadOnlyList<Use> uses)
    {
        var names = uses.Select(use => use.Name).Distinct().ToList();
        var numbered = names.Where(name => char.IsAsciiDigit(name[0])).OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);
        return [.. numbered, .. names.Where(name => !char.IsAsciiDigit(name[0]))];
    }

    private static SentText Replace(SqlStatement statement, IReadOnlyList<Use> uses, Func<Use, string> with)
    {
        var text = new StringBuilder();
        var places = new List<ParameterPlace>();
        var copied = 0;
        foreach (var use in uses)
        {
            text.Append(statement.Text, copied, use.Start - copied);
            // in:x must not become the one word in$1.
            if (use.Start > 0 && (char.IsLetterOrDigit(statement.Text[use.Start - 1]) || statement.Text[use.Start - 1] is '_' or '$'))
                text.Append(' ');
            var at = text.Length;
            text.Append(with(use));
            places.Add(new ParameterPlace(at, text.Length, use.Start, use.End));
            copied = use.End;
        }

        return new SentText(text.Append(statement.Text, copied, statement.Text.Length - copied).ToString(), places);
    }

    private static List<Use> Find(SqlStatement statement)
    {
        var uses = new List<Use>();
        var open = new Stack<char>();
        var numbersAreItsOwn = DefinesArguments(statement);
        for (var at = 0; at < statement.Tokens.Count; at++)
        {
            var token = statement.Tokens[at];
            switch (statement.Text[token.Start])
            {
                case '(' or '[' when token.Length == 1:
                    open.Push(statement.Is(at - 1, "JSON_OBJECT") || statement.Is(at - 1, "JSON_OBJECTAGG") ? JsonObject : statement.Text[token.Start]);
                    break;
                case ')' or ']' when token.Length == 1:
                    open.TryPop(out _);
                    break;
                case '$' when token.Kind == SqlTokenKind.Parameter && !numbersAreItsOwn && int.TryParse(token.In(statement.Text)[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                    uses.Add(new Use(number.ToString(CultureInfo.InvariantCulture), token.Start, token.End, IsName: false));
                    break;
                case ':' when token.Kind == SqlTokenKind.Symbol:
                    if (IsGlued(statement, at) && (statement.IsSymbol(at + 1, ':') || statement.IsSymbol(at + 1, '=')))
                        at++;
                    else if (IsGlued(statement, at) && !(open.TryPeek(out var bracket) && bracket is '[' or JsonObject && EndsExpression(statement, at - 1, bracket)) && Named(statement, at) is { } use)
                        uses.Add(use);
                    break;
            }
        }

        return uses;
    }

    // CREATE [OR REPLACE] FUNCTION | PROCEDURE, PREPARE
    private static bool DefinesArguments(SqlStatement statement) =>
        statement.Is(0, "PREPARE") || (statement.Is(0, "CREATE") && new[] { 1, 3 }.Any(at => (at == 1 || statement.Is(1, "OR")) && (statement.Is(at, "FUNCTION") || statement.Is(at, "PROCEDURE"))));

    private static bool IsGlued(SqlStatement statement, int colon) => colon + 1 < statement.Tokens.Count && statement.Tokens[colon + 1].Start == statement.Tokens[colon].End;

    private static Use? Named(SqlStatement statement, int colon)
    {
        var (start, next) = (statement.Tokens[colon].Start, statement.Tokens[colon + 1]);
        var text = next.In(statement.Text);
        if (next.Kind == SqlTokenKind.Word)
            return new Use(text.ToString(), start, next.End, IsName: false);
        if (text.Length < 3 || text[0] != text[^1] || text[0] is not ('\'' or '"') || !IsPlain(text[1..^1]))
            return null;
        return new Use(text[1..^1].ToString(), start, next.End, IsName: text[0] == '"');
    }

    private static bool IsPlain(ReadOnlySpan<char> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsLetterOrDigit(letter) && letter != '_')
                return false;
        }

        return !char.IsDigit(name[0]);
    }

    private static bool EndsExpression(SqlStatement statement, int at, char within) => at >= 0 && statement.Tokens[at].Kind switch
    {
        SqlTokenKind.Word when within == JsonObject && statement.Is(at, "VALUE") => false,
        SqlTokenKind.Word => !BeforeExpression.Contains(statement.Word(at).ToUpperInvariant()),
        SqlTokenKind.Symbol => statement.IsSymbol(at, ']'),
        SqlTokenKind.OpenParenthesis or SqlTokenKind.Semicolon => false,
        _ => true,
    };

    private static string Spelled(SqlStatement statement, Use use) => statement.Text[use.Start..use.End];

    private static Refusal Refuse(SqlStatement statement, Use use, string code, string sentence) => new(code, sentence, statement.Start + use.Start);

    private sealed record Use(string Name, int Start, int End, bool IsName);
}
