using System.Text.Json.Serialization;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Everything <c>account.json</c> holds: an immutable snapshot, replaced as a whole.</summary>
public sealed record AccountState(
    IReadOnlyList<Cluster> Clusters,
    IReadOnlyList<ClusterSnapshot> Snapshots,
    IReadOnlyList<AccountEvent> Events)
{
    /// <summary>An account with nothing in it.</summary>
    public static AccountState Empty { get; } = new([], [], []);

    /// <summary>The cluster of that name in that region, or <c>null</c>. Identifiers are compared lower-case.</summary>
    public Cluster? Find(string region, string clusterId) =>
        Clusters.FirstOrDefault(c => c.Region == region && c.Id.Equals(clusterId, StringComparison.OrdinalIgnoreCase));

    /// <summary>The instance of that name in that region with its cluster, or <c>null</c>.</summary>
    public (Cluster Cluster, Instance Instance)? FindInstance(string region, string instanceId)
    {
        foreach (var cluster in Clusters.Where(c => c.Region == region))
        {
            if (cluster.Instances.FirstOrDefault(i => i.Id.Equals(instanceId, StringComparison.OrdinalIgnoreCase)) is { } instance)
                return (cluster, instance);
        }

        return null;
    }

    /// <summary>The same state with one cluster changed, added, or (<c>null</c>) gone.</summary>
    public AccountState With(string resourceId, Cluster? cluster) => this with
    {
        Clusters = Clusters.Any(c => c.ResourceId == resourceId)
            ? [.. Clusters.Select(c => c.ResourceId == resourceId ? cluster : c).OfType<Cluster>()]
            : cluster is null ? Clusters : [.. Clusters, cluster],
    };
}

/// <summary>A manual cluster snapshot; its data is kept under <c>snapshots/</c>.</summary>
/// <param name="Source">The cluster as it was.</param>
/// <param name="Id"><c>DBClusterSnapshotIdentifier</c>, lower-case.</param>
/// <param name="Status"><c>creating</c>, <c>available</c> or <c>failed</c>.</param>
/// <param name="CreatedAt">When it was asked for.</param>
public sealed record ClusterSnapshot(Cluster Source, string Id, string Status, DateTimeOffset CreatedAt)
{
    /// <summary>Name of the folder with its data, never used twice; <c>null</c> when it is named as the snapshot.</summary>
    public string? Folder { get; init; }

    /// <summary>The folder's name, whichever it is.</summary>
    [JsonIgnore]
    public string DataName => Folder ?? $"{Source.Region}-{Id}";

    /// <summary>Tags of the snapshot.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];
}

/// <summary>One row of <c>DescribeEvents</c>; kept 14 days.</summary>
/// <param name="Region">Where it happened.</param>
/// <param name="SourceType"><c>db-cluster</c>, <c>db-instance</c> or <c>db-cluster-snapshot</c>.</param>
/// <param name="SourceId">Identifier of what it happened to.</param>
/// <param name="Category">Event category, such as <c>creation</c>.</param>
/// <param name="Message">RDS's sentence.</param>
/// <param name="Date">When.</param>
public sealed record AccountEvent(string Region, string SourceType, string SourceId, string Category, string Message, DateTimeOffset Date);
