using AuroraConsole.Shared;

namespace AuroraConsole.Clusters.Operations;

/// <summary>What an operation does.</summary>
public enum OperationKind
{
    /// <summary>Makes an express cluster.</summary>
    Create,

    /// <summary>Deletes a cluster with its instances.</summary>
    Delete,
}

/// <summary>How far an operation is.</summary>
public enum OperationState
{
    /// <summary>Under way; goes on by itself, also after a restart of the console.</summary>
    Running,

    /// <summary>All steps done.</summary>
    Succeeded,

    /// <summary>Stopped, or done but for a step: <see cref="ClusterOperation.Problem"/> says which and why.</summary>
    Failed,
}

/// <summary>A create or delete that takes longer than a click. Immutable; what is on disk is this, as JSON.</summary>
/// <param name="Id">Also the name of its file.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Region">Where.</param>
/// <param name="ClusterId">To which cluster.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="AuditId">The id of its record in the trail.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Steps">In order.</param>
public sealed record ClusterOperation(
    string Id,
    OperationKind Kind,
    string Region,
    string ClusterId,
    string Actor,
    string AuditId,
    DateTimeOffset StartedAt,
    IReadOnlyList<OperationStep> Steps)
{
    /// <summary>How far it is.</summary>
    public OperationState State { get; init; }

    /// <summary>UTC; <c>null</c> while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; <c>null</c> when it did not.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What was ordered; only for a create.</summary>
    public ClusterOrder? Order { get; init; }

    /// <summary><c>DbClusterResourceId</c> of the cluster to delete, so that a namesake made later is never touched.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The final snapshot's name; <c>null</c>: none is taken. Only for a delete.</summary>
    public string? FinalSnapshot { get; init; }

    /// <summary>AWS's id of the request that began it, for AWS Support.</summary>
    public string? RequestId { get; init; }

    /// <summary><c>region/id</c>.</summary>
    public string Key => $"{Region}/{ClusterId}";

    /// <summary>Under way.</summary>
    public bool IsRunning => State == OperationState.Running;

    /// <summary>The step under way, else the next one, else the last.</summary>
    public OperationStep CurrentStep =>
        Steps.FirstOrDefault(step => step.State == StepState.Running)
        ?? Steps.FirstOrDefault(step => step.State == StepState.Waiting)
        ?? Steps[^1];

    /// <summary>Seconds it usually takes, all steps together.</summary>
    public int UsualSeconds => Steps.Sum(step => step.UsualSeconds);

    /// <summary>Time since it began, until it ended.</summary>
    public TimeSpan Elapsed(DateTimeOffset now) => (EndedAt ?? now) - StartedAt;

    /// <summary>The same with one step replaced.</summary>
    public ClusterOperation With(OperationStep step) => this with { Steps = [.. Steps.Select(other => other.Name == step.Name ? step : other)] };
}
