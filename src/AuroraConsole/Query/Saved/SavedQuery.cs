namespace AuroraConsole.Query.Saved;

/// <summary>A query with a name.</summary>
/// <param name="Id">Part of the link that opens it; empty before it is saved.</param>
/// <param name="Name">As its owner calls it; unique among theirs, whatever the case.</param>
/// <param name="Text">The text.</param>
/// <param name="Description">What it is for; <c>null</c> when there is none.</param>
/// <param name="Cluster"><c>region/id</c> it belongs to; <c>null</c>: any.</param>
/// <param name="Database">The database it belongs to; <c>null</c>: any.</param>
/// <param name="Role">The role it is meant for; <c>null</c>: any.</param>
public sealed record SavedQuery(string Id, string Name, string Text, string? Description = null, string? Cluster = null, string? Database = null, string? Role = null)
{
    /// <summary>UTC, when it was last changed. Not a parameter: the API's description cannot carry its default.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Whether all words stand in it, whatever their case.</summary>
    public bool Matches(string? search) => (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => Name.Contains(word, StringComparison.OrdinalIgnoreCase) || Text.Contains(word, StringComparison.OrdinalIgnoreCase) || Description?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);
}
