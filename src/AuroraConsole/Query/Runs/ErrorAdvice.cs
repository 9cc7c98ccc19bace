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
        PostgresErrorCodes.UndefinedFunction when error.MessageText.StartsWith("operator", StringComparison.Ordinal) => "No operator compares or combines these two types. Cast one side (::type) so that both are of one kind.",
        PostgresErrorCodes.UndefinedFunction => "No function of this name takes arguments of these types. Check the name, its schema, and whether a cast (::type) is missing.",
        PostgresErrorCodes.SyntaxError when error.MessageText.EndsWith("at end of input", StringComparison.Ordinal) => "The statement ends too early: a parenthesis, a list or a clause is not finished.",
        PostgresErrorCodes.SyntaxError => "The statement cannot be read at the marked place; the mistake is often just before it.",
        PostgresErrorCodes.InFailedSqlTransaction => "An earlier statement of this transaction failed. Nothing more is done in it until ROLLBACK.",
        PostgresErrorCodes.LockNotAvailable => "Another session holds what this statement needs. Try again when it has ended.",
        PostgresErrorCodes.DeadlockDetected => "Two sessions waited for each other, and the server ended this one. Run the transaction again; where all of them touch rows in one order, it does not happen.",
        PostgresErrorCodes.SerializationFailure => "Another transaction changed what this one had read. Nothing of it was done: run the whole transaction again.",
        PostgresErrorCodes.UniqueViolation => $"A row with this key is in {error.TableName} already. INSERT … ON CONFLICT can update it or leave it.",
        PostgresErrorCodes.ForeignKeyViolation when error.MessageText.StartsWith("insert", StringComparison.Ordinal) => "What the row refers to is not there. Insert that first, or check the value.",
        // Of ON DELETE RESTRICT and ON UPDATE RESTRICT from 18 on a code of its own.
        PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation => "Other rows refer to this one. Change or delete those first, or let the foreign key do it (ON DELETE CASCADE).",
        PostgresErrorCodes.NotNullViolation => $"{error.ColumnName} must have a value. Give it one, or a default.",
        PostgresErrorCodes.CheckViolation => $"The row breaks the rule {error.ConstraintName}. The schema tree shows what it asks for.",
        PostgresErrorCodes.InvalidTextRepresentation => "The text is no value of the type it is read as. Numbers, dates and uuids must be spelled as the type takes them; an empty text is not NULL.",
        PostgresErrorCodes.DatatypeMismatch => "The value has another type than its place. Cast it (::type).",
        PostgresErrorCodes.IndeterminateDatatype or PostgresErrorCodes.AmbiguousParameter => "The server cannot tell the type of a parameter from where it stands. Choose its type when its value is asked for.",
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.DuplicateSchema => "The name is taken. IF NOT EXISTS leaves what is there; DROP or ALTER … RENAME makes room.",
        PostgresErrorCodes.DependentObjectsStillExist => "The detail names what depends on it. Drop that first; CASCADE would drop it too.",
        PostgresErrorCodes.InvalidCatalogName => "There is no database of this name in the cluster. The schema tree lists them.",
        PostgresErrorCodes.InvalidSchemaName => $"There is no schema of this name in {plan.Database}. The schema tree lists them.",
        PostgresErrorCodes.AmbiguousColumn => "More than one table has a column of this name. Write the table or its alias before it.",
        PostgresErrorCodes.GroupingError => "Beside aggregates only what is grouped by may stand. Add the column to GROUP BY, or aggregate it.",
        PostgresErrorCodes.DivisionByZero => "NULLIF(divisor, 0) gives NULL in place of the error.",
        PostgresErrorCodes.FeatureNotSupported when error.MessageText.StartsWith("cross-database", StringComparison.Ordinal) => "A connection sees one database. Choose the other one beside Run.",
        PostgresErrorCodes.FeatureNotSupported => "This version of PostgreSQL does not do this.",
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
        // What a function raises may be any text of any length; the server's own are short.
        if (error.MessageText.Length > 400)
            return $"{role} lacks a privilege for this.";
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
        return statement.Keyword switch
        {
            var keyword when writes.Contains(keyword) => keyword,
            "WITH" or "EXPLAIN" or "MERGE" => string.Join(", ", [.. new[] { "SELECT" }, .. writes.Where(statement.Has)]),
            // A privilege since 17; before, only the owner may.
            "CLUSTER" or "REFRESH" or "REINDEX" => "MAINTAIN",
            "LOCK" => "UPDATE",
            _ => "SELECT",
        };
    }

    // aclcheck_error (aclchk.c); a server that speaks another language gets the general sentence.
    [GeneratedRegex("^permission denied for (?<kind>table|relation|view|materialized view|foreign table|schema|sequence|database|function|procedure|type|language) (?<name>.+)$")]
    private static partial Regex Denied();

    [GeneratedRegex("^must be owner of [a-z ]*?(?<name>\\S+)$")]
    private static partial Regex OwnerOnly();
}
