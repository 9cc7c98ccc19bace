using System.ComponentModel;
using System.Diagnostics;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>Who PostgreSQL and its tools run as: this process's own user, or, as PostgreSQL refuses root, another one.</summary>
/// <param name="Name">The account switched to; <c>null</c> when no switch is needed.</param>
internal sealed record ServerUser(string? Name)
{
    /// <summary><c>postgres</c> where that account exists, else <c>nobody</c>, when this process is root.</summary>
    /// <exception cref="FleetException">Root, and neither account exists.</exception>
    public static ServerUser Find()
    {
        if (!Environment.IsPrivilegedProcess) return new ServerUser((string?)null);
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return new ServerUser(new[] { "postgres", "nobody" }.FirstOrDefault(accounts.Contains)
            ?? throw new FleetException("PostgreSQL does not run as root and there is no account \"postgres\" or \"nobody\" to run it as: start the sandbox as an ordinary user."));
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    /// <exception cref="FleetException">It could not be started or failed; the message ends with the last it said.</exception>
    public async Task<string> RunAsync(string file, string[] arguments, string? input, CancellationToken cancellationToken)
    {
        using var process = Start(file, arguments, redirectOutput: true);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteInputAsync(process, input);
            await process.WaitForExitAsync(cancellationToken);
            var said = (await errors).Trim();
            if (process.ExitCode == 0) return await output;
            throw new FleetException($"{Path.GetFileName(file)} failed with exit code {process.ExitCode}: {(said.Length > 0 ? said : (await output).Trim())}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Whether a test of <c>test(1)</c> holds for this user, such as <c>-x</c> of a program.</summary>
    public async Task<bool> CanAsync(string test, string path, CancellationToken cancellationToken)
    {
        using var process = Start("/bin/sh", ["-c", "test \"$1\" \"$2\"", "sh", test, path], redirectOutput: true);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0;
    }

    /// <summary>Starts a program as this user from <c>/</c>, its input a pipe held by this process.</summary>
    /// <exception cref="FleetException">It is not there or may not be run.</exception>
    public Process Start(string file, string[] arguments, bool redirectOutput)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = redirectOutput,
            RedirectStandardError = redirectOutput,
            WorkingDirectory = "/",
        };
        if (Name is not null) start.UserName = Name;
        // Only what PostgreSQL needs: credentials in the environment are not for a database that runs anyone's SQL.
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception notStarted)
        {
            throw new FleetException($"{file} could not be started as {Name ?? "this user"}: {notStarted.Message}.", notStarted);
        }
    }

    private static async Task WriteInputAsync(Process process, string? input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }
}
