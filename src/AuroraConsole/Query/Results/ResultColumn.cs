namespace AuroraConsole.Query.Results;

/// <summary>A column of a result.</summary>
/// <param name="Name">As the server names it; names may repeat.</param>
/// <param name="Type">In the server's words, the long standard names shortened as psql users write them.</param>
public sealed record ResultColumn(string Name, string Type)
{
    /// <summary>Numbers stand to the right, and need no guard against formulas.</summary>
    public bool IsNumber => Type is "smallint" or "integer" or "bigint" or "real" or "double precision" or "oid" or "money" || Type.StartsWith("numeric", StringComparison.Ordinal);

    /// <summary>A column whose type the driver names at length.</summary>
    public static ResultColumn Of(string name, string type) => new(name, type
        .Replace("timestamp with time zone", "timestamptz", StringComparison.Ordinal)
        .Replace("timestamp without time zone", "timestamp", StringComparison.Ordinal)
        .Replace("time with time zone", "timetz", StringComparison.Ordinal)
        .Replace("time without time zone", "time", StringComparison.Ordinal)
        .Replace("character varying", "varchar", StringComparison.Ordinal)
        .Replace("public.", "", StringComparison.Ordinal));
}
