using System.Globalization;
using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>The parameters of a request, whatever protocol they came by: objects, lists and scalars.</summary>
/// <param name="root">Query gives every scalar as text, JSON and CBOR give their own types.</param>
public sealed class ApiInput(JsonObject root)
{
    /// <summary>Names of the parameters that are there.</summary>
    public IEnumerable<string> Names => root.Select(p => p.Key);

    /// <summary>A string, or <c>null</c> when absent.</summary>
    public string? Text(string name) => root[name] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        _ => throw Malformed(name, "a string"),
    };

    /// <summary>A string that must be there.</summary>
    public string Required(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw new AwsRefusalException("MissingParameter", $"The request must contain the parameter {name}.");

    /// <summary>A whole number, or <c>null</c> when absent.</summary>
    public long? Long(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Malformed(name, "an integer");

    /// <summary>A whole number of 32 bits, or <c>null</c> when absent.</summary>
    public int? Int(string name) => Long(name) is not { } value ? null
        : value is >= int.MinValue and <= int.MaxValue ? (int)value
        : throw Malformed(name, "an integer");

    /// <summary>A number, or <c>null</c> when absent.</summary>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw Malformed(name, "a number");

    /// <summary>A boolean, or <c>null</c> when absent.</summary>
    public bool? Flag(string name) => Text(name)?.ToLowerInvariant() switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Malformed(name, "a boolean"),
    };

    /// <summary>A time (ISO 8601 by Query, epoch seconds else), or <c>null</c> when absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > -3e10 and < 1e11)
            return DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000));
        // Years from whose ends a day or a period can be taken without falling off the calendar, as with the seconds above.
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year is > 1_000 and < 5_000
            ? time
            : throw Malformed(name, "a timestamp");
    }

    /// <summary>A structure, or <c>null</c> when absent.</summary>
    public ApiInput? Object(string name) => root[name] switch
    {
        null => null,
        JsonObject value => new ApiInput(value),
        _ => throw Malformed(name, "a structure"),
    };

    /// <summary>A list of structures; empty when absent.</summary>
    public IReadOnlyList<ApiInput> Items(string name) =>
        [.. List(name).Select(i => i is JsonObject item ? new ApiInput(item) : throw Malformed(name, "a list of structures"))];

    /// <summary>A list of strings; empty when absent.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [.. List(name).Select(i => i is JsonValue item ? item.ToString() : throw Malformed(name, "a list of strings"))];

    private JsonArray List(string name) => root[name] switch
    {
        null => [],
        JsonArray list => list,
        JsonValue empty when empty.ToString().Length == 0 => [],
        _ => throw Malformed(name, "a list"),
    };

    private static AwsRefusalException Malformed(string name, string wanted) =>
        new("MalformedInput", $"The parameter {name} is not {wanted}.");
}
