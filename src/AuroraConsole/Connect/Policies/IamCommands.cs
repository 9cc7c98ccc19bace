using AuroraConsole.Fleet;

namespace AuroraConsole.Connect.Policies;

/// <summary>AWS CLI lines for a POSIX shell that put policies into IAM.</summary>
internal static class IamCommands
{
    /// <summary>A managed policy, to attach to users and roles.</summary>
    public static string CreatePolicy(Cluster cluster, string document) =>
        $"aws iam create-policy \\\n  --policy-name {Quoting.Posix(Name(cluster, "login"))} \\\n  --policy-document {Quoting.Posix(document)}";

    /// <summary>A role with its trust, and the login policy inside it.</summary>
    /// <param name="cluster">For names.</param>
    /// <param name="role">The IAM role.</param>
    /// <param name="trust">Who may assume it.</param>
    /// <param name="document">What it may do.</param>
    public static string CreateRole(Cluster cluster, string role, string trust, string document) =>
        $"aws iam create-role \\\n  --role-name {Quoting.Posix(role)} \\\n  --assume-role-policy-document {Quoting.Posix(trust)}\n\n"
        + $"aws iam put-role-policy \\\n  --role-name {Quoting.Posix(role)} \\\n  --policy-name {Quoting.Posix(Name(cluster, "login"))} \\\n  --policy-document {Quoting.Posix(document)}";

    /// <summary>A name for an IAM role or policy of the cluster: at most 64 characters.</summary>
    public static string Name(Cluster cluster, string purpose) => $"{cluster.Id[..Math.Min(cluster.Id.Length, 63 - purpose.Length)]}-{purpose}";
}
