using System.Text;
using AuroraConsole.Shared;

namespace AuroraConsole.Cli;

/// <summary>The sign-in to one console: its cookie, in a file of mode 0600 under the user's configuration folder.</summary>
internal sealed class SignInFile
{
    private readonly string _path;

    private SignInFile(string path)
    {
        _path = path;
        Cookie = File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    /// <summary>As the <c>Cookie</c> header has it; <c>null</c>: not signed in.</summary>
    public string? Cookie { get; private set; }

    /// <summary>The file of that console.</summary>
    public static SignInFile Of(Uri console) =>
        new(Path.Combine(Folder(), Uri.EscapeDataString(console.GetLeftPart(UriPartial.Authority))));

    /// <summary>This program's own folder, mode 0700.</summary>
    /// <exception cref="CommandException">The user has none.</exception>
    public static string Folder(params string[] parts)
    {
        var settings = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (settings.Length == 0)
            throw new CommandException(CommandException.NoConsole, "There is no folder to keep a sign-in in. Set HOME or XDG_CONFIG_HOME.");
        try
        {
            return PrivateFiles.Folder([settings, "aurora-console", .. parts]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(CommandException.NoConsole, $"The folder {Path.Combine(settings, "aurora-console")} cannot be made: {error.Message}", error);
        }
    }

    /// <summary>Keeps a cookie.</summary>
    public void Keep(string cookie)
    {
        PrivateFiles.Replace(_path, Encoding.ASCII.GetBytes(cookie));
        Cookie = cookie;
    }

    /// <summary>Forgets it.</summary>
    public void Delete()
    {
        File.Delete(_path);
        Cookie = null;
    }
}
