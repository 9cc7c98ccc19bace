namespace AuroraConsole.Query.History;

/// <summary>The part of the <c>Query:</c> section that is about memory of work.</summary>
public sealed class HistoryOptions
{
    /// <summary>Whether texts of runs are remembered; <c>false</c> keeps none from then on.</summary>
    public bool History { get; set; } = true;
}
