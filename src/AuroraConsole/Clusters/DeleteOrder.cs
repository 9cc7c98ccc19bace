using AuroraConsole.Shared;

namespace AuroraConsole.Clusters;

/// <summary>What one orders when deleting a cluster.</summary>
/// <param name="Region">Where.</param>
/// <param name="Id">Which.</param>
/// <param name="Confirm">The name, typed once more.</param>
/// <param name="FinalSnapshot">The snapshot to keep; <c>null</c>: none.</param>
public sealed record DeleteOrder(string Region, string Id, string? Confirm, string? FinalSnapshot)
{
    /// <summary>The name a final snapshot gets unless another is asked for: <c>id-final-yyyyMMddHHmmss</c>, UTC.</summary>
    public static string SnapshotName(string id, DateTimeOffset at) => $"{id}-final-{at.UtcDateTime:yyyyMMddHHmmss}";

    /// <summary>What is wrong with it; <c>null</c> when AWS may be asked.</summary>
    public Problem? Check()
    {
        if (Confirm != Id)
            return new Problem($"To delete {Id}, repeat its name exactly; what came was {(string.IsNullOrEmpty(Confirm) ? "nothing" : $"“{Confirm}”")}. Nothing was deleted.", "ConfirmationMismatch", Field: "confirm");
        return FinalSnapshot is not null && ClusterNames.CheckSnapshot(FinalSnapshot) is { } sentence
            ? new Problem(sentence, "InvalidParameterValue", Field: "finalSnapshot")
            : null;
    }
}
