namespace AuroraConsole.Activity;

/// <summary>A session in the tree of who waits for whom.</summary>
/// <param name="Pid">Its process; 0 is a prepared transaction, which has none.</param>
/// <param name="Session">What is known of it; <c>null</c> when it is gone or has no process.</param>
/// <param name="Depth">0 for who waits for nobody.</param>
/// <param name="Waiting">How many wait for it, however far below.</param>
/// <param name="AlsoFor">Others that it waits for too, besides the one above it.</param>
public sealed record LockNode(int Pid, Session? Session, int Depth, int Waiting, IReadOnlyList<int> AlsoFor)
{
    /// <summary>Who waits for whom, blockers before those who wait for them. One who waits for several stands below the first.</summary>
    public static IReadOnlyList<LockNode> Of(ActivitySnapshot snapshot)
    {
        var waiting = snapshot.Sessions.Where(session => session.Wait?.BlockedBy.Count > 0).ToList();
        var below = waiting.ToLookup(session => session.Wait!.BlockedBy[0]);
        var waits = waiting.Select(session => session.Pid).ToHashSet();
        var (tree, seen) = (new List<LockNode>(), new HashSet<int>());
        foreach (var root in below.Select(group => group.Key).Where(pid => !waits.Contains(pid)).OrderByDescending(pid => Count(pid, below, [])))
            Add(root, 0);
        // Who is in a circle, which the server's deadlock check will break, has no root.
        foreach (var session in waiting.Where(session => !seen.Contains(session.Pid)))
            Add(session.Pid, 0);
        return tree;

        void Add(int pid, int depth)
        {
            if (!seen.Add(pid))
                return;
            var session = snapshot.Find(pid);
            tree.Add(new LockNode(pid, session, depth, Count(pid, below, []), [.. session?.Wait?.BlockedBy.Skip(1).Distinct() ?? []]));
            foreach (var waiter in below[pid])
                Add(waiter.Pid, depth + 1);
        }
    }

    private static int Count(int pid, ILookup<int, Session> below, HashSet<int> seen) => seen.Add(pid) ? below[pid].Sum(waiter => seen.Contains(waiter.Pid) ? 0 : 1 + Count(waiter.Pid, below, seen)) : 0;
}
