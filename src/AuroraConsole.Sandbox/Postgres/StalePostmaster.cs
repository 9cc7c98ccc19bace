using System.Diagnostics;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>What a killed sandbox leaves behind: a server its leash is still stopping, or only its pid file.</summary>
internal static class StalePostmaster
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the end of an old server on this data directory; removes a pid file whose number now belongs to another program.</summary>
    /// <exception cref="FleetException">The old server does not end.</exception>
    public static async Task ClearAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(dataFolder, "postmaster.pid");
        var started = TimeProvider.System.GetTimestamp();
        while (ReadPid(pidFile) is { } pid)
        {
            var command = await CommandLineAsync(pid, cancellationToken);
            // A dead one is PostgreSQL's to judge: it also looks for backends that outlived it.
            if (command is null) return;
            if (!command.Contains(dataFolder, StringComparison.Ordinal))
            {
                File.Delete(pidFile);
                return;
            }
            if (TimeProvider.System.GetElapsedTime(started) > Limit) throw new FleetException($"An earlier PostgreSQL (process {pid}) still runs on {dataFolder} and does not end: stop it.");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private static int? ReadPid(string pidFile)
    {
        try
        {
            return int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), out var pid) ? pid : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The command line of a live process, <c>null</c> of one that is gone.</summary>
    private static async Task<string?> CommandLineAsync(int pid, CancellationToken cancellationToken)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var line = await File.ReadAllTextAsync($"/proc/{pid}/cmdline", cancellationToken);
                // A zombie has none.
                return line.Length > 0 ? line : null;
            }
            using var process = Process.GetProcessById(pid);
        }
        catch (Exception gone) when (gone is IOException or ArgumentException)
        {
            return null;
        }
        return await new ServerUser((string?)null).RunAsync("/bin/ps", ["-o", "command=", "-p", $"{pid}"], null, cancellationToken);
    }
}
