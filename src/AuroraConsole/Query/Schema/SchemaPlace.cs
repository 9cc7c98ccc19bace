using AuroraConsole.Shared;

namespace AuroraConsole.Query.Schema;

/// <summary>Whose eyes look at which database.</summary>
/// <param name="Cluster"><c>region/id</c>.</param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role that reads; what it may not see is shown as that.</param>
public sealed record SchemaPlace(string? Cluster, string? Database, string? Role)
{
    /// <summary>Demands all three.</summary>
    /// <exception cref="ProblemException">400 <c>InvalidRequest</c> with the field that is missing.</exception>
    public void Check()
    {
        foreach (var (value, field) in new[] { (Cluster, "cluster"), (Database, "database"), (Role, "role") })
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new ProblemException(new Problem($"Say which {field}.", "InvalidRequest", Field: field));
        }
    }
}
