namespace AuroraConsole.Clusters.Operations;

/// <summary>How long steps usually take: what one took here before is a better guess than what others report; three times make it usual.</summary>
internal static class UsualTimes
{
    /// <summary>The plan with the median of a step's last nine times, in seconds.</summary>
    /// <param name="plan">With the times that others report.</param>
    /// <param name="before">Operations of the same kind, oldest first.</param>
    public static IReadOnlyList<OperationStep> Put(IReadOnlyList<OperationStep> plan, IEnumerable<ClusterOperation> before)
    {
        var done = before.SelectMany(operation => operation.Steps)
            .Where(step => step.State == StepState.Done && step.EndedAt is not null)
            .ToLookup(Family, step => (step.EndedAt - step.StartedAt)?.TotalSeconds ?? 0);
        return [.. plan.Select(step => done[Family(step)].TakeLast(9).Order().ToList() is { Count: >= 3 } seconds
            ? step with { UsualSeconds = Math.Max(1, (int)Math.Ceiling(seconds[seconds.Count / 2])) }
            : step)];
    }

    private static string Family(OperationStep step) => step.Name.Split(':')[0];
}
