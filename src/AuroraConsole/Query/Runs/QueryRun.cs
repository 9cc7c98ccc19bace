using System.Collections.Immutable;
using AuroraConsole.Query.Statements;

namespace AuroraConsole.Query.Runs;

/// <summary>
/// A run and its results. It belongs to the process and not to a page, so it goes on when a circuit is lost and is found again after.
/// </summary>
public sealed class QueryRun : IDisposable
{
    private const int MaxMessages = 1000;
    private const int MaxMessage = 4_000;
    private readonly Lock _gate = new();
    // Never disposed: a page may still hold the run and cancel it; without a timer there is nothing to free.
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private volatile RunState _state;
    private long _lookedAt;
    private int _unshown;

    internal QueryRun(string owner, string? tab, RunPlan plan, TimeProvider time)
    {
        Owner = owner;
        HasTab = !string.IsNullOrEmpty(tab);
        Tab = HasTab ? tab! : Guid.NewGuid().ToString("N");
        Plan = plan;
        _time = time;
        _lookedAt = time.GetTimestamp();
        _state = new RunState(RunPhase.Connecting, time.GetUtcNow(), null, null, [.. plan.Statements.Select(statement => new StatementState(statement, RunPhase.Waiting))], []);
    }

    /// <summary>Something but a row count changed. Called on any thread.</summary>
    public event Action? Changed;

    /// <summary>Unguessable; still only its owner may see it.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The actor who started it.</summary>
    public string Owner { get; }

    /// <summary>The tab it runs in.</summary>
    public string Tab { get; }

    /// <summary>Whether its session is kept after it. A script without a tab has nobody to use it again.</summary>
    internal bool HasTab { get; }

    /// <summary>What is run, where and how.</summary>
    public RunPlan Plan { get; }

    /// <summary>Plans were asked for, not results.</summary>
    public bool Explains => Plan.Explain != ExplainMode.None;

    /// <summary>Where it stands now.</summary>
    public RunState State => _state;

    /// <summary>Ends when the run has ended, whatever way; never faulted.</summary>
    public Task Finished { get; internal set; } = Task.CompletedTask;

    /// <summary>Whether its owner stopped it.</summary>
    public bool IsCancelled => _stop.IsCancellationRequested;

    /// <summary>How long nobody has looked.</summary>
    internal TimeSpan Unseen => _time.GetElapsedTime(Interlocked.Read(ref _lookedAt));

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>Stops it: the login, or the statement at the server, within a second. What has arrived is kept.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>Deletes its results. Only after <see cref="Finished"/>.</summary>
    public void Dispose()
    {
        foreach (var statement in State.Statements)
        {
            statement.Result?.Dispose();
            statement.File?.Dispose();
        }
    }

    internal void Looked() => Interlocked.Exchange(ref _lookedAt, _time.GetTimestamp());

    internal void Update(Func<RunState, RunState> change)
    {
        lock (_gate)
            _state = change(_state);
        Changed?.Invoke();
    }

    internal void Update(int index, Func<StatementState, StatementState> change) =>
        Update(state => state with { Statements = state.Statements.SetItem(index, change(state.Statements[index])) });

    // RAISE NOTICE in a loop, or of a whole table, must not fill the memory.
    internal void Say(string severity, string text, string? detail = null) => Update(state =>
    {
        if (state.Messages.Count < MaxMessages)
            return state with { Messages = state.Messages.Add(new RunMessage(_time.GetUtcNow(), severity, QueryError.Cut(text, MaxMessage)!, QueryError.Cut(detail, MaxMessage))) };
        _unshown++;
        return state with { Messages = state.Messages.SetItem(MaxMessages - 1, new RunMessage(_time.GetUtcNow(), "CONSOLE", $"{_unshown + 1} more messages are not shown.")) };
    });

    internal void Refuse(int index, Refusal refusal) =>
        Update(index, statement => statement with { Phase = RunPhase.Failed, Error = QueryError.Of(refusal, Plan.Text) });
}
