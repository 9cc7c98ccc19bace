using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Runs;

/// <summary>A checked request: what will be run where, as whom and within which bounds.</summary>
/// <param name="Cluster"><c>region/id</c></param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role.</param>
/// <param name="ReadOnly">Whether each statement gets a read-only transaction that is rolled back.</param>
/// <param name="Timeout">For each statement.</param>
/// <param name="RowLimit">Rows kept of each result.</param>
/// <param name="Statements">At least one.</param>
/// <param name="Text">The text the statements' offsets count in.</param>
public sealed record RunPlan(string Cluster, string Database, string Role, bool ReadOnly, TimeSpan Timeout, int RowLimit, IReadOnlyList<SqlStatement> Statements, string Text)
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

    /// <summary>As the API and the trail say it.</summary>
    public string Mode => ReadOnly ? "read-only" : "read-write";

    /// <summary>SHA-256 of what is sent: lets one prove later which text it was, without keeping its literals.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(";\n", Statements.Select(statement => statement.Text)))));

    /// <summary>Checks a request.</summary>
    /// <exception cref="ProblemException">400 with the field and what it may be.</exception>
    public static RunPlan Of(RunRequest request)
    {
        Require(!string.IsNullOrEmpty(request.Cluster), "cluster", "Name the cluster as region/id, such as us-east-1/demo.");
        Require(!string.IsNullOrEmpty(request.Database), "database", "Name the database, such as postgres.");
        Require(!string.IsNullOrEmpty(request.Role), "role", "Name the role to run as, such as app_user.");
        Require(request.Mode is null or "read-only" or "read-write", "mode", "The mode is read-only or read-write.");
        var timeout = request.TimeoutSeconds ?? DefaultTimeout;
        Require(timeout is >= 1 and <= MaxTimeout, "timeoutSeconds", "The timeout is 1 to 3,600 seconds.");
        var rows = request.RowLimit ?? DefaultRows;
        Require(rows is >= 1 and <= MaxRows, "rowLimit", "The row limit is 1 to 1,000,000.");
        var sql = request.Sql ?? "";
        Require(sql.Length <= MaxText, "sql", $"The text has {sql.Length.ToString("N0", CultureInfo.InvariantCulture)} characters; at most 1,000,000 are taken. Run it with psql -f.");
        var statements = Choose(sql, request.From, request.To);
        Require(statements.Count > 0, "sql", "There is no statement here: write one, or put the cursor into one.");
        return new RunPlan(request.Cluster, request.Database, request.Role, request.Mode != "read-write", TimeSpan.FromSeconds(timeout), rows, statements, sql);
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
