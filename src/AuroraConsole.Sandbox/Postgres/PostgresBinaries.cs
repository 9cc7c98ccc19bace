using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Postgres;

/// <summary>The PostgreSQL found on this machine.</summary>
/// <param name="Bin">Folder of <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Version">As <c>postgres --version</c> prints it.</param>
/// <param name="Major">15, 18, …</param>
internal sealed record PostgresBinaries(string Bin, string Version, int Major)
{
    /// <summary>The full path of a program.</summary>
    public string this[string program] => Path.Combine(Bin, program);

    /// <summary>Whether the contrib module is installed with it (some builds leave contrib out).</summary>
    public bool HasStatStatements
        => new[] { "../lib", "../lib/postgresql" }.Any(lib => new[] { "so", "dylib" }.Any(ext => File.Exists(Path.Combine(Bin, lib, $"pg_stat_statements.{ext}"))));

    /// <summary>Configured, else the newest of Debian's, else on the path, else the npm build.</summary>
    /// <exception cref="FleetException">None is to be had; the message says what to install.</exception>
    public static async Task<PostgresBinaries> FindAsync(SandboxOptions options, ServerUser user, EmbeddedPostgres embedded, CancellationToken cancellationToken)
    {
        if (options.PostgresBin is { Length: > 0 } configured)
        {
            return await TryAsync(Path.GetFullPath(configured), user, cancellationToken)
                ?? throw new FleetException($"Sandbox:PostgresBin is {configured}, which holds no postgres and initdb that {user.Name ?? "this user"} can run.");
        }
        foreach (var folder in Installed())
        {
            if (await TryAsync(folder, user, cancellationToken) is { } found) return found;
        }
        var bin = await embedded.FetchAsync(cancellationToken);
        return await TryAsync(bin, user, cancellationToken)
            ?? throw new FleetException($"The PostgreSQL fetched from npm does not run here ({bin}): install PostgreSQL or set Sandbox:PostgresBin.");
    }

    private static IEnumerable<string> Installed()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        return versions
            .Where(path => int.TryParse(Path.GetFileName(path), out _))
            .OrderByDescending(path => int.Parse(Path.GetFileName(path)))
            .Select(path => Path.Combine(path, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Where(Path.IsPathRooted);
    }

    private static async Task<PostgresBinaries?> TryAsync(string bin, ServerUser user, CancellationToken cancellationToken)
    {
        var postgres = Path.Combine(bin, "postgres");
        // A link on the PATH leads to the folder that also holds lib and share.
        if (File.Exists(postgres) && File.ResolveLinkTarget(postgres, returnFinalTarget: true) is { } target) bin = Path.GetDirectoryName(target.FullName)!;
        foreach (var program in new[] { "postgres", "initdb" })
        {
            var path = Path.Combine(bin, program);
            if (!File.Exists(path) || !await user.CanAsync("-x", path, cancellationToken)) return null;
        }
        var version = (await user.RunAsync(Path.Combine(bin, "postgres"), ["--version"], null, cancellationToken)).Trim();
        var number = version.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
        return int.TryParse(new string([.. number.TakeWhile(char.IsAsciiDigit)]), out var major) ? new PostgresBinaries(bin, version, major) : null;
    }
}
