using System.Diagnostics;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>The real psql.</summary>
internal static class Psql
{
    public static bool IsThere => File.Exists("/usr/bin/psql");

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string connection, string password, string sql)
    {
        var start = new ProcessStartInfo("/usr/bin/psql", ["-X", "-q", "-A", "-t", "-v", "VERBOSITY=verbose", "-c", sql, connection]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = password;
        start.Environment["PGCONNECT_TIMEOUT"] = "20";
        using var psql = Process.Start(start)!;
        var output = psql.StandardOutput.ReadToEndAsync();
        var errors = psql.StandardError.ReadToEndAsync();
        await psql.WaitForExitAsync();
        return (psql.ExitCode, (await output).Trim(), (await errors).Trim());
    }
}
