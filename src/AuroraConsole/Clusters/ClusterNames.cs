namespace AuroraConsole.Clusters;

/// <summary>The rules for names (RDS API Reference, CreateDBCluster).</summary>
public static class ClusterNames
{
    /// <summary>AWS takes 63 characters; 52 leave room for the instances' <c>-instance-1</c>.</summary>
    public const int Longest = 52;

    /// <summary>As AWS keeps it: without outer spaces, lower-cased.</summary>
    public static string Normalize(string? name) => (name ?? "").Trim().ToLowerInvariant();

    /// <summary>What is wrong with a normalized cluster name, in a sentence; <c>null</c> when nothing is.</summary>
    public static string? Check(string name)
    {
        if (name.Length == 0)
            return "Give the cluster a name, such as orders-dev.";
        if (name.Length > Longest)
            return $"The name has {name.Length} characters; {Longest} leave room for the names of its instances.";
        return CheckLetters(name, "The name");
    }

    /// <summary>What is wrong with a snapshot's name, in a sentence; <c>null</c> when nothing is.</summary>
    public static string? CheckSnapshot(string name) => name.Length is 0 or > 255
        ? "A snapshot's name has 1 to 255 characters."
        : CheckLetters(name.ToLowerInvariant(), "A snapshot's name");

    private static string? CheckLetters(string name, string what)
    {
        if (name.Where(letter => !(char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')).Cast<char?>().FirstOrDefault() is { } wrong)
            return $"{what} cannot hold {Show(wrong)}: only letters a to z, digits and hyphens.";
        if (!char.IsAsciiLetterLower(name[0]))
            return $"{what} must start with a letter, not {Show(name[0])}.";
        if (name.Contains("--", StringComparison.Ordinal))
            return $"{what} cannot hold two hyphens in a row.";
        return name[^1] == '-' ? $"{what} cannot end with a hyphen." : null;
    }

    private static string Show(char letter) => letter == ' ' ? "a space" : char.IsControl(letter) ? "a control character" : $"“{letter}”";
}
