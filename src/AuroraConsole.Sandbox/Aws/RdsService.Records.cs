using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Snapshots, events and tags.</summary>
internal static partial class RdsService
{
    private static ApiObject DescribeSnapshots(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var filters = Filters(call, "db-cluster-id", "db-cluster-snapshot-id", "snapshot-type", "engine");
        var snapshots = account.State.Snapshots.Where(s => s.Source.Region == call.Region);
        if (input.Text("DBClusterIdentifier") is { Length: > 0 } clusterId)
            snapshots = snapshots.Where(s => s.Source.Id.Equals(NameOf(clusterId), StringComparison.OrdinalIgnoreCase));
        if (input.Text("DBClusterSnapshotIdentifier") is { Length: > 0 } id)
        {
            snapshots = [.. snapshots.Where(s => s.Id.Equals(NameOf(id), StringComparison.OrdinalIgnoreCase))];
            if (!snapshots.Any())
                throw new AwsRefusalException("DBClusterSnapshotNotFoundFault", $"DBClusterSnapshot {id} not found.", 404);
        }

        if (input.Text("SnapshotType") is { Length: > 0 } type && type != "manual")
            snapshots = [];
        if (input.Text("DbClusterResourceId") is { Length: > 0 } resourceId)
            snapshots = snapshots.Where(s => s.Source.ResourceId == resourceId);
        snapshots = snapshots.Where(s => filters.All(f => f.Key switch
        {
            "db-cluster-id" => f.Value.Any(v => NameOf(v).Equals(s.Source.Id, StringComparison.OrdinalIgnoreCase)),
            "db-cluster-snapshot-id" => f.Value.Any(v => NameOf(v).Equals(s.Id, StringComparison.OrdinalIgnoreCase)),
            "snapshot-type" => f.Value.Contains("manual"),
            _ => f.Value.Contains(Engine),
        }));
        var (page, marker) = Paging.Take(input, snapshots, s => s.Id);
        return new ApiObject { { "Marker", marker }, { "DBClusterSnapshots", new ApiList("DBClusterSnapshot", page.Select(RdsShapes.Snapshot)) } };
    }

    private static ApiObject DescribeEvents(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var now = account.Clock.GetUtcNow();
        var source = input.Text("SourceIdentifier");
        var sourceType = input.Text("SourceType");
        if (source is not null && sourceType is null)
            throw new AwsRefusalException("InvalidParameterCombination", "SourceType must be specified when SourceIdentifier is.");
        if (input.Int("Duration") is < 1 or > 20_160)
            throw new AwsRefusalException("InvalidParameterValue", "Duration must be between 1 and 20160 minutes.");

        var end = input.Time("EndTime") ?? now;
        var start = input.Time("StartTime") ?? end - TimeSpan.FromMinutes(input.Int("Duration") ?? 60);
        if (start > end)
            throw new AwsRefusalException("InvalidParameterCombination", "The start time must be before the end time.");
        var categories = input.Texts("EventCategories");
        var events = account.State.Events.Where(e => e.Region == call.Region && e.Date >= start && e.Date <= end
            && (sourceType is null || e.SourceType == sourceType)
            && (source is null || e.SourceId.Equals(source, StringComparison.OrdinalIgnoreCase))
            && (categories.Count == 0 || categories.Contains(e.Category)));

        // Oldest first; the position makes the key of two events of one moment differ.
        var (page, marker) = Paging.Take(input, events.Select((Happened, Index) => (Happened, Index)), e => $"{e.Happened.Date.UtcTicks:D19}/{e.Index:D6}");
        return new ApiObject { { "Marker", marker }, { "Events", new ApiList("Event", page.Select(e => RdsShapes.Event(e.Happened))) } };
    }

    private static ApiObject? AddTags(SandboxAccount account, ApiCall call)
    {
        var added = Tags(call.Input);
        account.ChangeTags(call.Region, call.Input.Required("ResourceName"), there => Tagging.Merge(there, added));
        return null;
    }

    private static ApiObject? RemoveTags(SandboxAccount account, ApiCall call)
    {
        var keys = call.Input.Texts("TagKeys").ToHashSet();
        account.ChangeTags(call.Region, call.Input.Required("ResourceName"), there => [.. there.Where(t => !keys.Contains(t.Key))]);
        return null;
    }

    private static ApiObject ListTags(SandboxAccount account, ApiCall call) =>
        new() { { "TagList", RdsShapes.TagList(account.TagsOf(call.Region, call.Input.Required("ResourceName"))) } };
}
