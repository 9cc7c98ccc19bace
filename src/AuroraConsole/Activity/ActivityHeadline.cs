using AuroraConsole.Shared;

namespace AuroraConsole.Activity;

/// <summary>What one came to know, in one sentence.</summary>
/// <param name="Kind">Calm or not.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Pid">Whom it is about.</param>
public sealed record ActivityHeadline(StatusKind Kind, string Sentence, int? Pid = null)
{
    private static readonly TimeSpan LongIdle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongRun = TimeSpan.FromMinutes(1);

    /// <summary>The gravest thing seen.</summary>
    public static ActivityHeadline Of(ActivitySnapshot snapshot)
    {
        if (LockNode.Of(snapshot).FirstOrDefault(node => node.Depth == 0) is { } root)
            return new(StatusKind.Broken, $"{Sessions(root.Waiting)} {(root.Waiting == 1 ? "waits" : "wait")} for {Who(root)}.", root.Pid == 0 ? null : root.Pid);
        var others = snapshot.Sessions.Where(session => !session.IsOwn).ToList();
        if (others.Where(session => session.Kind is SessionState.IdleInTransaction or SessionState.Aborted).MinBy(session => session.StateAt) is { StateAt: { } idle } lazy && snapshot.At - idle >= LongIdle)
            return new(StatusKind.Attention, $"{lazy.Pid} ({lazy.Role}) has been idle in a transaction for {Ages.Of(snapshot.At - idle)}: its locks stay, and vacuum cannot remove what was deleted since.", lazy.Pid);
        if (snapshot.Looker is { } looker && looker.Connections * 5 >= looker.MaxConnections * 4)
            return new(StatusKind.Attention, $"{looker.Connections:N0} of {looker.MaxConnections:N0} connections are taken.");
        if (others.Where(session => session.Kind == SessionState.Active).MinBy(session => session.QueryAt) is { QueryAt: { } began } busy && snapshot.At - began >= LongRun)
            return new(StatusKind.Attention, $"{busy.Pid} ({busy.Role}) has run one statement for {Ages.Of(snapshot.At - began)}.", busy.Pid);
        var (active, hidden) = (others.Count(session => session.Kind == SessionState.Active), others.Count(session => session.Kind == SessionState.Hidden));
        return new(
            hidden > 0 ? StatusKind.Unknown : StatusKind.Available,
            $"Nobody waits for a lock. {(others.Count == 0 ? "Nobody else is connected" : $"{active} of {Sessions(others.Count)} {(active == 1 ? "runs" : "run")} a statement")}{(hidden > 0 ? $"; what {hidden} {(hidden == 1 ? "does" : "do")} is hidden from this role" : "")}.");
    }

    private static string Who(LockNode root) => root switch
    {
        { Pid: 0 } => "a prepared transaction, which has no session: COMMIT PREPARED or ROLLBACK PREPARED ends it",
        { Session: null } => $"{root.Pid}",
        { Session: { Kind: SessionState.IdleInTransaction or SessionState.Aborted } session } => $"{root.Pid} ({session.Role}), idle in a transaction",
        { Session: { Kind: SessionState.Active } session } => $"{root.Pid} ({session.Role}), which runs a statement",
        _ => $"{root.Pid} ({root.Session.Role})",
    };

    private static string Sessions(int count) => count == 1 ? "1 session" : $"{count:N0} sessions";
}
