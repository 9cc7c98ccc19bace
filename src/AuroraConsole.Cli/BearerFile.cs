namespace AuroraConsole.Cli;

/// <summary>The bearer that a console on an account keeps for scripts.</summary>
internal static class BearerFile
{
    /// <summary>The line of a file that was named.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            var line = File.ReadAllText(path).Trim();
            // Anything else is no bearer, and no header either.
            return line.Length > 0 && line.All(char.IsAsciiLetterOrDigit) ? line : throw CommandException.Wrong($"{path} holds no bearer.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(CommandException.Usage, $"The bearer cannot be read: {error.Message}", error);
        }
    }

    /// <summary>That of this user's console where it lies by default: in the checkout this program was built in, else in the local data folder; <c>null</c>: there is none.</summary>
    public static string? OfThisComputer()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AuroraConsole.sln")))
            folder = folder.Parent;
        var path = folder is not null
            ? Path.Combine(folder.FullName, ".console", "bearer")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "AuroraConsole", "bearer");
        return File.Exists(path) ? Read(path) : null;
    }
}
