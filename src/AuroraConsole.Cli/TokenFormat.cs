namespace AuroraConsole.Cli;

/// <summary>The ways a token is printed.</summary>
internal static class TokenFormat
{
    /// <summary>The way of that name.</summary>
    /// <exception cref="CommandException">Exit code 2: there is none.</exception>
    public static Func<Login, string> Named(string name) => name switch
    {
        "plain" => login => login.Token,
        "json" => login => login.Json,
        "env" => login => string.Join('\n', login.Environment().Select(variable => $"export {variable.Name}='{variable.Value.Replace("'", @"'\''")}'")),
        "url" => Url,
        _ => throw CommandException.Wrong("--format is plain, json, env or url."),
    };

    private static string Url(Login login) =>
        $"postgresql://{Uri.EscapeDataString(login.User)}:{Uri.EscapeDataString(login.Token)}@{login.Host}:{login.Port}/{Uri.EscapeDataString(login.Database)}"
        + $"?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(login.RootFile())}";
}
