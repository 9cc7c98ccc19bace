namespace AuroraConsole.Shared;

/// <summary>What somebody typed, as a message may repeat it.</summary>
public static class Repeated
{
    private const int Longest = 63;

    /// <summary>At most as long as a name can be: a token that was pasted into the wrong field is not said back.</summary>
    public static string Of(string text) => text.Length <= Longest ? text : text[..40] + "…";
}
