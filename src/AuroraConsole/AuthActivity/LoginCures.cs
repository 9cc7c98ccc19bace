using System.Text.Json;
using AuroraConsole.Fleet;

namespace AuroraConsole.AuthActivity;

/// <summary>Texts to copy that make a login work.</summary>
public static class LoginCures
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The ARN of a database user: <c>arn:PARTITION:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/USER</c>.</summary>
    public static string UserArn(Cluster cluster, string role)
    {
        // arn:aws:rds:us-east-1:000000000000:cluster:demo
        var (partition, account) = cluster.Arn.Split(':') is [_, var found, _, _, var owner, ..] ? (found, owner) : ("aws", "*");
        return $"arn:{partition}:rds-db:{cluster.Region}:{account}:dbuser:{cluster.ResourceId}/{Literal(role)}";
    }

    /// <summary>The smallest IAM policy that lets its holder log in to this cluster as this role.</summary>
    public static string Policy(Cluster cluster, string role) => JsonSerializer.Serialize(
        new
        {
            Version = "2012-10-17",
            Statement = new[] { new { Effect = "Allow", Action = "rds-db:connect", Resource = UserArn(cluster, role) } },
        },
        Indented);

    /// <summary>A shell line that mints a token for the cluster's endpoint at the moment of use.</summary>
    public static string FreshToken(Cluster cluster, string role) =>
        $"export PGPASSWORD=\"$(aws rds generate-db-auth-token \\\n  --hostname {cluster.Endpoint ?? "ENDPOINT"} --port {cluster.Port} \\\n  --region {cluster.Region} --username {Quote(role)})\"";

    // The role is what a client sent: a * in it must not make a policy for every user. ${*} is IAM's way to write the letter.
    private static string Literal(string role) => string.Concat(role.Select(letter => letter is '*' or '?' or '$' ? $"${{{letter}}}" : letter.ToString()));

    // The role is what a client sent: nothing in it may end up as a command in somebody's shell.
    private static string Quote(string role) =>
        role.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? role : $"'{role.Replace("'", "'\\''")}'";
}
