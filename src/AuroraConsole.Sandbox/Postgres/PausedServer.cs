namespace AuroraConsole.Sandbox.Postgres;

/// <summary>What decides on logins while a cluster is paused: nobody can change a role meanwhile.</summary>
/// <param name="ProtocolMinor">As of the server.</param>
/// <param name="IamRoles">Members of <c>rds_iam</c>.</param>
/// <param name="PasswordRoles">Roles with a password; which one, only the server knows.</param>
internal sealed record PausedServer(int ProtocolMinor, IReadOnlySet<string> IamRoles, IReadOnlySet<string> PasswordRoles)
{
    /// <summary>Whether logins of a role go through IAM; <c>null</c> when nothing could let it in.</summary>
    public bool? IsIamRole(string role) => IamRoles.Contains(role) ? true : PasswordRoles.Contains(role) ? false : null;
}
