namespace AuroraConsole.Activity;

/// <summary>Wait events in words (PostgreSQL's manual, "Wait Event Types"; Aurora's own begin with IO or LWLock too).</summary>
internal static class WaitWords
{
    /// <summary>What a session waits for; <c>null</c>: for nothing. Version 17 spells some events with other capitals.</summary>
    public static string? Of(Session session) => (session.WaitType, session.WaitEvent) switch
    {
        (null, _) => null,
        ("Client", "ClientRead") => session.State == "active" ? "for its client to send more of the statement's data" : "for its client to send something",
        ("Client", "ClientWrite") => "for its client to take the rows it has sent",
        ("Lock", _) => session.Wait is { } wait ? $"for {wait.What}, held by another session" : "for a lock of another session",
        ("Timeout", "PgSleep") => "in pg_sleep",
        ("Timeout", "VacuumDelay") => "between steps of a vacuum, so that others can work",
        ("IO", "XactSync") => "for its commit to be safe in Aurora's storage",
        ("IO", "WALSync" or "WalSync" or "WALWrite" or "WalWrite") => "for its commit to be safe on disk",
        ("IO", "DataFileRead") => "for a page from storage",
        ("IO", "BufFileRead" or "BuffileRead" or "BufFileWrite" or "BuffileWrite") => "for a temporary file: a sort or hash that does not fit into work_mem",
        ("IO", _) => "for storage",
        ("LWLock", "WALWrite") => "for its turn to write the log",
        ("LWLock", "BufferContent" or "BufferMapping") => "for a page that others use at the same moment",
        ("LWLock", _) => "for its turn inside the server, for a moment",
        ("BufferPin", _) => "for others to let go of a page",
        ("IPC", "ParallelFinish" or "ExecuteGather" or "BgWorkerShutdown" or "BgworkerShutdown") => "for its parallel workers",
        ("IPC", _) => "for another process of the server",
        ("Extension", _) => "in an extension",
        _ => "for something the server names so",
    };
}
