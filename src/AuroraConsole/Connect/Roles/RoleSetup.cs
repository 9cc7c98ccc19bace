using System.Diagnostics;
using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Connect.Roles;

/// <summary>
/// Runs a setup as the master, by token. All but CREATE DATABASE is one transaction; a database that was created is dropped again
/// when a later step fails, so that either everything is there or nothing.
/// </summary>
public sealed class RoleSetup(DatabaseConnector connector, AccessControl access)
{
    private const string Purpose = "set up roles";

    /// <summary>What of the plan exists. Opens connections and so wakes a paused cluster.</summary>
    /// <exception cref="ProblemException">A name is wrong, the database is missing, or the login failed.</exception>
    public async Task<SetupGround> LookAsync(Actor actor, Cluster cluster, SetupPlan plan, CancellationToken cancellationToken)
    {
        Check(plan);
        var roles = new Dictionary<string, bool>();
        bool database;
        await using (var connection = await connector.OpenAsync(actor, cluster, "postgres", cluster.MasterUser, Purpose, cancellationToken))
        {
            await using var names = new NpgsqlCommand(SqlFiles.Get("taken-names"), connection) { Parameters = { new() { Value = plan.Roles.ToArray() } } };
            await using (var reader = await names.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                    roles[reader.GetString(0)] = reader.GetBoolean(1);
            }

            database = await ExistsAsync(connection, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", plan.Database, cancellationToken);
        }

        if (!database)
        {
            return plan.CreateDatabase
                ? new SetupGround(roles, Database: false, Schema: false)
                : throw new ProblemException(new Problem($"There is no database {plan.Database} in {cluster.Id}. Tick \"create it\", or correct the name.", PostgresErrorCodes.InvalidCatalogName, Field: "database"));
        }

        await using var inside = await connector.OpenAsync(actor, cluster, plan.Database, cluster.MasterUser, Purpose, cancellationToken);
        return new SetupGround(roles, database, await ExistsAsync(inside, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", plan.Schema, cancellationToken));
    }

    /// <summary>Looks again, then runs what was shown.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="cluster">Where.</param>
    /// <param name="plan">What.</param>
    /// <param name="shown">The ground on which the SQL was shown; another one is refused, since other SQL would run.</param>
    /// <param name="report">Called as each step begins and ends.</param>
    /// <param name="cancellationToken">Stops it, which undoes it.</param>
    /// <exception cref="ProblemException">409 <c>AlreadyExists</c> or <c>GroundChanged</c>; else the step's error with its SQLSTATE. Nothing stays, or the sentence says what.</exception>
    public async Task RunAsync(Actor actor, Cluster cluster, SetupPlan plan, SetupGround shown, Action<SetupProgress> report, CancellationToken cancellationToken)
    {
        Check(plan);
        var steps = SetupSql.Steps(plan, shown);
        using var record = access.Begin(actor, Act.ManageRoles, cluster.Key, ("database", plan.Database), ("as", cluster.MasterUser), ("sql", string.Join("; ", steps.SelectMany(step => step.Statements))));
        try
        {
            var ground = await LookAsync(actor, cluster, plan, cancellationToken);
            Refuse(plan, ground);
            if (!ground.Same(shown))
                throw new ProblemException(new Problem("The database is not as it was when the SQL was shown. Look again, read the SQL, then run it.", "GroundChanged", StatusCodes.Status409Conflict));
            await RunStepsAsync(actor, cluster, plan, steps, report, cancellationToken);
            record.Succeeded();
        }
        catch (ProblemException error)
        {
            record.Failed(error.Problem.Code);
            throw;
        }
    }

    /// <summary>What stands in the way of a plan on a ground.</summary>
    /// <exception cref="ProblemException">409 <c>AlreadyExists</c> or <c>LoginMissing</c>.</exception>
    public static void Refuse(SetupPlan plan, SetupGround ground)
    {
        string[] taken =
        [
            .. plan.CreateDatabase && ground.Database ? new[] { $"database {plan.Database}" } : [],
            .. ground.Schema ? new[] { $"schema {plan.Schema}" } : [],
            .. ground.Roles.Keys.Select(role => $"role {role}"),
        ];
        if (taken.Length > 0 && !plan.UseExisting)
            throw new ProblemException(new Problem($"Already there: {string.Join(", ", taken)}. Choose other names, or tick \"use what exists\", which grants to it and changes nothing else of it.", "AlreadyExists", StatusCodes.Status409Conflict));
        if (plan.Logins.FirstOrDefault(login => ground.Roles.TryGetValue(login.Name, out var may) && !may) is { } silent)
            throw new ProblemException(new Problem($"{silent.Name} exists and may not log in. Choose another name, or first run: ALTER ROLE {SqlIdentifier.Quote(silent.Name)} LOGIN;", "LoginMissing", StatusCodes.Status409Conflict));
    }

    private async Task RunStepsAsync(Actor actor, Cluster cluster, SetupPlan plan, IReadOnlyList<SetupStep> steps, Action<SetupProgress> report, CancellationToken cancellationToken)
    {
        var created = false;
        try
        {
            foreach (var step in steps.Where(step => !step.InTransaction))
            {
                await using var outside = await connector.OpenAsync(actor, cluster, "postgres", cluster.MasterUser, Purpose, cancellationToken);
                await RunStepAsync(outside, step, report, cancellationToken);
                created = true;
            }

            await using var connection = await connector.OpenAsync(actor, cluster, plan.Database, cluster.MasterUser, Purpose, cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var step in steps.Where(step => step.InTransaction))
                await RunStepAsync(connection, step, report, cancellationToken);
            // Not to be cancelled: afterwards nobody would know whether it took.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (created)
        {
            await DropAsync(actor, cluster, plan, error);
            throw;
        }
    }

    // PostgreSQL only warns when a grant did nothing at all; here that is a failure like any other.
    private static async Task RunStepAsync(NpgsqlConnection connection, SetupStep step, Action<SetupProgress> report, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        PostgresNotice? futile = null;
        void OnNotice(object sender, NpgsqlNoticeEventArgs e)
        {
            if (e.Notice.SqlState is "01007" or "01006")
                futile = e.Notice;
        }

        connection.Notice += OnNotice;
        report(new SetupProgress(step, null, null));
        try
        {
            foreach (var statement in step.Statements)
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
                if (futile is not null)
                    throw Failed(step, new Problem($"{step.Title} failed: {futile.MessageText}. The master does not own it and cannot grant on it. Everything was undone.", futile.SqlState), report);
            }

            report(new SetupProgress(step, Stopwatch.GetElapsedTime(began), null));
        }
        catch (PostgresException error)
        {
            throw Failed(step, new Problem($"{step.Title} failed: {error.MessageText}. Everything was undone.", error.SqlState), report, error);
        }
        catch (NpgsqlException error)
        {
            throw Failed(step, new Problem($"The connection broke at: {step.Title}. The server undoes what was not committed; read the roles to see.", "ConnectionBroken", StatusCodes.Status502BadGateway), report, error);
        }
        finally
        {
            connection.Notice -= OnNotice;
        }
    }

    private static ProblemException Failed(SetupStep step, Problem problem, Action<SetupProgress> report, Exception? inner = null)
    {
        report(new SetupProgress(step, null, problem));
        return new ProblemException(problem, inner);
    }

    private async Task DropAsync(Actor actor, Cluster cluster, SetupPlan plan, Exception cause)
    {
        try
        {
            await using var connection = await connector.OpenAsync(actor, cluster, "postgres", cluster.MasterUser, Purpose, CancellationToken.None);
            await using var drop = new NpgsqlCommand($"DROP DATABASE {SqlIdentifier.Quote(plan.Database)}", connection);
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or ProblemException)
        {
            throw new ProblemException(new Problem(
                $"{(cause as ProblemException)?.Problem.Sentence ?? "The setup was stopped."} But the new database {plan.Database} could not be dropped again ({error.Message}). It is empty; run: DROP DATABASE {SqlIdentifier.Quote(plan.Database)};",
                "DatabaseLeft"), cause);
        }
    }

    private static void Check(SetupPlan plan)
    {
        if (plan.Check() is { } wrong)
            throw new ProblemException(wrong);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string question, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(question, connection) { Parameters = { new() { Value = name } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>How far one step is.</summary>
/// <param name="Step">Which.</param>
/// <param name="Took">How long it took; <c>null</c> while it runs or when it failed.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record SetupProgress(SetupStep Step, TimeSpan? Took, Problem? Problem);
