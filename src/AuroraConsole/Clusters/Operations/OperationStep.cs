namespace AuroraConsole.Clusters.Operations;

/// <summary>How far a step is.</summary>
public enum StepState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Could not be done; its note says why.</summary>
    Failed,
}

/// <summary>One step of an operation.</summary>
/// <param name="Name">Tells it apart in its operation; stays the same over versions, since it is on disk.</param>
/// <param name="Title">What it does, in words.</param>
/// <param name="Note">What one would ask about it; changes while it runs.</param>
/// <param name="UsualSeconds">What it usually takes, from the same step of earlier operations here, else what is known of AWS.</param>
/// <param name="State">How far it is.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC.</param>
public sealed record OperationStep(
    string Name,
    string Title,
    string Note,
    int UsualSeconds,
    StepState State = StepState.Waiting,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null)
{
    /// <summary>Time since it began, until it ended; <c>null</c> before.</summary>
    public TimeSpan? Elapsed(DateTimeOffset now) => StartedAt is { } started ? (EndedAt ?? now) - started : null;
}
