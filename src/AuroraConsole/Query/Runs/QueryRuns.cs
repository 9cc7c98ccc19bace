using System.Collections.Concurrent;
using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Query.History;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Runs;

/// <summary>
/// All runs of the process. A tab has one, and one that explains: starting another of its kind drops the last with its results. Every question
/// is answered to the run's owner only; to others it does not exist.
/// </summary>
public sealed partial class QueryRuns(AccessControl access, QuerySessions sessions, ResultStore store, HistoryStore history, QueryOptions options, TimeProvider time, ILogger<QueryRuns> logger)
    : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, QueryRun> _runs = new();
    private readonly Lock _gate = new();

    /// <summary>Checks, records, then starts; returns while the login goes on.</summary>
    /// <exception cref="ProblemException">400 with the field, 403 <c>AccessDenied</c>, 409 <c>QueryRunning</c> or <c>ConfirmationNeeded</c>, 429 <c>TooManyQueries</c>.</exception>
    public QueryRun Start(Actor actor, RunRequest request)
    {
        AccessControl.Demand(actor, Act.RunSql);
        var plan = RunPlan.Of(request);
        RunChecks.Demand(plan);
        DatabaseConnector.CheckRole(plan.Role);
        var run = new QueryRun(actor.Name, request.Tab, plan, time);
        lock (_gate)
        {
            MakeRoom(actor, run);
            var session = sessions.Of(actor, run.Tab);
            var record = access.Begin(
                actor, Act.RunSql, plan.Cluster, ("database", plan.Database), ("role", plan.Role), ("mode", plan.ModeWord), ("explain", plan.Explain == ExplainMode.None ? null : plan.Explain.ToString().ToLowerInvariant()),
                ("statements", Keywords(plan)), ("length", plan.Statements.Sum(statement => statement.Text.Length).ToString()), ("sha256", plan.Digest));
            run.Finished = Task.Run(() => ExecuteAsync(run, session, actor, record));
            _runs[run.Id] = run;
        }

        return run;
    }

    /// <summary>The run of an id.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchRun</c>, also when it is somebody else's.</exception>
    public QueryRun Get(Actor actor, string id)
    {
        AccessControl.Demand(actor, Act.RunSql);
        if (!_runs.TryGetValue(id, out var run) || run.Owner != actor.Name)
            throw new ProblemException(new Problem("There is no such run. Results are kept while their tab is open and somebody looks within the hour; run it again.", "NoSuchRun", StatusCodes.Status404NotFound));
        run.Looked();
        return run;
    }

    /// <summary>The last run of a tab, or the last that asked for plans, if it is still there.</summary>
    public QueryRun? Last(Actor actor, string tab, bool explains = false)
    {
        AccessControl.Demand(actor, Act.RunSql);
        var run = _runs.Values.FirstOrDefault(run => run.Owner == actor.Name && run.Tab == tab && run.Explains == explains);
        run?.Looked();
        return run;
    }

    /// <summary>Whether something runs in a tab.</summary>
    public bool IsActive(Actor actor, string tab) => Of(actor, tab).Any(run => run.State.IsActive);

    /// <summary>A result of a run.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchResult</c>, also when it is somebody else's.</exception>
    public (QueryRun Run, StatementState Statement, StoredResult Result) GetResult(Actor actor, string id)
    {
        AccessControl.Demand(actor, Act.RunSql);
        foreach (var run in _runs.Values.Where(run => run.Owner == actor.Name))
        {
            foreach (var statement in run.State.Statements)
            {
                if (statement.Result is not { } result || result.Id != id)
                    continue;
                run.Looked();
                return (run, statement, result);
            }
        }

        throw new ProblemException(new Problem("There is no such result any more. Running again in the tab replaces it; run the statement again.", "NoSuchResult", StatusCodes.Status404NotFound));
    }

    /// <summary>A file that COPY … TO STDOUT of a run filled.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchResult</c>, also when it is somebody else's or still grows.</exception>
    public (QueryRun Run, StoredFile File) GetFile(Actor actor, string id)
    {
        AccessControl.Demand(actor, Act.RunSql);
        foreach (var run in _runs.Values.Where(run => run.Owner == actor.Name))
        {
            if (run.State.Statements.Select(statement => statement.File).FirstOrDefault(file => file?.Id == id) is not { IsComplete: true } file)
                continue;
            run.Looked();
            return (run, file);
        }

        throw new ProblemException(new Problem("There is no such file any more. Running again in the tab replaces it; run the statement again.", "NoSuchResult", StatusCodes.Status404NotFound));
    }

    /// <summary>Stops and drops what a tab has: it was closed.</summary>
    public async Task DropAsync(Actor actor, string tab)
    {
        foreach (var run in Of(actor, tab))
            Drop(run);
        await sessions.DropAsync(actor, tab);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var run in _runs.Values)
            run.Cancel();
        await Task.WhenAll(_runs.Values.Select(run => run.Finished)).WaitAsync(cancellationToken);
        foreach (var run in _runs.Values)
            run.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var run in _runs.Values.Where(run => !run.State.IsActive && run.Unseen >= TimeSpan.FromMinutes(options.KeepMinutes)))
                    Drop(run);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end, also of a start that failed: the host would tell of it as an error of this service.
        }
    }

    private static string Keywords(RunPlan plan) => string.Join("; ", plan.Statements.Take(20).Select(statement => statement.Keyword));

    private List<QueryRun> Of(Actor actor, string tab) => [.. _runs.Values.Where(run => run.Owner == actor.Name && run.Tab == tab)];

    private void MakeRoom(Actor actor, QueryRun next)
    {
        if (IsActive(actor, next.Tab))
            throw new ProblemException(new Problem("A query still runs in this tab. Cancel it first, or run this in another tab.", "QueryRunning", StatusCodes.Status409Conflict));
        if (Last(actor, next.Tab, next.Explains) is { } last)
            Drop(last);
        sessions.DemandRoom(actor, next.Tab);
        if (_runs.Values.Count(run => run.State.IsActive) >= options.Running)
            throw new ProblemException(new Problem($"{options.Running} queries run in this console already. Wait for one to end, or cancel one.", "TooManyQueries", StatusCodes.Status429TooManyRequests));
    }

    private void Drop(QueryRun run)
    {
        if (!_runs.TryRemove(run.Id, out _))
            return;
        run.Cancel();
        // Its writer must have ended before the file goes.
        run.Finished.ContinueWith(_ => run.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ExecuteAsync(QueryRun run, QuerySession session, Actor actor, Audit.AuditEntry record)
    {
        using (record)
        {
            try
            {
                var code = await new RunExecution(run, session, store, time).ExecuteAsync(actor);
                history.Add(actor, run);
                if (run.State.Phase == RunPhase.Succeeded)
                    record.Succeeded(("rows", run.State.Statements.Sum(statement => (long)(statement.Result?.Rows ?? 0)).ToString()));
                else
                    record.Failed(code);
            }
#pragma warning disable CA1031 // This is the one place that logs a fault of a run; its page already shows that there was one.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Log.RunFaulted(logger, run.Id, fault.GetType().Name, fault.StackTrace);
            }

            if (!run.HasTab)
                await sessions.DropAsync(actor, run.Tab);
        }
    }

    private static partial class Log
    {
        // The exception's text could hold SQL or row values, so it is not logged.
        [LoggerMessage(Level = LogLevel.Error, Message = "Query run {Run} ended by a fault: {Type}\n{Stack}")]
        public static partial void RunFaulted(ILogger logger, string run, string type, string? stack);
    }
}
