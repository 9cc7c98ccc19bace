namespace AuroraConsole.Sandbox.Account;

/// <summary>Files that only their owner may read, written so that a kill at any point leaves the old or the new whole.</summary>
internal static class AccountFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder with mode 0700.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// The data path itself: 0700. For root 0711: PostgreSQL then runs as another account, which has to pass through to its own
    /// folder inside; it can look at nothing else, every file and folder beside it being private.
    /// </summary>
    /// <exception cref="SandboxStartException">It cannot be made there.</exception>
    public static void CreateDataPath(string path)
    {
        try
        {
            CreateFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxStartException($"The sandbox cannot keep its files in {path} ({e.Message}). Choose another folder with --Sandbox:DataPath=FOLDER.", e);
        }

        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>Writes beside the file, flushes to disk, then renames over it.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        using (var stream = Open(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Opens for appending, without a buffer of its own: what was written survives a kill of this process.</summary>
    public static FileStream OpenAppend(string path) => Open(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    /// <summary>The complete lines of an append-only file; a last line that a kill cut short is removed from it.</summary>
    public static string[] ReadWholeLines(string path)
    {
        if (!File.Exists(path))
            return [];

        var content = File.ReadAllBytes(path);
        var end = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end < content.Length)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
            stream.SetLength(end);
        }

        return System.Text.Encoding.UTF8.GetString(content.AsSpan(0, end))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Opens a file that, when it is created, has mode 0600.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
