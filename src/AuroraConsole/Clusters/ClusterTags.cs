using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>The rules for tags (RDS User Guide, "Tagging Amazon RDS resources").</summary>
public static class ClusterTags
{
    /// <summary>What is wrong with the tags; <c>null</c> when nothing is.</summary>
    public static Problem? Check(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
            return null;
        if (tags.Count > 50)
            return Wrong($"A cluster takes 50 tags, not {tags.Count}.");
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128)
                return Wrong("A tag's key has 1 to 128 characters.");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                return Wrong($"The tag {key} cannot be set: keys that start with aws: belong to AWS.");
            if (value is null || value.Length > 256)
                return Wrong($"The value of the tag {key} has at most 256 characters.");
            if ((key + value).Any(letter => !IsAllowed(letter)))
                return Wrong($"The tag {key} holds a character that AWS does not take. Letters, digits, spaces and _ . : / = + - @ are allowed.");
        }

        return null;
    }

    /// <summary>One tag as typed, <c>key=value</c> or a key alone; <c>null</c> for nothing.</summary>
    public static KeyValuePair<string, string>? Parse(string? text)
    {
        var parts = (text ?? "").Trim().Split('=', 2);
        return parts[0].Length == 0 ? null : new(parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "");
    }

    private static bool IsAllowed(char letter) => char.IsLetterOrDigit(letter) || " _.:/=+-@".Contains(letter);

    private static Problem Wrong(string sentence) => new(sentence, "InvalidParameterValue", Field: "tags");
}
