using System.Globalization;
using System.Text.RegularExpressions;
using AuroraConsole.Database;
using AuroraConsole.Query.Statements;
using Npgsql;

namespace AuroraConsole.Query.Runs;

/// <summary>Common errors in a sentence with the cure.</summary>
internal static partial class ErrorAdvice
{
    /// <summary>What to say about a server's error, or <c>null</c>.</summary>
    /// <param name="error">The error.</param>
    /// <param name="statement">What was run.</param>
    /// <param name="plan">Where, as whom, how.</param>
    /// <param name="elapsed">How long it ran.</param>
    /// <param name="cancelled">Whether its owner stopped it.</param>
    /// <param name="rows">Rows that arrived and are kept.</param>
    public static string? For(PostgresException error, SqlStatement statement, RunPlan plan, TimeSpan elapsed, bool cancelled, int rows) => error.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => Permission(error, statement, plan.Role),
        PostgresErrorCodes.QueryCanceled => Stopped(statement, plan, elapsed, cancelled, rows),
        PostgresErrorCodes.ReadOnlySqlTransaction when plan.ReadOnly => "Read-only mode runs every statement in a read-only transaction. Switch to read-write if you mean to change data.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The transaction is read-only on the server's side: a reader, or default_transaction_read_only of the role or database.",
        PostgresErrorCodes.UndefinedTable => $"No such table or view is visible in {plan.Database} as {plan.Role}. Check the spelling and the schema: a name without one is looked up along search_path, and a name in double quotes keeps its capitals.",
        PostgresErrorCodes.UndefinedColumn => "Check the spelling and the table's alias. A name in double quotes keeps its capitals; text is quoted with single quotes.",
        PostgresErrorCodes.UndefinedFunction => "No function of this name takes arguments of these types. Check the name, its schema, and whether a cast (::type) is missing.",
        PostgresErrorCodes.SyntaxError => "The statement cannot be read at the marked place; the mistake is often just before it.",
        PostgresErrorCodes.InFailedSqlTransaction => "An earlier statement of this transaction failed. Nothing more is done in it until ROLLBACK.",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected => "Another session holds what this statement needs. Try again when it has ended.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "The server ended the session: an administrator, a restart or a failover. Run it again; a new connection is opened.",
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.ConfigurationLimitExceeded => "The server ran out of room for this statement. Let it sort or join less.",
        PostgresErrorCodes.ActiveSqlTransaction => "This statement cannot run inside a transaction. Switch to read-write, where a statement outside BEGIN has none.",
        _ => null,
    };

    private static string Stopped(SqlStatement statement, RunPlan plan, TimeSpan elapsed, bool cancelled, int rows)
    {
        // These may commit on their way.
        var changed = statement.Keyword is "CALL" or "DO" or "VACUUM" or "REINDEX" or "CREATE" or "CLUSTER" ? "What it had committed by then stays." : "Nothing was changed by it.";
        var kept = rows > 0 ? $" {rows.ToString("N0", CultureInfo.InvariantCulture)} rows arrived and are kept." : "";
        if (cancelled)
            return $"You stopped the statement. {changed}{kept}";
        return elapsed >= plan.Timeout
            ? $"The statement was stopped after {plan.Timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s, your limit. {changed}{kept} Raise the timeout beside Run if it needs longer."
            : $"Somebody else, or a setting of the server, stopped it: pg_cancel_backend, or a shorter statement_timeout of the role.{kept}";
    }

    private static string Permission(PostgresException error, SqlStatement statement, string role)
    {
        if (OwnerOnly().Match(error.MessageText) is { Success: true } owner)
            return $"Only the owner of {owner.Groups["name"].Value} may do this. Log in as its owner, or as a role that is a member of it.";
        if (Denied().Match(error.MessageText) is not { Success: true } denied)
            return $"{role} lacks a privilege for this.";
        var kind = denied.Groups["kind"].Value;
        var name = SqlIdentifier.Quote(denied.Groups["name"].Value);
        var (privilege, target) = kind switch
        {
            "schema" => ("USAGE", $"SCHEMA {name}"),
            "sequence" => ("USAGE", $"SEQUENCE {name}"),
            "database" => ("CREATE", $"DATABASE {name}"),
            "function" or "procedure" => ("EXECUTE", $"{kind.ToUpperInvariant()} {name}"),
            "type" or "language" => ("USAGE", $"{kind.ToUpperInvariant()} {name}"),
            _ => (TablePrivilege(statement), name),
        };
        if (kind == "schema" && statement.Keyword is "CREATE" or "ALTER")
            privilege = "CREATE";
        return $"{role} may not do this with {denied.Groups["name"].Value}. Its owner can run: GRANT {privilege} ON {target} TO {SqlIdentifier.Quote(role)};";
    }

    private static string TablePrivilege(SqlStatement statement)
    {
        string[] writes = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"];
        return writes.Contains(statement.Keyword) ? statement.Keyword
            : statement.Keyword is "WITH" or "EXPLAIN" or "MERGE" ? string.Join(", ", [.. new[] { "SELECT" }, .. writes.Where(statement.Has)])
            : "SELECT";
    }

    // aclcheck_error (aclchk.c); a server that speaks another language gets the general sentence.
    [GeneratedRegex("^permission denied for (?<kind>table|relation|view|materialized view|foreign table|schema|sequence|database|function|procedure|type|language) (?<name>.+)$")]
    private static partial Regex Denied();

    [GeneratedRegex("^must be owner of [a-z ]*?(?<name>\\S+)$")]
    private static partial Regex OwnerOnly();
}
