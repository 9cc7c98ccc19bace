namespace AuroraConsole.Cli;

/// <summary>A command that cannot go on, in a sentence for standard error. Never holds a secret.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The console or AWS refused.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Not signed in, or no console answers.</summary>
    public const int NoConsole = 3;

    /// <summary>There is no psql, as shells say it.</summary>
    public const int NoProgram = 127;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>A wrong command line.</summary>
    public static CommandException Wrong(string message) => new(Usage, $"{message} See aurora-console --help.");
}
