using AuroraConsole.Database;

namespace AuroraConsole.Connect.Roles;

/// <summary>One step of a setup.</summary>
/// <param name="Title">What it does; no other step of a plan is called that.</param>
/// <param name="Statements">Run in this order.</param>
/// <param name="InTransaction"><c>false</c> for CREATE DATABASE, which PostgreSQL lets nobody undo.</param>
public sealed record SetupStep(string Title, IReadOnlyList<string> Statements, bool InTransaction = true);

/// <summary>A plan as SQL. Works as a master that is no superuser, on PostgreSQL 15 and later.</summary>
public static class SetupSql
{
    /// <summary>The steps for what is not there yet.</summary>
    public static IReadOnlyList<SetupStep> Steps(SetupPlan plan, SetupGround ground)
    {
        var (database, schema, owner, readWrite, readOnly) = (Quote(plan.Database), Quote(plan.Schema), Quote(plan.Owner), Quote(plan.ReadWrite), Quote(plan.ReadOnly));
        string[] missing = [.. new[] { plan.Owner, plan.ReadWrite, plan.ReadOnly }.Where(role => !ground.Roles.ContainsKey(role))];
        IEnumerable<SetupStep> steps =
        [
            new($"Create database {OrDots(plan.Database)}", ground.Database ? [] : [$"CREATE DATABASE {database}"], InTransaction: false),
            new("Create the roles that hold privileges", [.. missing.Select(role => $"CREATE ROLE {Quote(role)} NOLOGIN")]),
            // From 16 on the creator of a role may administer it but neither acts as it nor inherits from it.
            new($"Let the master act as {OrDots(plan.Owner)}", [$"GRANT {owner} TO CURRENT_USER"]),
            new($"Create schema {OrDots(plan.Schema)}", ground.Schema ? [] : [$"CREATE SCHEMA {schema} AUTHORIZATION {owner}"]),
            new("Grant what is there",
            [
                $"GRANT USAGE ON SCHEMA {schema} TO {readWrite}, {readOnly}",
                $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {readWrite}",
                $"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {readOnly}",
                $"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {readWrite}",
                $"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {readOnly}",
                $"GRANT EXECUTE ON ALL ROUTINES IN SCHEMA {schema} TO {readWrite}, {readOnly}",
            ]),
            new($"Grant what {OrDots(plan.Owner)} will create",
            [
                $"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {readWrite}",
                $"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT SELECT ON TABLES TO {readOnly}",
                $"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {readWrite}",
                $"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT SELECT ON SEQUENCES TO {readOnly}",
                $"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT EXECUTE ON ROUTINES TO {readWrite}, {readOnly}",
            ]),
            .. plan.Logins.Select(login => new SetupStep($"Login {OrDots(login.Name)}, {Word(login.Access)}", [.. Login(plan, ground, login)])),
            new($"Open database {OrDots(plan.Database)} to them",
            [
                $"GRANT CONNECT ON DATABASE {database} TO {owner}, {readWrite}, {readOnly}",
                .. plan.RevokePublic ? new[] { $"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC" } : [],
            ]),
        ];
        return [.. steps.Where(step => step.Statements.Count > 0)];
    }

    /// <summary>The steps as a script for psql, to read or to run elsewhere.</summary>
    public static string Script(SetupPlan plan, IReadOnlyList<SetupStep> steps)
    {
        var outside = steps.Where(step => !step.InTransaction).Select(step => $"{Lines(step)}\n\\connect {Quote(plan.Database)}\n");
        var inside = steps.Where(step => step.InTransaction).Select(Lines);
        return string.Join("\n", [.. outside, "BEGIN;", .. inside, "COMMIT;"]);
    }

    /// <summary>An access in a word or two.</summary>
    public static string Word(SchemaAccess access) => access switch { SchemaAccess.Owner => "owner", SchemaAccess.ReadWrite => "read and write", _ => "read only" };

    private static IEnumerable<string> Login(SetupPlan plan, SetupGround ground, SetupLogin login)
    {
        var name = Quote(login.Name);
        if (!ground.Roles.ContainsKey(login.Name))
            yield return $"CREATE ROLE {name} LOGIN";
        yield return $"GRANT rds_iam TO {name}";
        yield return $"GRANT {Quote(plan.GroupOf(login.Access))} TO {name}";
        // Else what a migration creates would belong to the login, out of reach of the default privileges.
        if (login.Access == SchemaAccess.Owner)
            yield return $"ALTER ROLE {name} IN DATABASE {Quote(plan.Database)} SET role TO {Quote(plan.Owner)}";
    }

    // A name nobody typed yet. It is no SQL, on purpose, and SetupPlan.Check lets nothing run without the name.
    private static string OrDots(string name) => name.Length == 0 ? "…" : name;

    private static string Quote(string name) => name.Length == 0 ? OrDots(name) : SqlIdentifier.Quote(name);

    private static string Lines(SetupStep step) => $"-- {step.Title}\n{string.Concat(step.Statements.Select(statement => statement + ";\n"))}";
}
