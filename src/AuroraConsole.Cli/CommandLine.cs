namespace AuroraConsole.Cli;

/// <summary>A command line taken apart: <c>COMMAND ARGUMENT --option VALUE --option=VALUE -- REST</c>.</summary>
/// <param name="Command">The first word.</param>
/// <param name="Argument">The one argument without a name; <c>null</c> when there is none.</param>
/// <param name="Options">Without their dashes.</param>
/// <param name="Rest">All after <c>--</c>.</param>
internal sealed record CommandLine(string Command, string? Argument, IReadOnlyDictionary<string, string> Options, IReadOnlyList<string> Rest)
{
    private static readonly string[] Everywhere = ["console", "bearer-file"];
    private static readonly string[] ForToken = [.. Everywhere, "role", "database", "endpoint", "signer", "reason"];

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["token"] = [.. ForToken, "format"],
        ["psql"] = ForToken,
        ["clusters"] = Everywhere,
        ["sign-in"] = [],
        ["sign-out"] = ["console"],
        ["help"] = [],
    };

    /// <summary>Reads it. What is wrong is told without repeating it: it may be a link that signs in.</summary>
    /// <exception cref="CommandException">Exit code 2.</exception>
    public static CommandLine Parse(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            throw CommandException.Wrong("Name a command.");
        if (words.TakeWhile(word => word != "--").Any(word => word is "--help" or "-h"))
            return new CommandLine("help", null, new Dictionary<string, string>(), []);
        if (!Known.TryGetValue(words[0], out var known))
            throw CommandException.Wrong($"There is no such command. There are {string.Join(", ", Known.Keys)}.");

        string? argument = null;
        var options = new Dictionary<string, string>();
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i] == "--")
                return words[0] == "psql" ? new CommandLine(words[0], argument, options, [.. words.Skip(i + 1)]) : throw CommandException.Wrong("Only psql takes arguments after --.");
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                if (argument is not null)
                    throw CommandException.Wrong($"{words[0]} takes one argument; options start with --.");
                argument = words[i];
                continue;
            }

            var equals = words[i].IndexOf('=');
            var name = equals < 0 ? words[i][2..] : words[i][2..equals];
            if (!known.Contains(name))
                throw CommandException.Wrong($"{words[0]} has no option --{name}.");
            if (equals < 0 && i + 1 == words.Count)
                throw CommandException.Wrong($"--{name} needs a value.");
            if (!options.TryAdd(name, equals < 0 ? words[++i] : words[i][(equals + 1)..]))
                throw CommandException.Wrong($"--{name} is given twice.");
        }

        return new CommandLine(words[0], argument, options, []);
    }

    /// <summary>An option's value; <c>null</c> when it is left out.</summary>
    public string? this[string option] => Options.GetValueOrDefault(option);
}
