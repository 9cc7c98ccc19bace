using AuroraConsole.Access;
using AuroraConsole.Connect.Roles;
using AuroraConsole.Database;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AuroraConsole.Tests.Connect.Roles;

public sealed class RoleSetupOnFoundPostgresTests(RoomsOnFoundPostgres rooms) : RoleSetupTests(rooms), IClassFixture<RoomsOnFoundPostgres>;

public sealed class RoleSetupOnNpmPostgresTests(RoomsOnNpmPostgres rooms) : RoleSetupTests(rooms), IClassFixture<RoomsOnNpmPostgres>;

/// <summary>The setup as the sandbox's master, who is no superuser, on a real PostgreSQL; what it made is tried by logging in.</summary>
public abstract class RoleSetupTests(SandboxedRooms rooms)
{
    private static int _names;

    private RoleSetup Setup => rooms.Services.GetRequiredService<RoleSetup>();

    [Fact]
    public async Task What_is_set_up_holds_for_tables_made_later()
    {
        var plan = Plan() with { RevokePublic = true };
        await RunAsync(plan);

        // A migration made as the owner's login, after the grants.
        await SqlAsync(plan, "migrator", "CREATE TABLE notes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, old_id serial, text text)", $"SET search_path TO {plan.Schema}");
        await SqlAsync(plan, "migrator", "CREATE FUNCTION shout(text) RETURNS text LANGUAGE sql AS 'SELECT upper($1)'", $"SET search_path TO {plan.Schema}");
        Assert.Equal(plan.Owner, await SqlAsync(plan, "migrator", $"SELECT tableowner::text FROM pg_tables WHERE schemaname = '{plan.Schema}' AND tablename = 'notes'"));

        await SqlAsync(plan, "writer", $"INSERT INTO {plan.Schema}.notes (text) VALUES ('one')");
        Assert.Equal("ONE", await SqlAsync(plan, "writer", $"UPDATE {plan.Schema}.notes SET text = {plan.Schema}.shout(text) RETURNING text"));
        Assert.Equal("ONE", await SqlAsync(plan, "reader", $"SELECT text FROM {plan.Schema}.notes"));
        foreach (var (login, sql) in new[]
        {
            ("reader", $"INSERT INTO {plan.Schema}.notes (text) VALUES ('two')"), ("reader", $"DELETE FROM {plan.Schema}.notes"), ("reader", $"SELECT nextval('{plan.Schema}.notes_old_id_seq')::text"),
            ("reader", $"CREATE TABLE {plan.Schema}.mine (id int)"), ("writer", $"CREATE TABLE {plan.Schema}.mine (id int)"), ("writer", $"DROP TABLE {plan.Schema}.notes"), ("writer", $"TRUNCATE {plan.Schema}.notes"),
        })
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => SqlAsync(plan, login, sql))).SqlState);
        // Closed to everybody else.
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<ProblemException>(async () => await OpenAsync(plan.Database, "app_user"))).Problem.Code);
    }

    [Fact]
    public async Task Stopped_at_any_step_it_leaves_nothing_behind()
    {
        var plan = Plan();
        var steps = SetupSql.Steps(plan, SetupGround.Fresh(plan)).Count;
        Assert.True(steps >= 9);
        for (var at = 0; at < steps; at++)
        {
            using var stop = new CancellationTokenSource();
            var begun = 0;
            var demo = await rooms.DemoAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Setup.RunAsync(SandboxedRooms.Ann, demo, plan, SetupGround.Fresh(plan), progress =>
            {
                if (progress.Took is null && begun++ == at)
                    stop.Cancel();
            }, stop.Token));
            Assert.Equal(at + 1, begun);
            await AssertNothingAsync(plan);
        }
    }

    [Fact]
    public async Task A_step_that_fails_undoes_those_before_it_and_says_which_it_was()
    {
        // The owner's role exists and is not the master's to give away.
        var plan = Plan();
        await RunAsync(plan);
        var stranger = Plan() with { Owner = "rdsadmin_friend", UseExisting = true };
        await using (var admin = await OpenAsync("postgres", "postgres"))
            await ExecuteAsync(admin, $"CREATE DATABASE {stranger.Database}");
        await using (var other = await OpenAsync("postgres", "postgres"))
            await ExecuteAsync(other, $"ALTER DATABASE {stranger.Database} OWNER TO {plan.Owner}");
        await using (var revoke = await OpenAsync("postgres", "postgres"))
            await ExecuteAsync(revoke, $"REVOKE {plan.Owner} FROM postgres");

        var ground = await Setup.LookAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), stranger with { CreateDatabase = false }, default);
        var seen = new List<SetupProgress>();
        var error = await Assert.ThrowsAsync<ProblemException>(async () => await Setup.RunAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), stranger with { CreateDatabase = false }, ground, seen.Add, default));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.Problem.Code);
        Assert.Contains("Everything was undone", error.Problem.Sentence);
        Assert.NotNull(seen[^1].Problem);
        var after = await Setup.LookAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), stranger with { CreateDatabase = false }, default);
        Assert.True(ground.Same(after));
        var record = (await rooms.Trail.ReadAsync(SandboxedRooms.Ann, 50, default)).First(record => record.Act == nameof(Act.ManageRoles));
        Assert.Equal(("failed", PostgresErrorCodes.InsufficientPrivilege), (record.State, record.Code));
    }

    [Fact]
    public async Task Names_are_names_whatever_is_in_them()
    {
        var number = Interlocked.Increment(ref _names);
        var plan = new SetupPlan($"d\"; DROP DATABASE app; --{number}", CreateDatabase: true, "s'; \"x $$ ü", $"o\"wner; {number}", $"r w'{number}", $"ro\\{number}",
            [new($"l\"; ALTER ROLE app_user NOLOGIN; --{number}", SchemaAccess.Owner), new($"select{number}", SchemaAccess.ReadOnly)], RevokePublic: true, UseExisting: false);
        await RunAsync(plan);
        var ground = await Setup.LookAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), plan, default);
        Assert.Equal((true, true, 5), (ground.Database, ground.Schema, ground.Roles.Count));
        await using var login = await OpenAsync(plan.Database, plan.Logins[0].Name);
        Assert.Equal(plan.Owner, await ExecuteAsync(login, "SELECT current_user::text"));
        await using var untouched = await OpenAsync("app", "app_user");
        Assert.Equal("app", await ExecuteAsync(untouched, "SELECT current_database()::text"));
    }

    [Fact]
    public async Task What_exists_is_refused_or_granted_to_as_chosen()
    {
        var plan = Plan();
        await RunAsync(plan);
        var again = await Assert.ThrowsAsync<ProblemException>(() => RunAsync(plan));
        Assert.Equal("AlreadyExists", again.Problem.Code);
        Assert.Contains($"role {plan.Owner}", again.Problem.Sentence);
        Assert.Contains($"database {plan.Database}", again.Problem.Sentence);

        var more = plan with { UseExisting = true, Logins = [.. plan.Logins, new($"late{plan.Schema}", SchemaAccess.ReadOnly)] };
        // What was shown before anybody looked is not what would run.
        Assert.Equal("GroundChanged", (await Assert.ThrowsAsync<ProblemException>(() => RunAsync(more))).Problem.Code);
        var demo = await rooms.DemoAsync();
        var ground = await Setup.LookAsync(SandboxedRooms.Ann, demo, more, default);
        Assert.Single(SetupSql.Steps(more, ground).SelectMany(step => step.Statements), statement => statement.StartsWith("CREATE", StringComparison.Ordinal));
        await Setup.RunAsync(SandboxedRooms.Ann, demo, more, ground, _ => { }, default);
        await using var late = await OpenAsync(plan.Database, $"late{plan.Schema}");

        var silent = plan with { UseExisting = true, Logins = [new(plan.Owner + "x", SchemaAccess.ReadOnly)] };
        await using (var master = await OpenAsync("postgres", "postgres"))
            await ExecuteAsync(master, $"CREATE ROLE {plan.Owner}x NOLOGIN");
        var found = await Setup.LookAsync(SandboxedRooms.Ann, demo, silent, default);
        Assert.Equal("LoginMissing", Assert.Throws<ProblemException>(() => RoleSetup.Refuse(silent, found)).Problem.Code);
    }

    [Fact]
    public async Task It_is_recorded_before_it_takes_effect_and_denied_to_nobody()
    {
        var plan = Plan();
        await RunAsync(plan);
        var record = (await rooms.Trail.ReadAsync(SandboxedRooms.Ann, 50, default)).First(record => record.Act == nameof(Act.ManageRoles) && record.Details!["database"] == plan.Database);
        Assert.Equal(("succeeded", "ann", "postgres"), (record.State, record.Actor, record.Details!["as"]));
        Assert.Contains($"CREATE SCHEMA {plan.Schema} AUTHORIZATION {plan.Owner}", record.Details["sql"]);
        var demo = await rooms.DemoAsync();
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<ProblemException>(() => Setup.RunAsync(Actor.Nobody, demo, Plan(), SetupGround.Fresh(Plan()), _ => { }, default))).Problem.Code);
    }

    [Fact]
    public async Task A_missing_database_is_not_made_unasked()
    {
        var plan = Plan() with { CreateDatabase = false };
        var error = await Assert.ThrowsAsync<ProblemException>(() => RunAsync(plan));
        Assert.Equal((PostgresErrorCodes.InvalidCatalogName, "database"), (error.Problem.Code, error.Problem.Field));
    }

    [Fact]
    public async Task The_reader_tells_roles_memberships_and_property()
    {
        var plan = Plan();
        await RunAsync(plan);
        await using (var master = await OpenAsync("postgres", "postgres"))
        {
            await ExecuteAsync(master, $"CREATE ROLE g{plan.Schema} NOLOGIN");
            await ExecuteAsync(master, $"GRANT rds_iam TO g{plan.Schema}");
            await ExecuteAsync(master, $"CREATE ROLE \"In{plan.Schema}\" LOGIN CONNECTION LIMIT 3 VALID UNTIL '2030-01-01 00:00:00+00' IN ROLE g{plan.Schema}");
        }

        await SqlAsync(plan, "migrator", $"CREATE TABLE {plan.Schema}.one (id int)");
        var demo = await rooms.DemoAsync();
        var snapshot = await rooms.Services.GetRequiredService<RoleReader>().ReadAsync(SandboxedRooms.Ann, demo, plan.Database, "postgres", default);
        var roles = snapshot.Roles.ToDictionary(role => role.Name);
        Assert.Equal((IamMembership.Direct, true, true), (roles["postgres"].Iam, roles["postgres"].RdsSuperuser, roles["postgres"].RdsPassword));
        Assert.Contains(plan.Database, roles["postgres"].Databases);
        Assert.True(roles["rdsadmin"].IsAws && roles["rds_iam"].IsAws);
        Assert.Equal((false, 1), (roles[plan.Owner].Login, roles[plan.Owner].Tables));
        Assert.Equal([plan.Schema], roles[plan.Owner].Schemas);
        var inherited = roles[$"In{plan.Schema}"];
        Assert.Equal((IamMembership.Inherited, 3, false), (inherited.Iam, inherited.ConnectionLimit, inherited.RdsSuperuser));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), inherited.PasswordUntil);
        Assert.DoesNotContain(snapshot.Roles, role => role.Name.StartsWith("pg_", StringComparison.Ordinal));
        Assert.Contains(plan.Database, snapshot.Databases);
    }

    private static SetupPlan Plan()
    {
        var name = $"t{Interlocked.Increment(ref _names)}";
        return new(name + "_db", CreateDatabase: true, name, name + "_owner", name + "_rw", name + "_ro",
            [new(name + "_migrator", SchemaAccess.Owner), new(name + "_writer", SchemaAccess.ReadWrite), new(name + "_reader", SchemaAccess.ReadOnly)], RevokePublic: false, UseExisting: false);
    }

    private async Task RunAsync(SetupPlan plan) => await Setup.RunAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), plan, SetupGround.Fresh(plan), _ => { }, default);

    private async Task AssertNothingAsync(SetupPlan plan)
    {
        var ground = await Setup.LookAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), plan, default);
        Assert.Equal((false, false, 0), (ground.Database, ground.Schema, ground.Roles.Count));
    }

    private async Task<NpgsqlConnection> OpenAsync(string database, string role) =>
        await rooms.Services.GetRequiredService<DatabaseConnector>().OpenAsync(SandboxedRooms.Ann, await rooms.DemoAsync(), database, role, "test", default);

    private async Task<string?> SqlAsync(SetupPlan plan, string login, string sql, string? first = null)
    {
        await using var connection = await OpenAsync(plan.Database, $"{plan.Schema}_{login}");
        if (first is not null)
            await ExecuteAsync(connection, first);
        return await ExecuteAsync(connection, sql);
    }

    private static async Task<string?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
