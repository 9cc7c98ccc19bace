using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Connect.Roles;

/// <summary>What one should know of a role.</summary>
/// <param name="Kind">Attention, broken, or unknown for a plain remark.</param>
/// <param name="Sentence">In words.</param>
/// <param name="Sql">What mends it.</param>
public sealed record RoleWarning(StatusKind Kind, string Sentence, string? Sql = null)
{
    /// <summary>All of one role, the worst first.</summary>
    /// <param name="role">The role.</param>
    /// <param name="all">Every role of the cluster.</param>
    /// <param name="cluster">Where.</param>
    /// <param name="policyRole">The role that a policy or the page names; <c>null</c>: none.</param>
    public static IReadOnlyList<RoleWarning> Of(DatabaseRole role, IReadOnlyList<DatabaseRole> all, Cluster cluster, string? policyRole) => [.. All(role, all, cluster, policyRole).OrderBy(warning => warning.Kind != StatusKind.Broken)];

    private static IEnumerable<RoleWarning> All(DatabaseRole role, IReadOnlyList<DatabaseRole> all, Cluster cluster, string? policyRole)
    {
        var name = SqlIdentifier.Quote(role.Name);
        if (role.Name == "rdsadmin")
        {
            yield return new(StatusKind.Unknown, "AWS's own. It cannot log in from outside and cannot be changed, granted or dropped.");
            yield break;
        }

        if (role.IsAws)
            yield break;
        if (role.Name == cluster.MasterUser && role.Iam == IamMembership.None && cluster.IsExpress)
            yield return new(StatusKind.Broken, "The master has lost rds_iam: nobody can log in as it, and it cannot grant it back to itself.");
        else if (role is { Login: true, Iam: IamMembership.None })
            yield return new(cluster.IsExpress ? StatusKind.Broken : StatusKind.Attention, cluster.IsExpress ? "It may log in but lacks rds_iam: every token is taken for a password, which express clusters do not take." : "It logs in by password; a token is refused.", $"GRANT rds_iam TO {name};");
        if (role is { Login: true, Iam: not IamMembership.None } && (role.PasswordUntil is not null || role.RdsPassword && role.Name != cluster.MasterUser))
            yield return new(StatusKind.Attention, $"Its password no longer works: rds_iam is granted{(role.Iam == IamMembership.Inherited ? " through another role" : "")}, so only tokens do.");
        if (role is { Login: false, Iam: IamMembership.Direct })
            yield return new(StatusKind.Unknown, "A group with rds_iam: every login that is a member of it logs in by token and no longer by password.");
        if (all.FirstOrDefault(other => other.Name != role.Name && other.Name.Equals(role.Name, StringComparison.OrdinalIgnoreCase)) is { } twin)
            yield return new(StatusKind.Attention, $"{twin.Name} differs from it in case alone. Policy and login must name the right one.");
        if (policyRole is not null && policyRole != role.Name && policyRole.Equals(role.Name, StringComparison.OrdinalIgnoreCase))
            yield return new(StatusKind.Attention, $"You ask for {policyRole}, but the role is {role.Name}: case counts, in the policy and at the login.");
        if (role.ConnectionLimit is 0)
            yield return new(StatusKind.Attention, "Its connection limit is 0: no login succeeds.", $"ALTER ROLE {name} CONNECTION LIMIT -1;");
        if (role is { RdsSuperuser: true, Login: true } && role.Name != cluster.MasterUser)
            yield return new(StatusKind.Attention, "It has rds_superuser: a program that logs in as it may do nearly everything.");
    }
}
