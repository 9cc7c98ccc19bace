namespace AuroraConsole.Query.Drafts;

/// <summary>A tab of the query page as it is kept. Its text is kept beside it; read-write mode is not kept, so that it is chosen each time.</summary>
/// <param name="Id">Part of the page's address.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="Cluster"><c>region/id</c>; empty when none was chosen yet.</param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role.</param>
/// <param name="TimeoutSeconds">For each statement.</param>
/// <param name="RowLimit">Rows kept of each result.</param>
public sealed record QueryTab(string Id, string Name, string Cluster, string Database, string Role, int TimeoutSeconds, int RowLimit);
