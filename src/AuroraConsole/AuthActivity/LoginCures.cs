using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity;

/// <summary>Texts to copy that make a login work.</summary>
public static class LoginCures
{
    /// <summary>A shell line that mints a token for the cluster's endpoint at the moment of use.</summary>
    public static string FreshToken(Cluster cluster, string role) =>
        $"export PGPASSWORD=\"$(aws rds generate-db-auth-token \\\n  --hostname {cluster.Endpoint ?? "ENDPOINT"} --port {cluster.Port} \\\n  --region {cluster.Region} --username {Quote(role)})\"";

    // The role is what a client sent: nothing in it may end up as a command in somebody's shell.
    private static string Quote(string role) =>
        role.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? role : $"'{role.Replace("'", "'\\''")}'";
}
