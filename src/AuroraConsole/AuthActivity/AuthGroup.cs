namespace AuroraConsole.AuthActivity;

/// <summary>Lines that have cause, role, caller and cluster in common.</summary>
/// <param name="ClusterKey"><c>region/id</c>.</param>
/// <param name="Code">The error code; <c>null</c>: not understood.</param>
/// <param name="Role">The database user; <c>null</c>: the lines name none.</param>
/// <param name="CallerName">The caller without its session; <c>null</c>: not in the log.</param>
/// <param name="Count">How many lines.</param>
/// <param name="First">UTC of the oldest.</param>
/// <param name="Last">UTC of the newest.</param>
/// <param name="Newest">The newest line.</param>
public sealed record AuthGroup(string ClusterKey, string? Code, string? Role, string? CallerName, int Count, DateTimeOffset First, DateTimeOffset Last, AuthLogLine Newest)
{
    /// <summary>What the code means.</summary>
    public AuthCause Cause => AuthCause.Of(Code);

    /// <summary>Names the group in an address.</summary>
    public string Key => KeyOf(Newest);

    /// <summary>The key of the group that a line belongs to.</summary>
    public static string KeyOf(AuthLogLine line) => string.Join('|', line.ClusterKey, line.Code, line.Role, line.CallerName);

    /// <summary>The groups of some lines, the largest first.</summary>
    public static IReadOnlyList<AuthGroup> Of(IEnumerable<AuthLogLine> lines) =>
    [
        .. lines
            .GroupBy(line => (line.ClusterKey, line.Code, line.Role, line.CallerName))
            .Select(group => new AuthGroup(
                group.Key.ClusterKey, group.Key.Code, group.Key.Role, group.Key.CallerName,
                group.Count(), group.Min(line => line.At), group.Max(line => line.At), group.MaxBy(line => line.At)!))
            .OrderByDescending(group => group.Count).ThenByDescending(group => group.Last),
    ];

    /// <summary>What happened to this group, in a sentence.</summary>
    public string Sentence => string.Format(
        Cause.Meaning,
        CallerName is null ? "The caller" : CallerName[(CallerName.IndexOf('/') + 1)..],
        Role ?? "a user that the line does not name",
        ClusterKey[(ClusterKey.IndexOf('/') + 1)..]);
}
