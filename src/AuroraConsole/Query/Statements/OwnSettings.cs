namespace AuroraConsole.Query.Statements;

/// <summary>
/// Settings of one's own, such as <c>app.tenant</c>, which row-level security reads: pg_settings does not list them, so the only way to know
/// their names is to read the statements that set them.
/// </summary>
internal static class OwnSettings
{
    /// <summary>Names in <c>SET a.b = …</c> and <c>set_config('a.b', …)</c>; what a function sets is not seen.</summary>
    public static IEnumerable<string> In(SqlStatement statement)
    {
        for (var at = 0; at < statement.Tokens.Count; at++)
        {
            if (at == 0 && statement.Is(0, "SET"))
            {
                var name = statement.Is(1, "SESSION") || statement.Is(1, "LOCAL") ? 2 : 1;
                if (statement.IsSymbol(name + 1, '.') && name + 2 < statement.Tokens.Count && Own($"{statement.Word(name)}.{statement.Word(name + 2)}") is { } set)
                    yield return set;
            }
            else if (statement.Is(at, "SET_CONFIG") && statement.IsSymbol(at + 1, '(') && at + 2 < statement.Tokens.Count && Own(statement.Word(at + 2).Trim('\'')) is { } configured)
            {
                yield return configured;
            }
        }
    }

    private static string? Own(string name) =>
        name.Length < 128 && name.Contains('.', StringComparison.Ordinal) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.') ? name.ToLowerInvariant() : null;
}
