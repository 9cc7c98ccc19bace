using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AuroraConsole.Cli;

/// <summary>psql as a child whose environment, and nothing else, holds the token; signals and exit code pass through.</summary>
internal static class Psql
{
    // Where systems keep their roots, for a libpq that does not know sslrootcert=system.
    private static readonly string[] RootFiles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="CommandException">Exit code 127: there is no psql.</exception>
    public static async Task<int> RunAsync(Login login, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("psql", arguments);
        foreach (var (name, value) in login.Environment())
            start.Environment[name] = value;
        if (start.Environment["PGSSLROOTCERT"] == Login.SystemRoots && await MajorAsync() < 16)
            start.Environment["PGSSLROOTCERT"] = RootFiles.FirstOrDefault(File.Exists) ?? Login.SystemRoots;
        // They would send the token elsewhere.
        start.Environment.Remove("PGSERVICE");
        start.Environment.Remove("PGHOSTADDR");

        using var psql = Start(start);
        // From a terminal they reach psql too, as one of the same group; else they are passed on.
        using var interrupt = PassOn(PosixSignal.SIGINT, 2, psql, unlessTerminal: true);
        using var quit = PassOn(PosixSignal.SIGQUIT, 3, psql, unlessTerminal: true);
        using var terminate = PassOn(PosixSignal.SIGTERM, 15, psql);
        using var hangUp = PassOn(PosixSignal.SIGHUP, 1, psql);
        await psql.WaitForExitAsync();
        return psql.ExitCode;
    }

    private static async Task<int> MajorAsync()
    {
        using var psql = Start(new ProcessStartInfo("psql", ["--version"]) { RedirectStandardOutput = true });
        // psql (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        var words = (await psql.StandardOutput.ReadToEndAsync()).Split(' ');
        return words.Length > 2 && int.TryParse(words[2].Split('.', 'd', 'b', 'r')[0], out var major) ? major : 0;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new CommandException(CommandException.NoProgram, "psql was not found. Install PostgreSQL's client (Debian: postgresql-client, macOS: brew install libpq) and have it on PATH.", error);
        }
    }

    private static PosixSignalRegistration PassOn(PosixSignal signal, int number, Process psql, bool unlessTerminal = false) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (!OperatingSystem.IsWindows() && !(unlessTerminal && !Console.IsInputRedirected) && !psql.HasExited)
            _ = Kill(psql.Id, number);
    });

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
