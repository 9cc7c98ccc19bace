using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Query.Sessions;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Runs;

/// <summary>What statements may do, and when it takes effect.</summary>
public enum RunMode
{
    /// <summary>Each statement in a read-only transaction of its own that is rolled back.</summary>
    ReadOnly,

    /// <summary>Each statement takes effect as it succeeds, unless BEGIN was run.</summary>
    ReadWrite,

    /// <summary>The first statement begins a transaction that stays open until COMMIT or ROLLBACK.</summary>
    Transaction,
}

/// <summary>Whether the plan is asked for in place of the result.</summary>
public enum ExplainMode
{
    /// <summary>Not: run.</summary>
    None,

    /// <summary>EXPLAIN: nothing is run.</summary>
    Plan,

    /// <summary>EXPLAIN ANALYZE: run and measured; what it wrote is rolled back.</summary>
    Analyze,
}

/// <summary>A checked request: what will be run where, as whom and within which bounds.</summary>
/// <param name="Place">Cluster, database and role.</param>
/// <param name="Mode">What statements may do.</param>
/// <param name="Timeout">For each statement.</param>
/// <param name="RowLimit">Rows kept of each result.</param>
/// <param name="Statements">At least one.</param>
/// <param name="Text">The text the statements' offsets count in.</param>
/// <param name="Explain">Plans in place of results.</param>
/// <param name="GoesOn">After a statement that failed, with the next.</param>
/// <param name="Parameters">Values by name or number.</param>
/// <param name="Confirmed">Its author has seen what the dangerous statements would do.</param>
public sealed record RunPlan(
    SessionPlace Place, RunMode Mode, TimeSpan Timeout, int RowLimit, IReadOnlyList<SqlStatement> Statements, string Text,
    ExplainMode Explain, bool GoesOn, IReadOnlyDictionary<string, ParameterValue> Parameters, bool Confirmed)
{
    /// <summary>Longest text taken, in UTF-16 units.</summary>
    public const int MaxText = 1_000_000;

    /// <summary>Most seconds a statement may be given.</summary>
    public const int MaxTimeout = 3600;

    /// <summary>Most rows kept of a result.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>Seconds when none are given.</summary>
    public const int DefaultTimeout = 30;

    /// <summary>Rows when no limit is given.</summary>
    public const int DefaultRows = 100_000;

    private static readonly IReadOnlyDictionary<string, ParameterValue> NoParameters = new Dictionary<string, ParameterValue>();

    /// <summary><c>region/id</c></summary>
    public string Cluster => Place.Cluster;

    /// <summary>The database.</summary>
    public string Database => Place.Database;

    /// <summary>The role.</summary>
    public string Role => Place.Role;

    /// <summary>Whether each statement gets a read-only transaction that is rolled back.</summary>
    public bool ReadOnly => Mode == RunMode.ReadOnly;

    /// <summary>The mode as the API and the trail say it.</summary>
    public string ModeWord => Mode switch { RunMode.ReadOnly => "read-only", RunMode.ReadWrite => "read-write", _ => "transaction" };

    /// <summary>SHA-256 of what is sent: lets one prove later which text it was, without keeping its literals.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(";\n", Statements.Select(statement => statement.Text)))));

    /// <summary>Checks a request.</summary>
    /// <exception cref="ProblemException">400 with the field and what it may be.</exception>
    public static RunPlan Of(RunRequest request)
    {
        Require(!string.IsNullOrEmpty(request.Cluster), "cluster", "Name the cluster as region/id, such as us-east-1/demo.");
        Require(!string.IsNullOrEmpty(request.Database), "database", "Name the database, such as postgres.");
        Require(!string.IsNullOrEmpty(request.Role), "role", "Name the role to run as, such as app_user.");
        Require(request.Mode is null or "read-only" or "read-write" or "transaction", "mode", "The mode is read-only, read-write or transaction.");
        Require(request.OnError is null or "stop" or "continue", "onError", "On an error, stop or continue.");
        Require(request.Explain is null or "plan" or "analyze", "explain", "Explain is plan or analyze, or left out.");
        var timeout = request.TimeoutSeconds ?? DefaultTimeout;
        Require(timeout is >= 1 and <= MaxTimeout, "timeoutSeconds", "The timeout is 1 to 3,600 seconds.");
        var rows = request.RowLimit ?? DefaultRows;
        Require(rows is >= 1 and <= MaxRows, "rowLimit", "The row limit is 1 to 1,000,000.");
        var sql = request.Sql ?? "";
        Require(sql.Length <= MaxText, "sql", $"The text has {sql.Length.ToString("N0", CultureInfo.InvariantCulture)} characters; at most 1,000,000 are taken. Run it with psql -f.");
        var statements = Choose(sql, request.From, request.To);
        Require(statements.Count > 0, "sql", "There is no statement here: write one, or put the cursor into one.");
        Require(request.Explain is null || statements.Count == 1, "sql", "One statement is explained at a time: put the cursor into it, or select it alone.");
        return new RunPlan(
            new SessionPlace(request.Cluster, request.Database, request.Role),
            request.Mode switch { "read-write" => RunMode.ReadWrite, "transaction" => RunMode.Transaction, _ => RunMode.ReadOnly },
            TimeSpan.FromSeconds(timeout), rows, statements, sql,
            request.Explain switch { "plan" => ExplainMode.Plan, "analyze" => ExplainMode.Analyze, _ => ExplainMode.None },
            request.OnError == "continue", request.Parameters ?? NoParameters, request.Confirmed);
    }

    private static IReadOnlyList<SqlStatement> Choose(string sql, int? from, int? to)
    {
        if (from is not { } start)
            return StatementSplitter.Split(sql);
        var end = to ?? start;
        Require(start >= 0 && start <= end && end <= sql.Length, "from", "The selection lies outside of the text.");
        if (start < end)
            return StatementSplitter.Split(sql[start..end], start);
        return StatementSplitter.At(sql, start) is { } one ? [one] : [];
    }

    private static void Require(bool holds, string field, string sentence)
    {
        if (!holds)
            throw new ProblemException(new Problem(sentence, "InvalidRequest", StatusCodes.Status400BadRequest, field));
    }
}
