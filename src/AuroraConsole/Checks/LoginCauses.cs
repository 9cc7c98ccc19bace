using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Checks;

/// <summary>Why PostgreSQL refuses a role whose token IAM would take, each cause with the SQL that mends it.</summary>
internal static class LoginCauses
{
    /// <summary>The check that logs in.</summary>
    public const string Name = "Role in the database";

    /// <summary>The master's own troubles are not mended by SQL: nobody else could run it.</summary>
    public static bool IsForMaster(Cluster cluster, string role) => role == cluster.MasterUser;

    /// <summary>The likeliest cure for a refusal by its SQLSTATE, before anybody looked.</summary>
    public static LoginCure? Guess(string? code, Cluster cluster, string database, string role) => code switch
    {
        PostgresErrorCodes.InvalidPassword => Sql($"-- as {cluster.MasterUser}, if it does not exist\nCREATE ROLE {SqlIdentifier.Quote(role)} LOGIN;\n-- and in any case\nGRANT rds_iam TO {SqlIdentifier.Quote(role)};"),
        PostgresErrorCodes.InvalidCatalogName => Sql($"CREATE DATABASE {SqlIdentifier.Quote(database)};"),
        PostgresErrorCodes.InsufficientPrivilege => Sql($"GRANT CONNECT ON DATABASE {SqlIdentifier.Quote(database)} TO {SqlIdentifier.Quote(role)};"),
        _ => null,
    };

    /// <summary>What was read, as checks.</summary>
    public static IReadOnlyList<LoginCheck> Of(LoginFacts facts, string database, string role)
    {
        var (name, target) = (SqlIdentifier.Quote(role), SqlIdentifier.Quote(database));
        IEnumerable<LoginCheck> checks = facts.RoleExists
            ?
            [
                new("Role exists", StatusKind.Available, $"{role} is a role"),
                facts.Iam ? new("rds_iam", StatusKind.Available, "granted, directly or through another role")
                    : new("rds_iam", StatusKind.Broken, "not granted, so the token is taken for a password. Once granted, its password no longer works", Cure: Sql($"GRANT rds_iam TO {name};")),
                facts.Login ? new("May log in", StatusKind.Available, "LOGIN is set; an end of its password does not matter to tokens")
                    : new("May log in", StatusKind.Broken, "it is a group role without LOGIN", Cure: Sql($"ALTER ROLE {name} LOGIN;")),
                Sessions(facts, name),
                .. facts.DatabaseExists
                    ? new[]
                    {
                        !facts.DatabaseOpen ? new LoginCheck("Database", StatusKind.Broken, $"{database} takes no connections (ALLOW_CONNECTIONS is off)")
                            : facts.MayConnect ? new("Database", StatusKind.Available, $"{database} exists and {role} may connect to it")
                            : new("Database", StatusKind.Broken, $"{role} may not connect to {database}", Cure: Sql($"GRANT CONNECT ON DATABASE {target} TO {name};")),
                    }
                    : [Missing(database, target)],
            ]
            :
            [
                new("Role exists", StatusKind.Broken, facts.OtherCase is { } other ? $"there is no {role}, but {other}: case counts, here and in the policy. Log in as {other}" : $"there is no role {role}",
                    Cure: facts.OtherCase is null ? Sql($"CREATE ROLE {name} LOGIN;\nGRANT rds_iam TO {name};") : null),
                .. facts.DatabaseExists ? Array.Empty<LoginCheck>() : [Missing(database, target)],
            ];
        return [.. checks];
    }

    private static LoginCheck Sessions(LoginFacts facts, string name) => facts.ConnectionLimit switch
    {
        null => new("Sessions", StatusKind.Available, $"{facts.Connections} open, no limit of its own"),
        { } limit when facts.Connections >= limit => new("Sessions", StatusKind.Broken, $"all {limit} it may have are open; close some or raise the limit", Cure: Sql($"ALTER ROLE {name} CONNECTION LIMIT {limit + 10};")),
        { } limit => new("Sessions", StatusKind.Available, $"{facts.Connections} of {limit} open"),
    };

    private static LoginCheck Missing(string database, string target) => new("Database", StatusKind.Broken, $"there is no database {database}. Check the name; every cluster has postgres", Cure: Sql($"CREATE DATABASE {target};"));

    private static LoginCure Sql(string text) => new("SQL that mends it", text);
}
