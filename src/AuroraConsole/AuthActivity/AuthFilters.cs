namespace AuroraConsole.AuthActivity;

/// <summary>What of the log one wants to see; the address holds the same.</summary>
/// <param name="Code">Error codes with commas between, or <see cref="NotUnderstood"/>.</param>
/// <param name="Role">A database user.</param>
/// <param name="Caller">A caller without its session.</param>
/// <param name="Search">A part of the line, any case.</param>
/// <param name="Group">The key of a group.</param>
/// <param name="Part">The minutes of one bar.</param>
public sealed record AuthFilters(string? Code, string? Role, string? Caller, string? Search, string? Group = null, AuthWindow? Part = null)
{
    /// <summary>Everything.</summary>
    public static readonly AuthFilters None = new(null, null, null, null);

    /// <summary>Stands for lines without a code.</summary>
    public const string NotUnderstood = "none";

    /// <summary>Whether a line is wanted.</summary>
    public bool Match(AuthLogLine line) =>
        (Code is null || Code.Split(',').Contains(line.Code ?? NotUnderstood)) && Same(Role, line.Role) && Same(Caller, line.CallerName)
        && (Part is null || (line.At >= Part.From && line.At < Part.To))
        && Same(Group, Group is null ? null : AuthGroup.KeyOf(line))
        && (string.IsNullOrWhiteSpace(Search) || line.Text.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase));

    private static bool Same(string? wanted, string? value) => wanted is null || wanted == value;
}
