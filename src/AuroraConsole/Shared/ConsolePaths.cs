namespace AuroraConsole.Shared;

/// <summary>Where the program's files lie: in a checkout at the repository's root, published beside the program.</summary>
public static class ConsolePaths
{
    /// <summary>
    /// The folder of <c>appsettings.json</c> and <c>wwwroot/</c>. Never the working directory as such, where a stranger's file may lie.
    /// </summary>
    public static string ContentRoot { get; } = FindContentRoot();

    /// <summary>The repository's root for a program built in a checkout; <c>null</c> for a published one.</summary>
    public static string? Repository => File.Exists(Path.Combine(AppContext.BaseDirectory, "appsettings.json")) ? null : ContentRoot;

    /// <summary>The default of <c>Console:DataPath</c>.</summary>
    public static string DefaultConsoleData => Repository is { } root
        ? Path.Combine(root, ".console")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "AuroraConsole");

    /// <summary>The default of <c>Sandbox:DataPath</c>: in a checkout its own folder, published beside <paramref name="consoleData"/>.</summary>
    public static string DefaultSandboxData(string consoleData) => Repository is { } root
        ? Path.Combine(root, ".sandbox")
        : Path.GetFullPath(consoleData).TrimEnd(Path.DirectorySeparatorChar) + ".sandbox";

    private static string FindContentRoot()
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "appsettings.json")))
            return AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }
}
