
namespace AuroraConsole.Sandbox.Postgres;

/// <summary>
/// Where the databases live: <c>&lt;DataPath&gt;/postgres</c>, private to the user PostgreSQL runs as. What decides over
/// deletions (the lock and the two links) stays outside of it, where that user cannot write.
/// </summary>
internal sealed class FleetFolder : IDisposable
{
    private const int LongestSocketPath = 107;
    private readonly FileStream _lock;
    private readonly string _runLink;

    private FleetFolder(FileStream heldLock, string root, string runLink, string run, string? moved)
    {
        _lock = heldLock;
        _runLink = runLink;
        Root = root;
        Run = run;
        Moved = moved;
    }

    /// <summary>Clusters, snapshots, template and spare copy; 0700 and owned by the server's user.</summary>
    public string Root { get; }

    /// <summary>A short private folder for sockets, new with every start.</summary>
    public string Run { get; }

    /// <summary>A sentence that says where the data went when the data path was out of the server user's reach.</summary>
    public string? Moved { get; }

    /// <summary>A folder beside <see cref="Root"/> that the server's user can read and this process owns.</summary>
    public string Beside(string name) => Path.Combine(Path.GetDirectoryName(Root)!, name);

    /// <summary>The data directory of a cluster.</summary>
    public string Cluster(string resourceId) => Path.Combine(Root, "clusters", Checked(resourceId));

    /// <summary>The copy a snapshot keeps.</summary>
    public string Snapshot(string snapshotId) => Path.Combine(Root, "snapshots", Checked(snapshotId));

    /// <summary>
    /// A name to make something under before it is moved to its place. Never used twice: a copy begun by a sandbox that was
    /// killed goes on for a moment.
    /// </summary>
    public string NewMaking() => Path.Combine(Root, "making", Path.GetRandomFileName());

    /// <summary>Takes the data path for this process and makes the folders.</summary>
    /// <exception cref="FleetException">Another process uses it, or it cannot be written.</exception>
    public static async Task<FleetFolder> OpenAsync(string dataPath, ServerUser user, CancellationToken cancellationToken)
    {
        dataPath = Path.GetFullPath(dataPath);
        var held = Lock(dataPath);
        try
        {
            var (root, moved) = await RootAsync(dataPath, user, cancellationToken);
            RemoveHalfMade(Path.Combine(root, "making"));
            await user.RunAsync("/bin/mkdir", ["-p", "-m", "700", .. new[] { "clusters", "snapshots", "making" }.Select(name => Path.Combine(root, name))], null, cancellationToken);
            var runLink = Path.Combine(dataPath, "run");
            RemoveRun(runLink);
            var run = Directory.CreateTempSubdirectory("aurora-").FullName;
            if (run.Length + "/12345678/.s.PGSQL.5432".Length > LongestSocketPath)
            {
                Directory.Delete(run);
                run = PrivateFiles.CreateFolder($"/tmp/aurora-{Path.GetRandomFileName()}");
            }
            File.CreateSymbolicLink(runLink, run);
            await OwnAsync(user, run, cancellationToken);
            return new FleetFolder(held, root, runLink, run, moved);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        RemoveRun(_runLink);
        _lock.Dispose();
    }

    private static FileStream Lock(string dataPath)
    {
        Directory.CreateDirectory(dataPath);
        var path = Path.Combine(dataPath, "postgres.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new FleetException($"{dataPath} is in use by another sandbox: stop that one or set Sandbox:DataPath to a folder of its own.", taken);
        }
    }

    private static async Task<(string Root, string? Moved)> RootAsync(string dataPath, ServerUser user, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataPath, "postgres");
        var link = new DirectoryInfo(path);
        if (link.LinkTarget is { } target && Directory.Exists(target))
        {
            await OwnAsync(user, target, cancellationToken);
            return (target, null);
        }
        if (link.LinkTarget is not null) File.Delete(path);
        PrivateFiles.CreateFolder(path);
        await OwnAsync(user, path, cancellationToken);
        if (await user.CanAsync("-w", path, cancellationToken)) return (path, null);
        if (user.Name is not null)
        {
            // A data path of mode 0700: its files guard themselves (0600), so the user's group may pass through, not look.
            await new ServerUser((string?)null).RunAsync("/bin/sh", ["-c", "chgrp \"$(id -g \"$1\")\" \"$2\" && chmod 710 \"$2\"", "sh", user.Name, dataPath], null, cancellationToken);
            if (await user.CanAsync("-w", path, cancellationToken)) return (path, null);
        }
        if (user.Name is null || Directory.EnumerateFileSystemEntries(path).Any())
            throw new FleetException($"{path} cannot be written by {user.Name ?? "this user"}: it may have been made by another account; delete it or set Sandbox:DataPath.");

        // A 0700 home above: nothing under it can be given to another user.
        var inner = PrivateFiles.CreateFolder(Path.Combine(PrivateFiles.CreatePassage("aurora-postgres-"), "postgres"));
        await OwnAsync(user, inner, cancellationToken);
        Directory.Delete(path);
        Directory.CreateSymbolicLink(path, inner);
        return (inner, $"The account \"{user.Name}\" that PostgreSQL runs as cannot reach {dataPath}: the databases are kept in {inner}.");
    }

    // -h: a link planted by the server's user must not hand over what it points at. Again when a file went meanwhile: the server of
    // a killed sandbox may still be on its way out.
    private static Task OwnAsync(ServerUser user, string path, CancellationToken cancellationToken)
        => user.Name is null ? Task.CompletedTask : new ServerUser((string?)null).RunAsync("/bin/sh", ["-c", "for _ in 1 2 3 4; do chown -hR \"$1\" \"$2\" 2>/dev/null && exit; sleep 1; done; exec chown -hR \"$1\" \"$2\"", "sh", user.Name, path], null, cancellationToken);

    private static void RemoveRun(string link)
    {
        if (new DirectoryInfo(link).LinkTarget is not { } target) return;
        File.Delete(link);
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
    }

    private static void RemoveHalfMade(string making)
    {
        try
        {
            if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
        }
        catch (IOException)
        {
            // Still being written by what a killed sandbox had begun: the next start removes it.
        }
    }

    private static string Checked(string id)
        => id.Length is > 0 and <= 255 && char.IsAsciiLetterOrDigit(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.')
            ? id
            : throw new ArgumentException("An id is letters, digits and - _ : . only.", nameof(id));
}
