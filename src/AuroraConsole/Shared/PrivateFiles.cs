namespace AuroraConsole.Shared;

/// <summary>Folders and files that only the console's own user may read.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder, mode 0700 where the system has modes, also when it was there with a wider one; returns its full path.</summary>
    public static string Folder(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine(parts));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>Opens a file, created with mode 0600.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Replaces a file whole: a kill at any moment leaves the old text or the new, never a part.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = Open(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
