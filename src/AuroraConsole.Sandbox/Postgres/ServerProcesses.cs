using System.Globalization;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>What the processes of one server have used, from <c>/proc</c>.</summary>
/// <param name="CpuSeconds">Processor time of all, those that ended included, since the server started.</param>
/// <param name="MemoryBytes">Resident memory: what each has of its own, and what they share once.</param>
internal readonly record struct ServerProcesses(double CpuSeconds, long MemoryBytes)
{
    // Kernel constants on every platform .NET runs on: USER_HZ; the page size comes from the system.
    private const double TicksPerSecond = 100;

    /// <summary>Reads the descendants of a process; <c>null</c> where there is no such <c>/proc</c>, or they ended meanwhile.</summary>
    public static ServerProcesses? Read(int leashId)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            long ticks = 0, own = 0, shared = 0;
            var found = 0;
            var waiting = new Stack<int>(Children(leashId));
            while (waiting.TryPop(out var process))
            {
                try
                {
                    ticks += Ticks(process);
                    var pages = Numbers(File.ReadAllText($"/proc/{process}/statm"));
                    own += pages[1] - pages[2];
                    shared = Math.Max(shared, pages[2]);
                    found++;
                    foreach (var child in Children(process))
                        waiting.Push(child);
                }
                catch (IOException)
                {
                    // It ended between two looks; its parent has its time now.
                }
            }

            return found == 0 ? null : new ServerProcesses(ticks / TicksPerSecond, (own + shared) * Environment.SystemPageSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<int> Children(int process) => Numbers(File.ReadAllText($"/proc/{process}/task/{process}/children")).Select(id => (int)id);

    // utime, stime, and the same of children that were waited for; the name before may hold spaces and brackets (proc(5)).
    private static long Ticks(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return Numbers(stat[(stat.LastIndexOf(')') + 4)..]).Skip(10).Take(4).Sum();
    }

    private static long[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(n => n.Length > 0).Select(n => (long)double.Parse(n, CultureInfo.InvariantCulture))];
}
