namespace AuroraConsole.AuthActivity;

/// <summary>What of the log one wants to see; the address holds the same.</summary>
/// <param name="Code">An error code, or <see cref="NotUnderstood"/>.</param>
/// <param name="Role">A database user.</param>
/// <param name="Caller">A caller without its session.</param>
/// <param name="Search">A part of the line, any case.</param>
public sealed record AuthFilters(string? Code, string? Role, string? Caller, string? Search)
{
    /// <summary>Stands for lines without a code.</summary>
    public const string NotUnderstood = "none";

    /// <summary>Whether a line is wanted.</summary>
    public bool Match(AuthLogLine line) =>
        Same(Code, line.Code ?? NotUnderstood) && Same(Role, line.Role) && Same(Caller, line.CallerName)
        && (string.IsNullOrWhiteSpace(Search) || line.Text.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase));

    private static bool Same(string? wanted, string? value) => wanted is null || wanted == value;
}
