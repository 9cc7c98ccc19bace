namespace AuroraConsole.Sandbox.Account;

/// <summary>RDS's rules for tags.</summary>
internal static class Tagging
{
    /// <summary>Tags after adding; a key that is there gets the new value.</summary>
    public static IReadOnlyList<Tag> Merge(IReadOnlyList<Tag> there, IReadOnlyList<Tag> added)
    {
        foreach (var tag in added)
        {
            if (tag.Key.Length is 0 or > 128 || tag.Value.Length > 256)
                throw new AwsRefusalException("InvalidParameterValue", "Tag keys have 1 to 128 characters and values up to 256.");
            if (tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new AwsRefusalException("InvalidParameterValue", "Tag keys can't start with aws:.");
        }

        var keys = added.Select(t => t.Key).ToHashSet();
        if (keys.Count != added.Count)
            throw new AwsRefusalException("InvalidParameterValue", "Tag keys must be unique within a request.");
        IReadOnlyList<Tag> merged = [.. there.Where(t => !keys.Contains(t.Key)), .. added];
        return merged.Count <= 50 ? merged : throw new AwsRefusalException("InvalidParameterValue", "A resource has at most 50 tags.");
    }
}
