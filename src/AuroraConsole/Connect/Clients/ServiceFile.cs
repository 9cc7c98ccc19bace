namespace AuroraConsole.Connect.Clients;

/// <summary>libpq's <c>pg_service.conf</c>, for everything that stands on libpq.</summary>
internal static class ServiceFile
{
    public static ClientSnippet Snippet(LoginTarget target)
    {
        // The file knows no quotes, and libpq drops the space at a line's end: such a name is given beside the service.
        (string Key, string Value)[] names = [("dbname", target.Database), ("user", target.Role)];
        var inFile = names.Where(name => !char.IsWhiteSpace(name.Value.LastOrDefault())).Select(name => $"{name.Key}={name.Value}\n");
        var beside = names.Where(name => char.IsWhiteSpace(name.Value.LastOrDefault())).Select(name => $" {name.Key}={Quoting.ConnInfo(name.Value)}");
        var psql = $"psql {Quoting.PosixConnInfo($"service={target.Cluster}{string.Concat(beside)}")}";
        return new("service", "Shell", "pg_service.conf",
        [
            new("service", "~/.pg_service.conf", "ini",
                $"[{target.Cluster}]\nhost={target.Host}\nport={target.Port}\n{string.Concat(inFile)}sslmode=verify-full\nsslrootcert={target.RootCert}",
                Note: "On Windows %APPDATA%\\postgresql\\.pg_service.conf; PGSERVICEFILE names another place. psql, pgAdmin, psycopg and everything else on libpq read it."),
            new("service-psql", "Use it", "sh", psql, WithToken: $" PGPASSWORD='{ClientSnippets.TokenMark}' {psql}"),
            new("service-fresh", "A fresh token each time", "sh", $"PGPASSWORD=\"$({TokenCommand.Aws(target, Quoting.Posix, " \\\n  ")})\" \\\n  {psql}", Install: "the AWS CLI, with credentials of its own"),
        ],
        Note: $"Keep tokens out of ~/.pgpass: a line there is wrong after 15 minutes, and libpq before 14 cuts lines at 320 characters, shorter than any token. {Psql.RootsNote(target)}".TrimEnd());
    }
}
