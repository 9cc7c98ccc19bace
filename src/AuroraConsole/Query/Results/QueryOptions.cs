namespace AuroraConsole.Query.Results;

/// <summary>The <c>Query:</c> section of the configuration: what results, runs and connections may take.</summary>
public sealed class QueryOptions
{
    /// <summary>Bytes on disk for one result; what comes after is not kept.</summary>
    public long ResultBytes { get; set; } = 1L << 30;

    /// <summary>Bytes on disk for all results together; a result that would pass it is cut there.</summary>
    public long TotalBytes { get; set; } = 4L << 30;

    /// <summary>Minutes a finished run, and a connection that holds something, is kept while nobody looks at it.</summary>
    public int KeepMinutes { get; set; } = 60;

    /// <summary>Runs at one time in the whole console.</summary>
    public int Running { get; set; } = 16;

    /// <summary>Connections of tabs open at one time in the whole console.</summary>
    public int Sessions { get; set; } = 50;

    /// <summary>Minutes after which an idle connection that holds nothing is closed, so that its cluster may sleep. May be a fraction.</summary>
    public double IdleMinutes { get; set; } = 2;
}
