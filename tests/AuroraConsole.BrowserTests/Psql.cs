using System.Diagnostics;

namespace AuroraConsole.BrowserTests;

/// <summary>The real psql, as a person uses it: the settings in the command, the token as the password.</summary>
internal static class Psql
{
    public static async Task<(int ExitCode, string Output)> RunAsync(string connection, string token, string sql)
    {
        var start = new ProcessStartInfo("psql") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--no-psqlrc", "-tA", connection, "-c", sql })
            start.ArgumentList.Add(argument);
        start.Environment["PGPASSWORD"] = token;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output + await error).Trim());
    }
}
