namespace AuroraConsole.Query.History;

/// <summary>A run as it is remembered: the text with its literals, never values of parameters or rows.</summary>
/// <param name="Id">Sorts by time.</param>
/// <param name="At">UTC, when it began.</param>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Database">The database.</param>
/// <param name="Role">As whom.</param>
/// <param name="Mode">read-only, read-write or transaction; followed by ", plan" when a plan was asked for.</param>
/// <param name="Text">What was run.</param>
/// <param name="Length">UTF-16 units the text had; more than <paramref name="Text"/> has when it was cut.</param>
/// <param name="Ms">Milliseconds from start to end.</param>
/// <param name="Rows">Rows that were kept of all results.</param>
/// <param name="Affected">Rows changed; <c>null</c> when nothing counts them.</param>
/// <param name="State">succeeded, failed, cancelled.</param>
/// <param name="Code">SQLSTATE or a code of our own, when it did not succeed.</param>
public sealed record HistoryEntry(
    string Id, DateTimeOffset At, string Cluster, string Database, string Role, string Mode, string Text, int Length, double Ms, long Rows, long? Affected, string State, string? Code)
{
    /// <summary>Whether only the beginning of the text was kept.</summary>
    public bool IsCut => Length > Text.Length;

    /// <summary>Whether a plan was asked for, not a result.</summary>
    public bool Explains => Mode.EndsWith(", plan", StringComparison.Ordinal);
}

/// <summary>Which entries to show.</summary>
/// <param name="Search">All words must stand in the text, whatever their case; <c>null</c>: all.</param>
/// <param name="Cluster">Only this one.</param>
/// <param name="Role">Only this one.</param>
/// <param name="Failed">Only what did not succeed.</param>
public sealed record HistoryFilter(string? Search = null, string? Cluster = null, string? Role = null, bool Failed = false)
{
    /// <summary>Whether an entry is among them.</summary>
    public bool Matches(HistoryEntry entry) =>
        (Cluster is null || entry.Cluster == Cluster)
        && (Role is null || entry.Role == Role)
        && (!Failed || entry.State != "succeeded")
        && (Search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || entry.Code?.Equals(word, StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>Some of the entries, newest first.</summary>
/// <param name="Entries">The asked ones.</param>
/// <param name="Matching">How many match.</param>
/// <param name="All">How many there are.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, int Matching, int All);
