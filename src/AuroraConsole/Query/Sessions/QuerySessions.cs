using System.Collections.Concurrent;
using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Results;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Sessions;

/// <summary>The sessions of all tabs. Each answers to its owner only.</summary>
public sealed class QuerySessions(AccessControl access, FleetWatch fleet, DatabaseConnector connector, SideConnections beside, QueryOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Owner, string Tab), QuerySession> _sessions = new();
    // Between the finding of a session and its use it must not be swept away.
    private readonly Lock _gate = new();

    /// <summary>Connections open or opening in the whole console.</summary>
    public int Open => _sessions.Values.Count(session => session.State.Phase != SessionPhase.Closed);

    /// <summary>The session of a tab; closed at first.</summary>
    public QuerySession Of(Actor actor, string tab)
    {
        AccessControl.Demand(actor, Act.RunSql);
        lock (_gate)
        {
            var session = _sessions.GetOrAdd((actor.Name, tab), key => new QuerySession(key.Owner, key.Tab, fleet, connector, TimeSpan.FromMinutes(options.IdleMinutes), time));
            session.Touch();
            return session;
        }
    }

    /// <summary>What a tab's session is now, if it ever ran something.</summary>
    public SessionState? Find(Actor actor, string tab)
    {
        AccessControl.Demand(actor, Act.RunSql);
        return _sessions.GetValueOrDefault((actor.Name, tab))?.State;
    }

    /// <summary>Whether a tab may have a connection: it has one, or there is room for another.</summary>
    /// <exception cref="ProblemException">429 <c>TooManySessions</c>.</exception>
    internal void DemandRoom(Actor actor, string tab)
    {
        if (Find(actor, tab) is null or { Phase: SessionPhase.Closed } && Open >= options.Sessions)
            throw new ProblemException(new Problem($"{options.Sessions} connections are open in this console already (Query:Sessions). Disconnect a tab that is not needed.", "TooManySessions", StatusCodes.Status429TooManyRequests));
    }

    /// <summary>Commits or rolls back the transaction of a tab. On record before it is done.</summary>
    /// <returns>What came of it, in a sentence.</returns>
    /// <exception cref="ProblemException">As <see cref="QuerySession.EndTransactionAsync"/>.</exception>
    public async Task<string> EndTransactionAsync(Actor actor, string tab, bool commit, CancellationToken cancellationToken)
    {
        var session = Of(actor, tab);
        var place = session.State.Place;
        using var record = access.Begin(actor, Act.RunSql, place?.Cluster ?? "", ("database", place?.Database), ("role", place?.Role), ("statements", commit ? "COMMIT" : "ROLLBACK"));
        try
        {
            var sentence = await session.EndTransactionAsync(commit, cancellationToken);
            record.Succeeded();
            return sentence;
        }
        catch (ProblemException refused)
        {
            record.Failed(refused.Problem.Code);
            throw;
        }
    }

    /// <summary>Closes the connection of a tab; what it holds ends with it.</summary>
    public async Task DisconnectAsync(Actor actor, string tab)
    {
        var session = Of(actor, tab);
        await session.CloseAsync("You closed it.");
        await LeaveAsync(session);
    }

    /// <summary>Forgets a tab with its connection.</summary>
    public async Task DropAsync(Actor actor, string tab)
    {
        AccessControl.Demand(actor, Act.RunSql);
        if (!_sessions.TryRemove((actor.Name, tab), out var session))
            return;
        await session.DisposeAsync();
        await LeaveAsync(session);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_sessions.Values.Select(session => session.DisposeAsync().AsTask())).WaitAsync(cancellationToken);
    }

    // What holds something stays open while somebody uses it or has its page open, and for an hour after (Query:KeepMinutes).
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(TimeSpan.FromMinutes(options.KeepMinutes));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    // Who disconnects wants the cluster to sleep: what the pages read beside the last tab of a place goes with it.
    private async Task LeaveAsync(QuerySession left)
    {
        if (left.State.Place is { } place && !_sessions.Values.Any(other => other.Owner == left.Owner && other.State.Phase != SessionPhase.Closed && other.State.Place == place))
            await beside.CloseAsync(left.Owner, place.Cluster, place.Database, place.Role);
    }

    internal async Task SweepAsync(TimeSpan kept)
    {
        foreach (var session in _sessions.Values)
        {
            await session.CloseUnseenAsync(kept, $"Nobody had this tab open for {options.KeepMinutes} min, so its connection was closed with what it held.");
            lock (_gate)
            {
                // A script may name any number of tabs and never close one.
                if (session.State is not { Phase: SessionPhase.Closed, IsLost: false } || session.Unseen < kept || !_sessions.TryRemove(new((session.Owner, session.Tab), session)))
                    continue;
            }

            await session.DisposeAsync();
        }
    }
}
