namespace AuroraConsole.AuthActivity;

/// <summary>Lines with what is known of them as a whole, worked out once however many look.</summary>
/// <param name="lines">Newest first.</param>
public sealed class AuthLines(AuthLogLine[] lines)
{
    private const int MostNames = 200;
    private readonly Lazy<IReadOnlyList<AuthGroup>> _groups = new(() => AuthGroup.Of(lines));
    private readonly Lazy<IReadOnlyList<string>> _roles = new(() => Names(lines, line => line.Role));
    private readonly Lazy<IReadOnlyList<string>> _callers = new(() => Names(lines, line => line.CallerName));
    private readonly Lazy<int> _notUnderstood = new(() => lines.Count(line => line.Code is null));

    /// <summary>The lines.</summary>
    public AuthLogLine[] Lines => lines;

    /// <summary>By cause, role, caller and cluster, the largest first.</summary>
    public IReadOnlyList<AuthGroup> Groups => _groups.Value;

    /// <summary>Database users in the order of the alphabet, the first 200.</summary>
    public IReadOnlyList<string> Roles => _roles.Value;

    /// <summary>Callers without their sessions, the first 200.</summary>
    public IReadOnlyList<string> Callers => _callers.Value;

    /// <summary>Lines without an error code.</summary>
    public int NotUnderstood => _notUnderstood.Value;

    /// <summary>Those that a filter lets through; these themselves when it lets all through.</summary>
    public AuthLines Where(AuthFilters filters) => filters == AuthFilters.None ? this : new AuthLines([.. lines.Where(filters.Match)]);

    /// <summary>The line of a <see cref="AuthLogLine.Key"/>; <c>null</c> when it is not here.</summary>
    public AuthLogLine? Find(string? key) =>
        // Only a line that may be the one gets to build its key.
        key is null ? null : Array.Find(lines, line => key.StartsWith(line.ClusterKey, StringComparison.Ordinal) && key.EndsWith(line.EventId ?? "", StringComparison.Ordinal) && line.Key == key);

    private static string[] Names(AuthLogLine[] lines, Func<AuthLogLine, string?> part) =>
        [.. lines.Select(part).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(MostNames)];
}
