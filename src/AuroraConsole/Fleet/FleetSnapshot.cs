using AuroraConsole.Shared;

namespace AuroraConsole.Fleet;

/// <summary>All clusters of all regions at one moment. Immutable; shared by all who look.</summary>
/// <param name="At">UTC of the newest answer; <see cref="DateTimeOffset.MinValue"/> before the first.</param>
/// <param name="Regions">Each region with its own state.</param>
public sealed record FleetSnapshot(DateTimeOffset At, IReadOnlyList<RegionSnapshot> Regions)
{
    /// <summary>Nothing asked yet.</summary>
    public static readonly FleetSnapshot Empty = new(DateTimeOffset.MinValue, []);

    /// <summary>Whether a first answer, good or bad, has come from every region.</summary>
    public bool IsLoaded => Regions.Count > 0 && Regions.All(region => region.At is not null || region.Problem is not null);

    /// <summary>All clusters, ordered by region and name.</summary>
    public IEnumerable<Cluster> Clusters => Regions.SelectMany(region => region.Clusters);

    /// <summary>The cluster of a key <c>region/id</c>, or <c>null</c>.</summary>
    public Cluster? Find(string key) => Clusters.FirstOrDefault(cluster => cluster.Key == key);
}

/// <summary>One region's clusters and how fresh they are.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Clusters">As of <paramref name="At"/>; kept when the region stops answering.</param>
/// <param name="At">UTC of the last good answer; <c>null</c> before one.</param>
/// <param name="Problem">Why the last try failed; <c>null</c> when it did not.</param>
/// <param name="RetryAt">UTC of the next try while it fails.</param>
public sealed record RegionSnapshot(string Region, IReadOnlyList<Cluster> Clusters, DateTimeOffset? At, Problem? Problem, DateTimeOffset? RetryAt);
