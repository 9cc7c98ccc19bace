using System.Collections.Concurrent;
using Amazon.RDS.Model;
using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Aws;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters.Operations;

/// <summary>
/// Creates and deletes as operations with steps. Each is in the trail before it takes effect, on disk at every step, goes on without
/// the page that began it, and is taken up again after a kill of the console.
/// </summary>
public sealed partial class ClusterOperations : IHostedService, IDisposable
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90);
    private readonly RdsRegions _regions;
    private readonly AccessControl _access;
    private readonly AuditTrail _trail;
    private readonly TimeProvider _time;
    private readonly OperationPace _pace;
    private readonly ILogger<ClusterOperations> _logger;
    private readonly OperationJournal _journal;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Task> _running = new();
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<ClusterOperation> _current;

    /// <summary>Reads what is on disk; nothing is carried on before <see cref="StartAsync"/>.</summary>
    public ClusterOperations(RdsRegions regions, AccessControl access, AuditTrail trail, ConsoleOptions options, OperationPace pace, TimeProvider time, ILogger<ClusterOperations> logger)
    {
        (_regions, _access, _trail, _pace, _time, _logger) = (regions, access, trail, pace, time, logger);
        _journal = new OperationJournal(options, logger);
        _current = _journal.Load();
    }

    /// <summary>Something moved; called on any thread.</summary>
    public event Action? Changed;

    /// <summary>All that are kept, oldest first. Immutable.</summary>
    public IReadOnlyList<ClusterOperation> Current => _current;

    /// <summary>The newest of a cluster <c>region/id</c>, or <c>null</c>.</summary>
    public ClusterOperation? Latest(string key) => _current.LastOrDefault(operation => operation.Key == key);

    /// <summary>The one under way at a cluster <c>region/id</c>, or <c>null</c>.</summary>
    public ClusterOperation? Running(string key) => _current.LastOrDefault(operation => operation.Key == key && operation.IsRunning);

    /// <summary>Orders a cluster; returns when AWS has accepted, and goes on by itself.</summary>
    /// <exception cref="ProblemException">Why not, with AWS's code and the field; nothing was made. 403, 409 <c>OperationRunning</c>, 503 <c>AuditUnavailable</c> too.</exception>
    public async Task<ClusterOperation> CreateAsync(Actor actor, ClusterOrder order, CancellationToken cancellationToken)
    {
        order = order with { Id = ClusterNames.Normalize(order.Id) };
        using var record = new Handover(_access.Begin(actor, Act.CreateCluster, order.Key, ("range", $"{order.MinAcu}-{order.MaxAcu} ACU"), ("protection", order.DeletionProtection ? "on" : "off")));
        return await ReportAsync(record, order, async () =>
        {
            if (order.Check(_regions.Names) is { } wrong)
                throw new ProblemException(wrong);
            var rds = _regions.Rds(order.Region);

            // Told apart here, since later an "already exists" may be the echo of a request of our own.
            if (await RdsQuestions.FindClusterAsync(rds, order.Id, cancellationToken) is not null)
                throw new ProblemException(CreateRefusals.Taken(order));
            var run = Begin(new ClusterOperation(NewId(), OperationKind.Create, order.Region, order.Id, actor.Name, record.Entry.Id, _time.GetUtcNow(), UsualTimes.Put(ClusterCreation.Plan(order), Before(OperationKind.Create))) { Order = order });
            try
            {
                await ClusterCreation.BeginAsync(run, _stopping.Token);
            }
            catch (ProblemException)
            {
                Forget(run.Operation);
                throw;
            }

            return Carry(run, record.Take());
        });
    }

    /// <summary>Orders a delete; returns when the first step may begin, and goes on by itself.</summary>
    /// <exception cref="ProblemException">Why not; nothing was deleted. 404, 403, 409 <c>OperationRunning</c>, 400 <c>InvalidParameterCombination</c> for a protected cluster.</exception>
    public async Task<ClusterOperation> DeleteAsync(Actor actor, DeleteOrder order, CancellationToken cancellationToken)
    {
        using var record = new Handover(_access.Begin(actor, Act.DeleteCluster, $"{order.Region}/{order.Id}", ("final snapshot", order.FinalSnapshot ?? "none")));
        return await ReportAsync(record, null, async () =>
        {
            if (order.Check() is { } wrong)
                throw new ProblemException(wrong);
            var cluster = _regions.Names.Contains(order.Region) ? await RdsQuestions.FindClusterAsync(_regions.Rds(order.Region), order.Id, cancellationToken) : null;
            if (cluster is null)
                throw new ProblemException(new Problem($"There is no cluster {order.Region}/{order.Id} (any more).", "DBClusterNotFoundFault", StatusCodes.Status404NotFound));
            if (ClusterDeletion.Check(cluster) is { } refused)
                throw new ProblemException(refused);
            if (order.FinalSnapshot is { } name && await RdsQuestions.FindSnapshotAsync(_regions.Rds(order.Region), name, cancellationToken) is not null)
                throw new ProblemException(new Problem($"{order.Region} already has a snapshot {name}. Choose another name; nothing was deleted.", "DBClusterSnapshotAlreadyExistsFault", StatusCodes.Status409Conflict, "finalSnapshot"));
            var members = (cluster.DBClusterMembers ?? []).Select(member => new Fleet.ClusterMember(member.DBInstanceIdentifier ?? "", member.IsClusterWriter ?? false));
            var plan = UsualTimes.Put(ClusterDeletion.Plan(members, order.FinalSnapshot), Before(OperationKind.Delete));
            var run = Begin(new ClusterOperation(NewId(), OperationKind.Delete, order.Region, order.Id, actor.Name, record.Entry.Id, _time.GetUtcNow(), plan)
            {
                ResourceId = cluster.DbClusterResourceId,
                FinalSnapshot = order.FinalSnapshot,
            });
            return Carry(run, record.Take());
        });
    }

    /// <summary>Takes up what was under way when the console last ended, and forgets what is old.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var old in _current.Where(operation => operation.EndedAt < _time.GetUtcNow() - Keep))
            Forget(old);
        foreach (var operation in _current.Where(operation => operation.IsRunning && !_running.ContainsKey(operation.Id)))
        {
            Log.TakenUp(_logger, operation.Kind, operation.Key, operation.CurrentStep.Title);
            var act = operation.Kind == OperationKind.Create ? Act.CreateCluster : Act.DeleteCluster;
            Carry(RunOf(operation), _trail.Reopen(operation.AuditId, operation.Actor, act.ToString(), operation.Key));
        }

        return Task.CompletedTask;
    }

    /// <summary>Lets go of what is under way; it is taken up at the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken);
    }

    // Cancelled, not disposed: a host may be stopped and disposed from two sides at once, and the later stop is no fault.
    /// <inheritdoc />
    public void Dispose() => _stopping.Cancel();

    private IEnumerable<ClusterOperation> Before(OperationKind kind) => _current.Where(operation => operation.Kind == kind);

    private static string NewId() => Guid.CreateVersion7().ToString("N");

    private static async Task<ClusterOperation> ReportAsync(Handover record, ClusterOrder? order, Func<Task<ClusterOperation>> start)
    {
        try
        {
            return await start();
        }
        catch (Exception error) when ((order is null ? AwsProblems.Explain(error) : CreateRefusals.Explain(error, order)) is { } problem)
        {
            record.Entry.Failed(problem.Code);
            throw error as ProblemException ?? new ProblemException(problem, error);
        }
    }

    private OperationRun Begin(ClusterOperation operation)
    {
        lock (_gate)
        {
            if (Running(operation.Key) is { } other)
            {
                throw new ProblemException(new Problem(
                    $"{operation.ClusterId} is being {(other.Kind == OperationKind.Create ? "created" : "deleted")} since {other.StartedAt:HH:mm:ss} UTC. Wait until that has ended; its Events page says how far it is.", "OperationRunning", StatusCodes.Status409Conflict));
            }

            try
            {
                _journal.Save(operation);
            }
            catch (IOException error)
            {
                throw new ProblemException(new Problem("The operation cannot be written to Console:DataPath, so nothing was done. Make room on its disk, then try again.", "JournalUnavailable", StatusCodes.Status503ServiceUnavailable), error);
            }

            _current = [.. _current, operation];
        }

        Changed?.Invoke();
        return RunOf(operation);
    }

    private OperationRun RunOf(ClusterOperation operation) => new(operation, _regions.Rds(operation.Region), _time, _pace, Publish);

    private ClusterOperation Carry(OperationRun run, AuditEntry record)
    {
        _running[run.Operation.Id] = CarryAsync(run, record);
        return run.Operation;
    }

    private async Task CarryAsync(OperationRun run, AuditEntry record)
    {
        await Task.Yield();
        try
        {
            await (run.Operation.Kind == OperationKind.Create ? ClusterCreation.RunAsync(run, _stopping.Token) : ClusterDeletion.RunAsync(run, _stopping.Token));
            run.Change(operation => operation with { State = OperationState.Succeeded, EndedAt = _time.GetUtcNow() });
            record.Succeeded();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stays as it is on disk, and in the trail as begun, until the next start takes it up.
        }
        catch (ProblemException error)
        {
            Fail(run, record, error.Problem);
        }
        catch (Exception error)
        {
            // Nobody awaits this work, so this is the one place that can log what cannot be explained.
            Log.Broke(_logger, run.Operation.Kind, run.Operation.Key, error);
            Fail(run, record, new Problem("The console had an error of its own; its log has more. What AWS had accepted goes on there.", "InternalError", StatusCodes.Status500InternalServerError));
        }
    }

    private void Fail(OperationRun run, AuditEntry record, Problem problem)
    {
        run.Change(operation => operation with { State = OperationState.Failed, EndedAt = _time.GetUtcNow(), Problem = problem });
        try
        {
            record.Failed(problem.Code);
        }
        catch (ProblemException error)
        {
            Log.NotReported(_logger, run.Operation.Key, error.Message);
        }
    }

    private void Publish(ClusterOperation operation)
    {
        lock (_gate)
        {
            try
            {
                _journal.Save(operation);
            }
            catch (IOException error)
            {
                // A step that is not on disk is only looked at again after a restart; stopping half-way would be worse.
                Log.NotKept(_logger, operation.Key, error.Message);
            }

            _current = [.. _current.Select(other => other.Id == operation.Id ? operation : other)];
        }

        Changed?.Invoke();
    }

    private void Forget(ClusterOperation operation)
    {
        lock (_gate)
        {
            _journal.Remove(operation);
            _current = [.. _current.Where(other => other.Id != operation.Id)];
        }

        Changed?.Invoke();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Taking up the {Kind} of {Cluster} at “{Step}”")]
        public static partial void TakenUp(ILogger logger, OperationKind kind, string cluster, string step);

        [LoggerMessage(Level = LogLevel.Error, Message = "The {Kind} of {Cluster} broke off")]
        public static partial void Broke(ILogger logger, OperationKind kind, string cluster, Exception error);

        [LoggerMessage(Level = LogLevel.Error, Message = "A step at {Cluster} could not be kept on disk: {Message}")]
        public static partial void NotKept(ILogger logger, string cluster, string message);

        [LoggerMessage(Level = LogLevel.Error, Message = "The end of the operation at {Cluster} could not be put into the trail: {Message}")]
        public static partial void NotReported(ILogger logger, string cluster, string message);
    }
}
