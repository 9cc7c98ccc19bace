namespace AuroraConsole.Connect.Clients;

/// <summary>Commands that print a fresh token.</summary>
internal static class TokenCommand
{
    /// <summary>The AWS CLI's, which signs with its own credentials, or as the signing role by the profile called like it.</summary>
    public static string Aws(LoginTarget target, Func<string, string> quote, string newLine) =>
        // One word: after a space the CLI would take a role that starts with a dash for an option.
        $"aws rds generate-db-auth-token{newLine}--region {quote(target.Region)} --port {target.Port}{newLine}--hostname {quote(target.Host)}{newLine}{quote($"--username={target.Role}")}{(target.Signer is { } signer ? $"{newLine}--profile {quote(signer.ShortName)}" : "")}";

    /// <summary>The console's own tool, which signs as the console does and leaves a line in its audit trail.</summary>
    /// <param name="verb"><c>token</c> or <c>psql</c>.</param>
    /// <param name="target">Where and as whom.</param>
    /// <param name="quote">The shell's.</param>
    public static string Console(string verb, LoginTarget target, Func<string, string> quote) =>
        $"aurora-console {verb} {quote($"{target.Region}/{target.Cluster}")} {quote($"--role={target.Role}")}{(target.Endpoint == Fleet.ClusterEndpoint.WriterName ? "" : $" --endpoint={quote(target.Endpoint)}")}{(target.Signer is { } signer ? $" --signer={quote(signer.Arn!)}" : "")}";
}
