namespace AuroraConsole.Connect.Clients;

/// <summary>psql in the shells people have.</summary>
internal static class Psql
{
    /// <summary>About libpq's own wish for roots.</summary>
    public static string? RootsNote(LoginTarget target) => target.UsesSystemRoots
        ? "sslrootcert=system needs libpq 16 or later; for an older one name the system's bundle, such as /etc/ssl/certs/ca-certificates.crt."
        : null;

    public static ClientSnippet Snippet(LoginTarget target)
    {
        var posix = $"psql {Quoting.PosixConnInfo(ConnInfo(target))}";
        var power = $"psql {Quoting.PowerShell(ConnInfo(target))}";
        return new("psql", "Shell", "psql",
        [
            new("psql", "macOS and Linux", "sh", posix,
                // The leading space keeps it out of the history where HISTCONTROL says ignorespace.
                WithToken: $" PGPASSWORD='{ClientSnippets.TokenMark}' {posix}"),
            new("psql-fresh", "A fresh token each time", "sh", $"PGPASSWORD=\"$({TokenCommand.Aws(target, Quoting.Posix, " \\\n  ")})\" \\\n  {posix}", Install: "the AWS CLI, with credentials of its own"),
            new("psql-console", "The same by the console", "sh", $"{TokenCommand.Console("psql", target, Quoting.Posix)} {Quoting.Posix($"--database={target.Database}")}", Install: "the aurora-console tool"),
            new("psql-powershell", "Windows", "powershell", power,
                Note: target.Role.Contains('"') || target.Database.Contains('"') ? "PowerShell before 7.3 loses the double quote of this name; use 7.3 or later." : null,
                WithToken: $"$env:PGPASSWORD = '{ClientSnippets.TokenMark}'; {power}"),
            new("psql-powershell-fresh", "Windows, a fresh token", "powershell", $"$env:PGPASSWORD = {TokenCommand.Aws(target, Quoting.PowerShell, " `\n  ")}\n{power}", Install: "the AWS CLI, with credentials of its own"),
        ],
        Note: $"Paste the token when psql asks; psql before 14 cuts what is typed at 100 characters. {RootsNote(target)}".TrimEnd());
    }

    private static string ConnInfo(LoginTarget target) =>
        $"host={Quoting.ConnInfo(target.Host)} port={target.Port} dbname={Quoting.ConnInfo(target.Database)} user={Quoting.ConnInfo(target.Role)} sslmode=verify-full sslrootcert={Quoting.ConnInfo(target.RootCert)}";
}
