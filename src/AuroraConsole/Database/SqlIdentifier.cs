namespace AuroraConsole.Database;

/// <summary>Names in SQL text, by the rules of <c>quote_ident</c>.</summary>
public static class SqlIdentifier
{
    // Words that are not free (pg_get_keywords, catcode R, T and C, of 13 to 18); quoting one too many would be harmless.
    private static readonly HashSet<string> Reserved =
    [
        .. ("all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation column concurrently constraint create cross current_catalog "
        + "current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full "
        + "grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order "
        + "outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using "
        + "variadic verbose when where window with between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer interval json json_array "
        + "json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay "
        + "position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi "
        + "xmlroot xmlserialize xmltable").Split(' '),
    ];

    /// <summary>The name as it stands in SQL, quoted where PostgreSQL would otherwise read another one.</summary>
    public static string Quote(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !Reserved.Contains(name)
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
