using AuroraConsole.Connect.Roles;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Connect.Roles;

public sealed class SetupPlanTests
{
    private static readonly SetupPlan Plan = new("shop", CreateDatabase: true, "app", "app_owner", "app_rw", "app_ro", [new("api", SchemaAccess.ReadWrite)], RevokePublic: false, UseExisting: false);

    private static readonly Cluster Express = new("us-east-1", "demo", "cluster-A", "arn:aws:rds:us-east-1:000000000000:cluster:demo", "available", true, "localhost", null, 5432, "17.7", 0, 16, 300, false, 1, true, [], "postgres", default, [], new Dictionary<string, string>());

    [Fact]
    public void Names_that_cannot_be_or_are_not_ours_are_refused_in_their_field()
    {
        Assert.Null(Plan.Check());
        foreach (var (plan, field) in new (SetupPlan, string)[]
        {
            (Plan with { Database = "" }, "database"), (Plan with { Database = "postgres" }, "database"), (Plan with { Database = "template1", CreateDatabase = false }, "database"),
            (Plan with { Schema = "pg_mine" }, "schema"), (Plan with { Schema = "a\nb" }, "schema"), (Plan with { Owner = "rds_superuser" }, "owner"), (Plan with { Owner = "public" }, "owner"),
            (Plan with { ReadWrite = new string('ü', 32) }, "readwrite"), (Plan with { ReadOnly = "app_rw" }, "readonly"), (Plan with { Logins = [new("rdsadmin", SchemaAccess.ReadOnly)] }, "login-0"),
            (Plan with { Logins = [new("api", SchemaAccess.ReadOnly), new(" api", SchemaAccess.ReadOnly)] }, "login-1"),
        })
            Assert.Equal(field, plan.Check()?.Field);
    }

    [Fact]
    public void The_script_holds_every_statement_with_the_database_made_before_the_transaction()
    {
        var steps = SetupSql.Steps(Plan, SetupGround.Fresh(Plan));
        var script = SetupSql.Script(Plan, steps);
        Assert.All(steps.SelectMany(step => step.Statements), statement => Assert.Contains(statement + ";\n", script));
        Assert.True(script.IndexOf("CREATE DATABASE shop", StringComparison.Ordinal) < script.IndexOf("\\connect shop", StringComparison.Ordinal));
        Assert.True(script.IndexOf("\\connect shop", StringComparison.Ordinal) < script.IndexOf("BEGIN;", StringComparison.Ordinal));
        Assert.EndsWith("COMMIT;", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_name_what_keeps_a_role_from_its_login()
    {
        var right = new DatabaseRole("app_user", true, null, null, IamMembership.Direct, false, false, ["rds_iam"], [], [], 0);
        IReadOnlyList<string> Say(DatabaseRole role, string? asked = null, Cluster? cluster = null) => [.. RoleWarning.Of(role, [right, role], cluster ?? Express, asked).Select(warning => warning.Sentence)];
        Assert.Empty(Say(right));
        Assert.Contains("GRANT rds_iam TO x;", RoleWarning.Of(right with { Name = "x", Iam = IamMembership.None }, [], Express, null).Select(warning => warning.Sql));
        Assert.Contains(Say(right with { Name = "x", Iam = IamMembership.None }, cluster: Express with { IsExpress = false }), said => said.StartsWith("It logs in by password", StringComparison.Ordinal));
        Assert.Contains(Say(right with { PasswordUntil = DateTimeOffset.UnixEpoch }), said => said.StartsWith("Its password no longer works", StringComparison.Ordinal));
        Assert.Contains(Say(right with { Name = "App_User" }), said => said.StartsWith("app_user differs", StringComparison.Ordinal));
        Assert.Contains(Say(right, asked: "APP_USER"), said => said.StartsWith("You ask for APP_USER", StringComparison.Ordinal));
        Assert.Equal(StatusKind.Broken, RoleWarning.Of(right with { Name = "postgres", Iam = IamMembership.None }, [], Express, null)[0].Kind);
        Assert.Contains("cannot be changed", Assert.Single(Say(right with { Name = "rdsadmin" })));
    }
}
