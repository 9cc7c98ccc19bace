using Amazon.RDS.Model;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters.Operations;

/// <summary>
/// The steps of a delete: instances one by one, readers first, then the cluster with its final snapshot. Each goes on from what
/// AWS has, so it may be repeated after a restart; a namesake made later is told by its resource id and left alone.
/// </summary>
internal static class ClusterDeletion
{
    private const string Instance = "instance:";
    private const string Whole = "cluster";
    private const string Snapshot = "snapshot";
    private const string Gone = "gone";

    /// <summary>In the order in which they are deleted: readers, then the writer.</summary>
    public static IEnumerable<ClusterMember> InOrder(IEnumerable<ClusterMember> members) => members.OrderBy(member => member.IsWriter);

    /// <summary>The steps. Seconds: user reports of 5 to 11 minutes.</summary>
    public static IReadOnlyList<OperationStep> Plan(IEnumerable<ClusterMember> members, string? finalSnapshot)
    {
        List<OperationStep> steps = [.. InOrder(members).Select(member => new OperationStep(
            Instance + member.Id, $"Delete the {(member.IsWriter ? "writer" : "reader")} {member.Id}", "goes on once AWS says that it is leaving", 15))];
        steps.Add(new(Whole, "Ask AWS to delete the cluster", "asked again until all instances are leaving", 30));
        if (finalSnapshot is not null)
            steps.Add(new(Snapshot, "Take the final snapshot", finalSnapshot, 120));
        steps.Add(new(Gone, "Wait until it is gone", "AWS reports no percentage", 240));
        return steps;
    }

    /// <summary>All steps that are not done.</summary>
    public static async Task RunAsync(OperationRun run, CancellationToken cancellationToken)
    {
        foreach (var step in run.Operation.Steps.Where(step => step.Name.StartsWith(Instance, StringComparison.Ordinal)))
            await run.StepAsync(step.Name, () => DeleteInstanceAsync(run, step.Name, cancellationToken));
        await run.StepAsync(Whole, () => DeleteClusterAsync(run, cancellationToken));
        if (run.Operation.FinalSnapshot is { } name)
            await run.StepAsync(Snapshot, () => WaitForSnapshotAsync(run, name, cancellationToken));
        await run.StepAsync(Gone, () => run.UntilAsync(Gone, async () =>
        {
            if (await FindAsync(run, cancellationToken) is not { } cluster)
            {
                run.Note(Gone, "AWS lists it no more");
                return Gone;
            }

            run.Note(Gone, $"cluster is {cluster.Status}; AWS reports no percentage");
            return null;
        }, cancellationToken));
    }

    /// <summary>Why a cluster cannot be deleted as it is; <c>null</c> when it can.</summary>
    public static Problem? Check(DBCluster cluster)
    {
        if (cluster.DeletionProtection == true)
            return new Problem("This cluster is protected. Lift the protection in Settings first; it is a separate step on purpose.", "InvalidParameterCombination", Field: "deletionProtection");
        return cluster.Status is "stopped" or "stopping" or "starting"
            ? new Problem($"The cluster is {cluster.Status}, and AWS deletes none in that state. Start it, wait until it is available, then delete it.", "InvalidDBClusterStateFault", StatusCodes.Status409Conflict)
            : null;
    }

    // It served when its deletion was confirmed, so it starts by itself: that passes, and is no reason to give up.
    private static bool IsStarting(OperationRun run, string step, DBCluster cluster)
    {
        if (cluster.Status != "starting")
            return false;
        run.Note(step, "waits until the cluster has started");
        return true;
    }

    private static Task<string> DeleteInstanceAsync(OperationRun run, string step, CancellationToken cancellationToken)
    {
        var id = step[Instance.Length..];
        return run.UntilAsync(step, async () =>
        {
            if (await FindAsync(run, cancellationToken) is not { } cluster || await RdsQuestions.FindInstanceAsync(run.Rds, id, cancellationToken) is not { } instance)
            {
                run.Note(step, "gone");
                return step;
            }

            if (instance.DBInstanceStatus == "deleting")
            {
                run.Note(step, "leaving");
                return step;
            }

            if (IsStarting(run, step, cluster))
                return null;
            // Asked anew each time: protection may have been switched on since.
            if (cluster.Status != "deleting" && Check(cluster) is { } problem)
                throw new ProblemException(problem with { Status = StatusCodes.Status400BadRequest });
            await LeaveAsync(run, id, cancellationToken);
            return null;
        }, cancellationToken);
    }

    private static Task<string> DeleteClusterAsync(OperationRun run, CancellationToken cancellationToken) => run.UntilAsync(Whole, async () =>
    {
        if (await FindAsync(run, cancellationToken) is not { } cluster || cluster.Status == "deleting")
            return Whole;
        if (IsStarting(run, Whole, cluster))
            return null;
        if (Check(cluster) is { } problem)
            throw new ProblemException(problem with { Status = StatusCodes.Status400BadRequest });

        // A reader added since the delete was confirmed would hold the cluster for ever.
        foreach (var late in (await RdsQuestions.InstancesAsync(run.Rds, run.Operation.ClusterId, cancellationToken)).Where(instance => instance.DBInstanceStatus != "deleting"))
            await LeaveAsync(run, late.DBInstanceIdentifier!, cancellationToken);
        try
        {
            await run.Rds.DeleteDBClusterAsync(
                new DeleteDBClusterRequest
                {
                    DBClusterIdentifier = run.Operation.ClusterId,
                    SkipFinalSnapshot = run.Operation.FinalSnapshot is null,
                    FinalDBSnapshotIdentifier = run.Operation.FinalSnapshot,
                },
                cancellationToken);
        }
        catch (InvalidDBClusterStateException)
        {
            run.Note(Whole, "waits until AWS lets go of its instances");
            return null;
        }
        catch (DBClusterNotFoundException)
        {
            return Whole;
        }

        run.Note(Whole, "accepted");
        return Whole;
    }, cancellationToken);

    private static Task<string> WaitForSnapshotAsync(OperationRun run, string name, CancellationToken cancellationToken) => run.UntilAsync(Snapshot, async () =>
    {
        // The cluster first: a snapshot that comes between the two questions must not be missed.
        var cluster = await FindAsync(run, cancellationToken);
        var snapshot = await RdsQuestions.FindSnapshotAsync(run.Rds, name, cancellationToken);
        if (snapshot?.Status == "available")
        {
            run.Note(Snapshot, name);
            return Snapshot;
        }

        if (snapshot?.Status == "failed" || (snapshot is null && cluster is null))
            throw new ProblemException(new Problem($"The cluster is going or gone, but AWS has no usable snapshot {name}. Look for it under RDS, Snapshots, and ask AWS Support at once if it is missing.", "FinalSnapshotMissing", StatusCodes.Status422UnprocessableEntity));
        run.Note(Snapshot, snapshot is null ? $"{name}: not begun" : $"{name}: {snapshot.Status}{(snapshot.PercentProgress is { } percent ? $", {percent} %" : "")}");
        return null;
    }, cancellationToken);

    private static async Task LeaveAsync(OperationRun run, string id, CancellationToken cancellationToken)
    {
        try
        {
            await run.Rds.DeleteDBInstanceAsync(new DeleteDBInstanceRequest { DBInstanceIdentifier = id, SkipFinalSnapshot = true }, cancellationToken);
        }
        catch (DBInstanceNotFoundException)
        {
            // Gone meanwhile, which is what is wanted.
        }
    }

    private static async Task<DBCluster?> FindAsync(OperationRun run, CancellationToken cancellationToken) =>
        await run.FindAsync(cancellationToken) is { } cluster && cluster.DbClusterResourceId == run.Operation.ResourceId ? cluster : null;
}
