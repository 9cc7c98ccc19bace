using AuroraConsole.Access;
using AuroraConsole.Fleet;
using Npgsql;

namespace AuroraConsole.Database;

/// <summary>Reads roles and what keeps them from logging in. Every call opens a connection of its own and so wakes a paused cluster.</summary>
public sealed class RoleReader(DatabaseConnector connector, TimeProvider time)
{
    /// <summary>All roles of the cluster; what they own is of one database.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Where.</param>
    /// <param name="database">Whose schemas and tables are counted.</param>
    /// <param name="asRole">Who reads; any role may.</param>
    /// <param name="cancellationToken">Stops waiting for a cluster that wakes.</param>
    /// <exception cref="Shared.ProblemException">As <see cref="DatabaseConnector.OpenAsync"/>.</exception>
    public async Task<RoleSnapshot> ReadAsync(Actor actor, Cluster cluster, string database, string asRole, CancellationToken cancellationToken)
    {
        await using var connection = await connector.OpenAsync(actor, cluster, database, asRole, "read roles", cancellationToken);
        var roles = new List<DatabaseRole>();
        await using (var command = new NpgsqlCommand(SqlFiles.Get("roles"), connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                roles.Add(new DatabaseRole(
                    reader.GetString(0),
                    reader.GetBoolean(1),
                    reader.GetInt32(2) is >= 0 and var limit ? limit : null,
                    reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3)),
                    reader.GetInt32(4) switch { 0 => IamMembership.None, 1 => IamMembership.Direct, _ => IamMembership.Inherited },
                    reader.GetBoolean(5),
                    reader.GetBoolean(6),
                    reader.GetFieldValue<string[]>(7),
                    reader.GetFieldValue<string[]>(8),
                    reader.GetFieldValue<string[]>(9),
                    reader.GetInt32(10)));
            }
        }

        var databases = new List<string>();
        await using (var command = new NpgsqlCommand(SqlFiles.Get("databases"), connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                databases.Add(reader.GetString(0));
        }

        return new RoleSnapshot(time.GetUtcNow(), database, asRole, connection.PostgreSqlVersion.Major, roles, databases);
    }

    /// <summary>What a login meets after its token, read as somebody who gets in.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cluster">Where.</param>
    /// <param name="database">The database the login is for.</param>
    /// <param name="role">The role that logs in.</param>
    /// <param name="asRole">Who reads.</param>
    /// <param name="cancellationToken">Stops waiting for a cluster that wakes.</param>
    /// <exception cref="Shared.ProblemException">As <see cref="DatabaseConnector.OpenAsync"/>.</exception>
    public async Task<LoginFacts> ReadLoginAsync(Actor actor, Cluster cluster, string database, string role, string asRole, CancellationToken cancellationToken)
    {
        await using var connection = await connector.OpenAsync(actor, cluster, "postgres", asRole, "check", cancellationToken);
        await using var command = new NpgsqlCommand(SqlFiles.Get("login-facts"), connection) { Parameters = { new() { Value = role }, new() { Value = database } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new LoginFacts(
            reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt32(3) is >= 0 and var limit ? limit : null, reader.GetInt32(4),
            reader.GetBoolean(5), reader.GetBoolean(6), reader.GetBoolean(7), reader.IsDBNull(8) ? null : reader.GetString(8));
    }
}

/// <summary>The roles of a cluster at one moment.</summary>
/// <param name="At">UTC.</param>
/// <param name="Database">Whose schemas and tables were counted.</param>
/// <param name="ReadAs">The role that read.</param>
/// <param name="ServerVersion">PostgreSQL's major version.</param>
/// <param name="Roles">Logins first, by name; PostgreSQL's own are left out.</param>
/// <param name="Databases">Databases one can connect to.</param>
public sealed record RoleSnapshot(DateTimeOffset At, string Database, string ReadAs, int ServerVersion, IReadOnlyList<DatabaseRole> Roles, IReadOnlyList<string> Databases);

/// <summary>How a role holds <c>rds_iam</c>.</summary>
public enum IamMembership
{
    /// <summary>Not: it logs in by password, which express clusters do not have.</summary>
    None,

    /// <summary>Granted to it.</summary>
    Direct,

    /// <summary>Granted to a role it is a member of, which counts as well.</summary>
    Inherited,
}

/// <summary>One role.</summary>
/// <param name="Name">Case counts.</param>
/// <param name="Login">May log in.</param>
/// <param name="ConnectionLimit">Sessions at a time; <c>null</c>: no limit.</param>
/// <param name="PasswordUntil">UTC end of its password; tokens do not look at it. <c>null</c>: none.</param>
/// <param name="Iam">Whether it logs in by token.</param>
/// <param name="RdsSuperuser">Member of <c>rds_superuser</c>, however far.</param>
/// <param name="RdsPassword">Member of <c>rds_password</c>, however far.</param>
/// <param name="MemberOf">Direct memberships.</param>
/// <param name="Databases">Databases it owns.</param>
/// <param name="Schemas">Schemas it owns in the database read.</param>
/// <param name="Tables">Tables, views and foreign tables it owns in the database read.</param>
public sealed record DatabaseRole(
    string Name, bool Login, int? ConnectionLimit, DateTimeOffset? PasswordUntil, IamMembership Iam, bool RdsSuperuser, bool RdsPassword,
    IReadOnlyList<string> MemberOf, IReadOnlyList<string> Databases, IReadOnlyList<string> Schemas, int Tables)
{
    /// <summary>AWS's own: <c>rdsadmin</c>, <c>rds_superuser</c> and their like.</summary>
    public bool IsAws => Name.StartsWith("rds_", StringComparison.Ordinal) || Name is "rdsadmin" or "rdsrepladmin" or "rdsproxyadmin" or "rdswriteforwarduser" or "rdstopmgr";
}

/// <summary>What a login meets after its token.</summary>
/// <param name="RoleExists">By exactly this name.</param>
/// <param name="Login">May log in at all.</param>
/// <param name="Iam">Holds <c>rds_iam</c>, directly or through another role.</param>
/// <param name="ConnectionLimit">Sessions at a time; <c>null</c>: no limit.</param>
/// <param name="Connections">Sessions open now.</param>
/// <param name="DatabaseExists">By exactly this name.</param>
/// <param name="DatabaseOpen">Takes connections.</param>
/// <param name="MayConnect">Has CONNECT on it, itself or through PUBLIC.</param>
/// <param name="OtherCase">A role whose name differs in case alone; <c>null</c>: none.</param>
public sealed record LoginFacts(
    bool RoleExists, bool Login, bool Iam, int? ConnectionLimit, int Connections, bool DatabaseExists, bool DatabaseOpen, bool MayConnect, string? OtherCase);
