using System.Data;
using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Sessions;

/// <summary>
/// The connection of a tab: opened by the first Run, kept between runs with its temporary tables, settings and transaction, closed when it has
/// been idle with nothing in it. It belongs to the process and not to a page. What happens to it is said in <see cref="State"/>, never silent.
/// </summary>
public sealed partial class QuerySession : IAsyncDisposable
{
    private const int MaxNamed = 100;
    private readonly FleetWatch _fleet;
    private readonly DatabaseConnector _connector;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    // Runs, commits, exports and the closing for idleness take turns.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _timer;
    private NpgsqlConnection? _connection;
    private readonly HashSet<string> _named = [];
    private SessionSettings _settings = SessionSettings.None;
    private CancellationTokenSource? _watching;
    private Task<string?> _watch = Task.FromResult<string?>(null);
    private readonly HashSet<string> _said = [];
    private Action<string, string, string?>? _hear;
    private int _viewers;
    private long _lastSeen;
    private bool _isDisposed;

    internal QuerySession(string owner, string tab, FleetWatch fleet, DatabaseConnector connector, TimeSpan idle, TimeProvider time)
    {
        (Owner, Tab, _fleet, _connector, _idle, _time) = (owner, tab, fleet, connector, idle, time);
        State = new SessionState(SessionPhase.Closed, time.GetUtcNow());
        _lastSeen = time.GetTimestamp();
        _timer = time.CreateTimer(_ => _ = CloseIfIdleAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary><see cref="State"/> is another. Called on any thread.</summary>
    public event Action? Changed;

    /// <summary>The actor whose tab it is.</summary>
    public string Owner { get; }

    /// <summary>The tab.</summary>
    public string Tab { get; }

    /// <summary>Where it stands now.</summary>
    public SessionState State { get; private set; }

    /// <summary>How long no page has shown it and nothing ran on it.</summary>
    internal TimeSpan Unseen => Volatile.Read(ref _viewers) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Interlocked.Read(ref _lastSeen));

    /// <summary>Is about to be used.</summary>
    internal void Touch() => Interlocked.Exchange(ref _lastSeen, _time.GetTimestamp());

    /// <summary>Counts as seen until disposed.</summary>
    public IDisposable Look(Action changed)
    {
        Interlocked.Increment(ref _viewers);
        Changed += changed;
        return new Viewer(this, changed);
    }

    /// <summary>Waits for its turn, then has a connection at <paramref name="place"/>: the open one, or a new one.</summary>
    /// <param name="actor">Whose token.</param>
    /// <param name="place">Where to.</param>
    /// <param name="say">Hears what happens to the connection and the server's notices, as severity, text and detail.</param>
    /// <param name="cancellationToken">Stops waiting and logging in.</param>
    /// <exception cref="ProblemException">409 <c>SessionHasState</c>: it is elsewhere and holds something; 409 <c>SessionLost</c>, once; 409 <c>TabClosed</c>; and as <see cref="DatabaseConnector"/>.</exception>
    internal async Task<SessionTurn> EnterAsync(Actor actor, SessionPlace place, Action<string, string, string?> say, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited behind the closing of the tab must not open a connection that nobody would close.
            if (_isDisposed)
                throw new ProblemException(new Problem("The tab was closed meanwhile. Nothing was run.", "TabClosed", StatusCodes.Status409Conflict));
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await StopWatchingAsync();
            _hear = say;
            if (_connection is not null && State.Place != place)
                await MoveAsync(place, say);
            if (_connection is not null && !await AnswersAsync(cancellationToken))
                await EndedAsync("The connection was lost.");
            if (State.IsLost)
                throw Lost();

            if (_connection is null)
                await OpenAsync(actor, place, say, cancellationToken);
            Set(State with { Phase = SessionPhase.Running, Since = _time.GetUtcNow(), ClosesAt = null });
            return new SessionTurn(this, _connection!);
        }
        catch
        {
            await RestAsync();
            throw;
        }
    }

    /// <summary>Commits or rolls back the open transaction.</summary>
    /// <returns>What came of it, in a sentence.</returns>
    /// <exception cref="ProblemException">409 <c>NoTransaction</c>, <c>SessionLost</c>; the server's reason when it does not commit.</exception>
    internal async Task<string> EndTransactionAsync(bool commit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await StopWatchingAsync();
            if (_connection is null || State.Transaction == TransactionPhase.None)
                throw State.IsLost ? Lost() : new ProblemException(new Problem("No transaction is open in this tab.", "NoTransaction", StatusCodes.Status409Conflict));
            var failed = State.Transaction == TransactionPhase.Failed;
            Set(State with { Phase = SessionPhase.Running, Since = _time.GetUtcNow(), ClosesAt = null });
            try
            {
                await using var command = new NpgsqlCommand(commit ? "COMMIT" : "ROLLBACK", _connection) { CommandTimeout = 60 };
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (PostgresException refused)
            {
                throw new ProblemException(new Problem($"The server did not commit: {refused.MessageText} The transaction was rolled back.", refused.SqlState, StatusCodes.Status409Conflict), refused);
            }
            catch (NpgsqlException broken)
            {
                throw new ProblemException(
                    new Problem(commit ? "The connection was lost while committing. Whether it was committed is not known; look before you run it again." : "The connection was lost; the server rolls the transaction back.", "ConnectionBroken", StatusCodes.Status502BadGateway), broken);
            }

            return !commit ? "Rolled back: nothing of the transaction was kept." : failed ? "Rolled back: a statement of the transaction had failed, so there was nothing to commit." : "Committed.";
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>Closes the connection; what it holds ends with it. Something that runs is waited for.</summary>
    internal Task CloseAsync(string why) => CloseAsync(why, () => true);

    /// <summary>The same when nothing runs and nobody has seen it for so long.</summary>
    internal Task CloseUnseenAsync(TimeSpan longest, string why) => State.Phase == SessionPhase.Idle && Unseen >= longest ? CloseAsync(why, () => Unseen >= longest) : Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await CloseAsync("The tab was closed.", () => _isDisposed = true);
    }

    /// <summary>Looks after settings of these names too, which no catalog lists: those with a full stop. Only whoever has the turn.</summary>
    internal void Know(IEnumerable<string> settings)
    {
        foreach (var name in settings.Where(_ => _named.Count < MaxNamed))
            _named.Add(name);
    }

    /// <summary>Ends a turn: learns what state the session is in now, and gives the turn back whatever happens.</summary>
    internal async Task LeaveAsync()
    {
        try
        {
            await SettleAsync();
        }
        finally
        {
            await RestAsync();
        }
    }

    /// <summary>Says something about the connection to who has the turn, the first time only.</summary>
    internal void SayOnce(string text)
    {
        if (_said.Add(text))
            _hear?.Invoke("CONSOLE", text, null);
    }

    /// <summary>Has no connection any more; the one it had is disposed when <paramref name="work"/> on it has ended.</summary>
    internal void Forget(string why, Task work)
    {
        var connection = _connection!;
        _connection = null;
        _ = work.ContinueWith(_ => connection.DisposeAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Close(why, isLost: State.HasState);
    }

    /// <summary>A transaction block is open, failed or not. Asks the driver, which knows from the server's last word; costs no round trip then.</summary>
    internal static bool IsInTransaction(NpgsqlConnection connection)
    {
        try
        {
            // Unlike any SELECT, this takes no snapshot, so SET TRANSACTION still works after it.
            using var probe = connection.BeginTransaction();
            probe.Rollback();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private async Task CloseAsync(string why, Func<bool> still)
    {
        await _turn.WaitAsync();
        try
        {
            if (!still())
                return;
            await StopWatchingAsync();
            if (_connection is not null)
                await DropAsync(why, isLost: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task SettleAsync()
    {
        if (_connection is not { FullState: ConnectionState.Open } connection)
            return;
        try
        {
            if (IsInTransaction(connection))
            {
                Set(State with { Transaction = await IsFailedAsync(connection) ? TransactionPhase.Failed : TransactionPhase.Open, TransactionSince = State.TransactionSince ?? _time.GetUtcNow() });
                return;
            }

            Set(State with { Transaction = TransactionPhase.None, TransactionSince = null });
            _settings = await SessionSettings.ReadAsync(connection, _named);
            Set(State with { Holds = _settings.Holds });
        }
        catch (Exception unsettled) when (unsettled is NpgsqlException or InvalidOperationException)
        {
            // A connection that is lost is found to be by RestAsync; one that only did not tell is kept, with what it was known to hold.
        }
    }

    // From here on the connection is idle.
    private async Task RestAsync()
    {
        try
        {
            if (_connection is { FullState: not ConnectionState.Open })
                await EndedAsync("The connection was lost.");
            Touch();
            var now = _time.GetUtcNow();
            if (_connection is { } connection)
            {
                Set(State with { Phase = SessionPhase.Idle, Since = now, ClosesAt = State.HasState ? null : now + _idle });
                if (!State.HasState)
                    _timer.Change(_idle, Timeout.InfiniteTimeSpan);
                _watching = new CancellationTokenSource();
                _watch = WaitForEndAsync(connection, _watching.Token);
                _ = NoteEndAsync(connection, _watch);
            }
            else if (State.Phase != SessionPhase.Closed)
            {
                Set(State with { Phase = SessionPhase.Closed, Since = now, ClosesAt = null });
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    // A failed transaction answers nothing but its end. SHOW takes no snapshot, so SET TRANSACTION still works after it.
    private static async Task<bool> IsFailedAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var show = new NpgsqlCommand("SHOW transaction_read_only", connection) { CommandTimeout = 15 };
            await show.ExecuteNonQueryAsync();
            return false;
        }
        catch (PostgresException failed) when (failed.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            return true;
        }
    }

    private void Set(SessionState state)
    {
        State = state;
        Changed?.Invoke();
    }

    private ProblemException Lost()
    {
        var why = State.Ended ?? "The connection was lost.";
        Set(State with { IsLost = false });
        return new ProblemException(new Problem($"{why} Nothing was run. Run again to begin anew.", "SessionLost", StatusCodes.Status409Conflict));
    }

    private sealed class Viewer(QuerySession session, Action changed) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            session.Changed -= changed;
            session.Touch();
            Interlocked.Decrement(ref session._viewers);
        }
    }
}
