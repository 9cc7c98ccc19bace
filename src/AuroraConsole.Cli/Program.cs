using AuroraConsole.Cli;

try
{
    return await Commands.RunAsync(CommandLine.Parse(args));
}
catch (CommandException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return error.ExitCode;
}
