namespace AuroraConsole.Sandbox.Postgres;

/// <summary>Files and folders that only their owner may open, from the moment they exist.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Passage = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>A folder with mode 0700; one that is there is left as it is.</summary>
    public static string CreateFolder(string path)
        => (OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute)).FullName;

    /// <summary>A new folder under the temp directory, mode 0711: others may pass to what they own inside, not look.</summary>
    public static string CreatePassage(string prefix)
    {
        var path = Directory.CreateTempSubdirectory(prefix).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Owner | UnixFileMode.UserExecute | Passage);
        return path;
    }

    /// <summary>Writes a file with mode 0600, whole or not at all.</summary>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        var making = $"{path}.{Path.GetRandomFileName()}";
        using (var writer = new StreamWriter(making, options)) writer.Write(text);
        File.Move(making, path, overwrite: true);
    }
}
