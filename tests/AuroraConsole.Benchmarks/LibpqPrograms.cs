using System.Diagnostics;

namespace AuroraConsole.Benchmarks;

/// <summary>psql and pgbench as they are installed, each started with a connection's settings in libpq's environment.</summary>
internal static class LibpqPrograms
{
    /// <summary>The program of the newest PostgreSQL.</summary>
    public static string Found(string program) =>
        Directory.GetDirectories("/usr/lib/postgresql").Order().Reverse().Select(folder => Path.Combine(folder, "bin", program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{program} is not installed: apt install postgresql.");

    /// <summary>libpq's environment; with a CA, TLS and <c>verify-full</c>.</summary>
    public static Dictionary<string, string> Environment(string host, int port, string user, string database, string? caFile = null, string? password = null)
    {
        var environment = new Dictionary<string, string> { ["PGHOST"] = host, ["PGPORT"] = $"{port}", ["PGUSER"] = user, ["PGDATABASE"] = database, ["PGGSSENCMODE"] = "disable" };
        if (caFile is not null) (environment["PGSSLMODE"], environment["PGSSLROOTCERT"]) = ("verify-full", caFile);
        if (password is not null) environment["PGPASSWORD"] = password;
        return environment;
    }

    /// <summary>Starts it, with its output and errors to be read.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end and answers what it said.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Start(program, arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{Path.GetFileName(program)} at {environment["PGHOST"]} ended with {process.ExitCode}: {await errors}");
    }
}
