using System.Text.Json.Serialization;

namespace AuroraConsole.Query.Results;

/// <summary>What the text of a column's values means, as far as order and exports need it.</summary>
public enum ColumnKind
{
    /// <summary>Compared byte by byte.</summary>
    Text,

    /// <summary>Integers, numeric and floats, NaN and infinities included.</summary>
    Number,

    /// <summary>As the server's locale writes it.</summary>
    Money,

    /// <summary><c>t</c> or <c>f</c>.</summary>
    Boolean,

    /// <summary>A date or timestamp, with or without time zone, infinity included.</summary>
    Instant,

    /// <summary>An interval.</summary>
    Interval,

    /// <summary>json or jsonb.</summary>
    Json,
}

/// <summary>A column of a result.</summary>
/// <param name="Name">As the server names it; names may repeat.</param>
/// <param name="Type">In the server's words, the long standard names shortened as psql users write them.</param>
public sealed record ResultColumn(string Name, string Type)
{
    private static readonly (string Long, string Short)[] Shorter =
        [(" with time zone", "tz"), (" without time zone", ""), ("character varying", "varchar")];

    private static readonly string[] Castless = ["text", "varchar", "character", "bpchar", "name", "\"char\"", "char", "bit", "record", "unknown"];

    private readonly ColumnKind _kind = KindOf(Type);
    private readonly bool _isBuiltIn = true;

    private ResultColumn(string name, string type, bool isBuiltIn)
        : this(name, type) => _isBuiltIn = isBuiltIn;

    /// <summary>Numbers stand to the right, and need no guard against formulas.</summary>
    public bool IsNumber => Kind is ColumnKind.Number or ColumnKind.Money;

    /// <summary>What the values' text means.</summary>
    [JsonIgnore]
    public ColumnKind Kind => _isBuiltIn ? _kind : ColumnKind.Text;

    /// <summary>
    /// What stands after <c>::</c> to give a literal its type; <c>null</c> where none is needed, where a cast could cut (bit, character), and
    /// for types that are not built in, since their names may mean other types elsewhere.
    /// </summary>
    [JsonIgnore]
    public string? Cast => _isBuiltIn && Kind is not (ColumnKind.Number or ColumnKind.Boolean) && !Castless.Contains(Bare(Type).Replace("[]", "", StringComparison.Ordinal)) ? Type : null;

    /// <summary>A column whose type the driver names at length.</summary>
    public static ResultColumn Of(string name, string type)
    {
        // The driver's sign for types it has not read: rows of tables, and what was created since it logged in first.
        if (type == "-.-")
            return new ResultColumn(name, "unknown", isBuiltIn: false);
        var builtIn = !type.Contains('.');
        if (builtIn)
        {
            type = type.Replace(", ", ",", StringComparison.Ordinal);
            foreach (var (from, to) in Shorter)
                type = type.Replace(from, to, StringComparison.Ordinal);
            // timestamp(3) with time zone
            if (type.EndsWith(")tz", StringComparison.Ordinal) && type.IndexOf('(') is var bracket)
                type = $"{type[..bracket]}tz{type[bracket..^2]}";
        }
        else if (type.StartsWith("public.", StringComparison.Ordinal))
        {
            type = type["public.".Length..];
        }

        return new ResultColumn(name, type, builtIn);
    }

    private static ColumnKind KindOf(string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return ColumnKind.Text;
        return Bare(type) switch
        {
            "smallint" or "integer" or "bigint" or "real" or "double precision" or "numeric" or "oid" => ColumnKind.Number,
            "money" => ColumnKind.Money,
            "boolean" => ColumnKind.Boolean,
            "date" or "timestamp" or "timestamptz" => ColumnKind.Instant,
            "interval" => ColumnKind.Interval,
            "json" or "jsonb" => ColumnKind.Json,
            _ => ColumnKind.Text,
        };
    }

    // Without its facets: numeric(12,2) is a numeric.
    private static string Bare(string type) => type.IndexOf('(') is >= 0 and var bracket ? type[..bracket] : type;
}
