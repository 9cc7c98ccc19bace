using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuroraConsole.Fleet;

/// <summary>What IAM must allow so that a database role can log in (User Guide, "Creating and using an IAM policy for IAM database access").</summary>
public static class LoginPolicy
{
    /// <summary>The one action.</summary>
    public const string Action = "rds-db:connect";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The ARN that IAM is asked about at a login: <c>arn:PARTITION:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/ROLE</c>.</summary>
    public static string UserArn(Cluster cluster, string role)
    {
        // arn:aws:rds:us-east-1:000000000000:cluster:demo
        var (partition, account) = cluster.Arn.Split(':') is [_, var found, _, _, var owner, ..] ? (found, owner) : ("aws", "*");
        return $"arn:{partition}:rds-db:{cluster.Region}:{account}:dbuser:{cluster.ResourceId}/{role}";
    }

    /// <summary>The same as a policy writes it: a <c>*</c> in a role's name must not stand for every role. <c>${*}</c> is IAM's way to write the letter.</summary>
    public static string Resource(Cluster cluster, string role) =>
        UserArn(cluster, string.Concat(role.Select(letter => letter is '*' or '?' or '$' ? $"${{{letter}}}" : letter.ToString())));

    /// <summary>Every role of the cluster, the master too.</summary>
    public static string EveryRole(Cluster cluster) => UserArn(cluster, "*");

    /// <summary>The smallest policy that lets its holder log in to this cluster as these roles: one statement, no condition.</summary>
    public static string Document(Cluster cluster, params IReadOnlyList<string> roles) => Statement([.. roles.Select(role => Resource(cluster, role))]);

    /// <summary>One statement that allows the login on these resources.</summary>
    public static string Statement(IReadOnlyList<string> resources) => Json(new
    {
        Version = "2012-10-17",
        Statement = new[] { new { Effect = "Allow", Action, Resource = resources.Count == 1 ? (object)resources[0] : resources } },
    });

    /// <summary>A policy document as people read it.</summary>
    public static string Json(object document) => JsonSerializer.Serialize(document, Indented).ReplaceLineEndings("\n");
}
