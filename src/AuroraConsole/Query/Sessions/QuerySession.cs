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
public sealed class QuerySession : IAsyncDisposable
{
    private readonly FleetWatch _fleet;
    private readonly DatabaseConnector _connector;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    // Runs, commits, exports and the closing for idleness take turns.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _timer;
    private NpgsqlConnection? _connection;
    private SessionSettings _settings = SessionSettings.None;
    private CancellationTokenSource? _watching;
    private Task<string?> _watch = Task.FromResult<string?>(null);
    private readonly HashSet<string> _said = [];
    private Action<string, string, string?>? _hear;
    private int _viewers;
    private long _lastSeen;

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

    /// <summary>How long no page has shown it.</summary>
    internal TimeSpan Unseen => Volatile.Read(ref _viewers) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Interlocked.Read(ref _lastSeen));

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
    /// <exception cref="ProblemException">409 <c>SessionHasState</c>: it is elsewhere and holds something; 409 <c>SessionLost</c>, once; and as <see cref="DatabaseConnector"/>.</exception>
    internal async Task<SessionTurn> EnterAsync(Actor actor, SessionPlace place, Action<string, string, string?> say, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await StopWatchingAsync();
            _hear = say;
            if (_connection is not null && State.Place != place)
                await LeaveAsync(place, say);
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
            await SettleAsync(lastFailed: false);
            await RestAsync();
        }
    }

    /// <summary>Closes the connection; what it holds ends with it. Something that runs is waited for.</summary>
    internal async Task CloseAsync(string why)
    {
        await _turn.WaitAsync();
        try
        {
            await StopWatchingAsync();
            if (_connection is not null)
                await DropAsync(why, isLost: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await CloseAsync("The tab was closed.");
    }

    /// <summary>Learns what state the session is in after something ran on it.</summary>
    /// <param name="lastFailed">Whether the last statement ended by an error of the server.</param>
    internal async Task SettleAsync(bool lastFailed)
    {
        if (_connection is not { FullState: ConnectionState.Open } connection)
        {
            if (_connection is not null)
                await EndedAsync("The connection was lost.");
            return;
        }

        try
        {
            if (IsInTransaction(connection))
            {
                Set(State with { Transaction = lastFailed ? TransactionPhase.Failed : TransactionPhase.Open, TransactionSince = State.TransactionSince ?? _time.GetUtcNow() });
                return;
            }

            _settings = await SessionSettings.ReadAsync(connection);
            Set(State with { Transaction = TransactionPhase.None, TransactionSince = null, Holds = _settings.Holds });
        }
        catch (NpgsqlException)
        {
            await EndedAsync("The connection was lost.");
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

    /// <summary>Gives the turn back; from here on the connection is idle.</summary>
    internal async Task RestAsync()
    {
        if (_connection is { FullState: not ConnectionState.Open })
            await EndedAsync("The connection was lost.");
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

        _turn.Release();
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

    private async Task LeaveAsync(SessionPlace place, Action<string, string, string?> say)
    {
        if (State.HasState)
        {
            throw new ProblemException(new Problem(
                $"This tab has {State.Held} in {State.Place}, which would be lost. Commit, roll back or disconnect first, or use another tab for {place}.", "SessionHasState", StatusCodes.Status409Conflict));
        }

        say("CONSOLE", $"The connection to {State.Place} was closed.", null);
        _settings = SessionSettings.None;
        await DropAsync($"Left for {place}.", isLost: false);
    }

    private async Task OpenAsync(Actor actor, SessionPlace place, Action<string, string, string?> say, CancellationToken cancellationToken)
    {
        var again = State.Ended is not null && State.Place == place;
        Set(new SessionState(SessionPhase.Connecting, _time.GetUtcNow(), place));
        try
        {
            var cluster = await _fleet.GetAsync(place.Cluster, fresh: false, cancellationToken);
            var (connection, expires) = await _connector.LoginAsync(actor, cluster, place.Database, place.Role, "query", signer: null, cancellationToken);
            connection.Notice += (_, notice) => _hear?.Invoke(notice.Notice.Severity, notice.Notice.MessageText, notice.Notice.Detail);
            connection.Notification += (_, heard) => _hear?.Invoke("NOTIFY", $"{heard.Channel}: {heard.Payload}", null);
            _connection = connection;
            _said.Clear();
            Set(State with { TokenExpiresAt = expires, ProcessId = connection.ProcessID });
            if (again)
                say("CONSOLE", $"A new connection was opened.{await _settings.ApplyAsync(connection, cancellationToken)}", null);
        }
        catch (ProblemException refused)
        {
            Set(State with { Phase = SessionPhase.Closed, Since = _time.GetUtcNow(), Ended = $"The last login failed: {refused.Problem.Sentence}" });
            throw;
        }
        catch (OperationCanceledException)
        {
            Set(State with { Phase = SessionPhase.Closed, Since = _time.GetUtcNow(), Ended = "You stopped the login." });
            throw;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            // An empty query: it takes no snapshot and starts no transaction.
            await using var ping = new NpgsqlCommand("--", _connection) { CommandTimeout = 10 };
            await ping.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException) when (_connection is { FullState: ConnectionState.Open })
        {
            // A failed transaction refuses it, so it answers.
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // Hears at once when the server ends an idle session, and what LISTEN brings.
    private static async Task<string?> WaitForEndAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        try
        {
            while (true)
                await connection.WaitAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (PostgresException told)
        {
            return $"The server ended the session: {told.MessageText}.";
        }
        catch (Exception broken) when (broken is NpgsqlException or IOException)
        {
            return "The connection was lost.";
        }
    }

    private async Task NoteEndAsync(NpgsqlConnection connection, Task<string?> watch)
    {
        if (await watch is not { } why)
            return;
        await _turn.WaitAsync();
        try
        {
            if (connection == _connection)
                await EndedAsync(why);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StopWatchingAsync()
    {
        if (_watching is not { } watching)
            return;
        _watching = null;
        await watching.CancelAsync();
        await _watch;
        watching.Dispose();
    }

    private Task EndedAsync(string why) => State.HasState
        ? DropAsync($"{why} {(State.Transaction != TransactionPhase.None ? "Its open transaction was rolled back." : $"Gone with it: {string.Join(", ", State.Holds)}.")}", isLost: true)
        : DropAsync(why, isLost: false);

    private async Task DropAsync(string why, bool isLost)
    {
        var connection = _connection;
        _connection = null;
        Close(why, isLost);
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private void Close(string why, bool isLost)
    {
        if (isLost)
            _settings = SessionSettings.None;
        Set(State with
        {
            Phase = SessionPhase.Closed, Since = _time.GetUtcNow(), Transaction = TransactionPhase.None, TransactionSince = null, Holds = [],
            TokenExpiresAt = null, ProcessId = null, ClosesAt = null, Ended = why, IsLost = isLost,
        });
    }

    private async Task CloseIfIdleAsync()
    {
        if (!await _turn.WaitAsync(0))
            return;
        try
        {
            if (_connection is null || State.ClosesAt is not { } at)
                return;
            // Timers may be early by a little.
            if (at - _time.GetUtcNow() is { Ticks: > 0 } left)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            await StopWatchingAsync();
            await DropAsync($"Closed after {_idle.TotalMinutes:0.#} min idle, so that {State.Place!.Cluster.Split('/')[^1]} may sleep.", isLost: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class Viewer(QuerySession session, Action changed) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            session.Changed -= changed;
            Interlocked.Exchange(ref session._lastSeen, session._time.GetTimestamp());
            Interlocked.Decrement(ref session._viewers);
        }
    }
}
