using System.Data;
using AuroraConsole.Access;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Sessions;

/// <summary>How the connection comes, is watched while it is idle, and goes. All of it by whoever has the turn.</summary>
public sealed partial class QuerySession
{
    private async Task MoveAsync(SessionPlace place, Action<string, string, string?> say)
    {
        if (State.HasState)
        {
            throw new ProblemException(new Problem(
                $"This tab has {State.Held} in {State.Place}, which would be lost. Commit, roll back or disconnect first, or use another tab for {place}.", "SessionHasState", StatusCodes.Status409Conflict));
        }

        say("CONSOLE", $"The connection to {State.Place} was closed.", null);
        await DropAsync($"Left for {place}.", isLost: false);
    }

    private async Task OpenAsync(Actor actor, SessionPlace place, Action<string, string, string?> say, CancellationToken cancellationToken)
    {
        // What was set at one place is nothing for another, also when the first login there fails.
        if (State.Place != place)
            _settings = SessionSettings.None;
        var again = State.Ended is not null && State.Place == place;
        Set(new SessionState(SessionPhase.Connecting, _time.GetUtcNow(), place));
        try
        {
            var cluster = await _fleet.GetAsync(place.Cluster, fresh: false, cancellationToken);
            var (connection, expires) = await _connector.LoginAsync(actor, cluster, place.Database, place.Role, "query", cancellationToken);
            connection.Notice += (_, notice) => _hear?.Invoke(notice.Notice.Severity, notice.Notice.MessageText, notice.Notice.Detail);
            connection.Notification += (_, heard) => _hear?.Invoke("NOTIFY", $"{heard.Channel}: {heard.Payload}", null);
            // A connection without them is none to run on: the next Run must try again.
            var restored = "";
            try
            {
                restored = await _settings.ApplyAsync(connection, cancellationToken);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            _connection = connection;
            _said.Clear();
            Set(State with { TokenExpiresAt = expires, ProcessId = connection.ProcessID });
            if (again)
                say("CONSOLE", $"A new connection was opened.{restored}", null);
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
            // Whatever it says, it answers.
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
        catch (Exception broken) when (broken is NpgsqlException or IOException or ObjectDisposedException or InvalidOperationException)
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
            Phase = SessionPhase.Closed,
            Since = _time.GetUtcNow(),
            Transaction = TransactionPhase.None,
            TransactionSince = null,
            Holds = [],
            TokenExpiresAt = null,
            ProcessId = null,
            ClosesAt = null,
            Ended = why,
            IsLost = isLost,
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
}
