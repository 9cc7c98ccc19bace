using AuroraConsole.Shared;

namespace AuroraConsole.Activity;

/// <summary>Where to look and as whom. One look is shared by all pages of an actor that ask for the same.</summary>
/// <param name="Actor">Whose name the connection is opened in.</param>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Database">Whose tables and statements have names.</param>
/// <param name="Role">Who looks: decides what is seen.</param>
public sealed record ActivityKey(Access.Actor Actor, string Cluster, string Database, string Role);

/// <summary>What a look saw.</summary>
/// <param name="At">The server's time, UTC; ages count to it.</param>
/// <param name="Looker">What the role may see; <c>null</c> when the look failed.</param>
/// <param name="Sessions">By process id; the first 5,000.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record ActivitySnapshot(DateTimeOffset At, Looker? Looker, IReadOnlyList<Session> Sessions, Problem? Problem = null)
{
    /// <summary>Sessions of one state.</summary>
    public int Count(SessionState state) => Sessions.Count(session => session.Kind == state);

    /// <summary>The session of a process.</summary>
    public Session? Find(int pid) => Sessions.FirstOrDefault(session => session.Pid == pid);
}

/// <summary>The role that looks, on its server.</summary>
/// <param name="Version">PostgreSQL's major version.</param>
/// <param name="MaxConnections">The server's bound.</param>
/// <param name="Connections">Clients' sessions, all that there are.</param>
/// <param name="SeesAll">Superuser, or member of <c>pg_read_all_stats</c> (pg_monitor is).</param>
/// <param name="EndsOthers">Superuser, or member of <c>pg_signal_backend</c>.</param>
public sealed record Looker(int Version, int MaxConnections, int Connections, bool SeesAll, bool EndsOthers);
