using Amazon.RDS;

namespace AuroraConsole.Clusters;

/// <summary>RDS of the watched regions; a seam, so that tests can hand in an RDS in memory.</summary>
/// <param name="Names">The watched regions.</param>
/// <param name="Rds">RDS of one of them.</param>
public sealed record RdsRegions(IReadOnlyList<string> Names, Func<string, IAmazonRDS> Rds);
