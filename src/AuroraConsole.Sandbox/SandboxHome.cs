namespace AuroraConsole.Sandbox;

/// <summary>Where a sandbox that runs alone finds its settings and keeps its data.</summary>
internal static class SandboxHome
{
    /// <summary>The repository's root under <c>dotnet run</c>, else the published folder: never the working directory, whose files may be a stranger's.</summary>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }

    /// <summary>What was configured (relative to home), else <c>.sandbox/</c> in the repository, else the user's local data folder.</summary>
    public static string DataPath(string home, string? configured) =>
        configured is { Length: > 0 } ? Path.Combine(home, configured)
        : File.Exists(Path.Combine(home, "AuroraConsole.sln")) ? Path.Combine(home, ".sandbox")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "AuroraConsole", "sandbox");
}
