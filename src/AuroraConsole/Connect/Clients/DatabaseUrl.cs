namespace AuroraConsole.Connect.Clients;

/// <summary>An address for <c>DATABASE_URL</c>.</summary>
internal static class DatabaseUrl
{
    // Every character of a token that means something in an address.
    private const string Encode = "sed 's/%/%25/g; s/:/%3A/g; s#/#%2F#g; s/?/%3F/g; s/&/%26/g; s/=/%3D/g; s/+/%2B/g'";

    public static ClientSnippet Snippet(LoginTarget target)
    {
        string Address(string password) =>
            $"postgresql://{Uri.EscapeDataString(target.Role)}{password}@{target.Host}:{target.Port}/{Uri.EscapeDataString(target.Database)}?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(target.RootCert)}";
        return new("url", "Shell", "DATABASE_URL",
        [
            new("url", "DATABASE_URL", "sh", $"DATABASE_URL={Quoting.Posix(Address(""))}",
                Note: "Without a password libpq takes PGPASSWORD. A token in an address must be percent-encoded; the copy with the token is.",
                WithToken: $"DATABASE_URL='{Address(":" + ClientSnippets.TokenMark)}'", EncodesToken: true),
            // Escaped as data, the address holds nothing that double quotes would read.
            new("url-fresh", "A fresh token in it", "sh", $"TOKEN=\"$({TokenCommand.Aws(target, Quoting.Posix, " \\\n  ")} \\\n  | {Encode})\"\nexport DATABASE_URL=\"{Address(":$TOKEN")}\"",
                Install: "the AWS CLI, with credentials of its own",
                Note: "A program that keeps the address keeps the token too: after 15 minutes its new connections fail. Programs of your own sign one for each connection; see Code."),
        ],
        Note: target.UsesSystemRoots ? $"{Psql.RootsNote(target)} node-postgres takes sslrootcert for a file's name: leave it out there." : null);
    }
}
