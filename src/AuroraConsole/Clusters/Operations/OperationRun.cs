using Amazon.RDS;
using Amazon.RDS.Model;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters.Operations;

/// <summary>One operation being carried out: what its steps need, and how they tell how far they are.</summary>
internal sealed class OperationRun(ClusterOperation operation, IAmazonRDS rds, TimeProvider time, OperationPace pace, Action<ClusterOperation> publish)
{
    /// <summary>As it is now; on disk and shown already.</summary>
    public ClusterOperation Operation { get; private set; } = operation;

    /// <summary>RDS of its region.</summary>
    public IAmazonRDS Rds => rds;

    /// <summary>UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Waits as long as one waits between two questions.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(pace.Poll, time, cancellationToken);

    /// <summary>Changes it: on disk first, then for all who look.</summary>
    public void Change(Func<ClusterOperation, ClusterOperation> change)
    {
        var changed = change(Operation);
        publish(changed);
        Operation = changed;
    }

    /// <summary>Carries out a step unless it was done before a restart. A failure is kept on the step and thrown on.</summary>
    public async Task StepAsync(string name, Func<Task> work)
    {
        var step = Step(name);
        if (step.State == StepState.Done)
            return;
        Set(step with { State = StepState.Running, StartedAt = step.StartedAt ?? time.GetUtcNow() });
        try
        {
            await work();
        }
        catch (Exception error) when (AwsProblems.Explain(error) is { } problem)
        {
            Set(Step(name) with { State = StepState.Failed, EndedAt = time.GetUtcNow(), Note = problem.Sentence });
            throw new ProblemException(problem, error);
        }

        Set(Step(name) with { State = StepState.Done, EndedAt = time.GetUtcNow() });
    }

    /// <summary>Says what a step waits for.</summary>
    public void Note(string name, string note)
    {
        if (Step(name) is var step && step.Note != note)
            Set(step with { Note = note });
    }

    /// <summary>
    /// Asks until the answer is not <c>null</c>, passing over what heals by itself: throttling, no answer, AWS's own errors,
    /// an ended signing session. What has not come by the limit of the pace is a failure.
    /// </summary>
    /// <exception cref="ProblemException">408 <c>TimedOut</c>.</exception>
    public async Task<T> UntilAsync<T>(string step, Func<Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var limit = time.GetUtcNow() + pace.Limit;
        Problem? last = null;
        while (time.GetUtcNow() < limit)
        {
            try
            {
                last = null;
                if (await ask() is { } answer)
                    return answer;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && AwsProblems.Explain(error) is { } problem && HealsByItself(problem))
            {
                last = problem;
                Note(step, problem.Sentence);
            }

            await PauseAsync(cancellationToken);
        }

        throw new ProblemException(last ?? new Problem(
            $"“{Step(step).Title}” was not done within {pace.Limit.TotalMinutes:0} minutes. AWS may still go on with it: look at the cluster's status and events.", "TimedOut", StatusCodes.Status408RequestTimeout));
    }

    /// <summary>The cluster as AWS describes it now; <c>null</c> when there is none.</summary>
    public Task<DBCluster?> FindAsync(CancellationToken cancellationToken) => RdsQuestions.FindClusterAsync(rds, Operation.ClusterId, cancellationToken);

    /// <summary>A step by name.</summary>
    public OperationStep Step(string name) => Operation.Steps.First(step => step.Name == name);

    // 409 is "busy with something else": the instance or the cluster changes and may be asked again when it is through.
    private static bool HealsByItself(Problem problem) => problem.Status is
        StatusCodes.Status401Unauthorized or StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests
        or StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout;

    private void Set(OperationStep step) => Change(operation => operation.With(step));
}

/// <summary>How often AWS is asked while an operation waits.</summary>
/// <param name="Poll">Between two questions.</param>
/// <param name="Limit">After which a step that has not come is a failure; counted anew after a restart.</param>
public sealed record OperationPace(TimeSpan Poll, TimeSpan Limit)
{
    /// <summary>A second between questions; an hour, since deletes with a snapshot of much data take long.</summary>
    public static readonly OperationPace Normal = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
}
