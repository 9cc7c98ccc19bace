namespace AuroraConsole.Database;

/// <summary>Names in SQL text, by the rules of <c>quote_ident</c>.</summary>
public static class SqlIdentifier
{
    // Reserved words (pg_get_keywords, catcode R and T); quoting one too many would be harmless.
    private static readonly HashSet<string> Reserved =
    [
        .. ("all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation column concurrently constraint create cross current_catalog "
        + "current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full "
        + "grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order "
        + "outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using "
        + "variadic verbose when where window with").Split(' '),
    ];

    /// <summary>The name as it stands in SQL, quoted where PostgreSQL would otherwise read another one.</summary>
    public static string Quote(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !Reserved.Contains(name)
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
