using System.Globalization;
using System.Text;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Pages of RDS's describe operations, and opaque tokens of the others.</summary>
internal static class Paging
{
    /// <summary>One page by <c>MaxRecords</c> (20–100) and <c>Marker</c>; items are ordered by a key that outlives changes between pages.</summary>
    public static (IReadOnlyList<T> Page, string? Marker) Take<T>(ApiInput input, IEnumerable<T> items, Func<T, string> key)
    {
        var size = input.Int("MaxRecords") ?? 100;
        if (size is < 20 or > 100)
            throw new AwsRefusalException("InvalidParameterValue", $"Invalid value {size} for MaxRecords. Must be between 20 and 100");

        var after = input.Text("Marker") is { Length: > 0 } marker ? Decode(marker) : null;
        if (after is null && input.Text("Marker") is { Length: > 0 })
            throw new AwsRefusalException("InvalidParameterValue", "The parameter Marker is not valid.");

        var rest = items.OrderBy(key, StringComparer.Ordinal).Where(i => after is null || string.CompareOrdinal(key(i), after) > 0).Take(size + 1).ToList();
        return rest.Count <= size ? (rest, null) : (rest[..size], Encode(key(rest[size - 1])));
    }

    /// <summary>An opaque token.</summary>
    public static string Encode(string place) => Convert.ToBase64String(Encoding.UTF8.GetBytes("sandbox:" + place));

    /// <summary>What <see cref="Encode"/> was given, or <c>null</c> for a foreign token.</summary>
    public static string? Decode(string token)
    {
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.StartsWith("sandbox:", StringComparison.Ordinal) ? text["sandbox:".Length..] : null;
    }

    /// <summary>A token of two numbers.</summary>
    public static string Encode(long first, long second) => Encode(string.Create(CultureInfo.InvariantCulture, $"{first}/{second}"));

    /// <summary>The two numbers, or <c>null</c> for a foreign token.</summary>
    public static (long First, long Second)? DecodePair(string token) =>
        Decode(token)?.Split('/') is [var first, var second]
        && long.TryParse(first, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a)
        && long.TryParse(second, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b)
            ? (a, b)
            : null;
}
