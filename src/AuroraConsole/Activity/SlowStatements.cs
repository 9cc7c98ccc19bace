using Npgsql;

namespace AuroraConsole.Activity;

/// <summary>What <c>pg_stat_statements</c> counted, or why it cannot be read.</summary>
/// <param name="Statements">The 100 heaviest in the order asked for.</param>
/// <param name="CountedSince">UTC; <c>null</c> before PostgreSQL 14.</param>
/// <param name="Why">Why there are none; <c>null</c>: there are.</param>
/// <param name="Cure">SQL that would change it.</param>
public sealed record SlowStatements(IReadOnlyList<SlowStatement> Statements, DateTimeOffset? CountedSince, string? Why, string? Cure)
{
    internal static SlowStatements Missing(bool available, bool mayCreate) => available
        ? new([], null, $"The extension pg_stat_statements is not in this database. {(mayCreate ? "" : "It takes a role with CREATE on the database, such as its owner. ")}It counts for the whole server, so one database is enough.", "CREATE EXTENSION pg_stat_statements;")
        : new([], null, "This server does not offer pg_stat_statements.", null);

    internal static SlowStatements Unreadable(PostgresException error) => error.SqlState == PostgresErrorCodes.InsufficientPrivilege
        ? new([], null, $"This role may not read pg_stat_statements: {error.MessageText}. Look as the role that made the extension, or have it grant SELECT on the view.", null)
        : new([], null, "pg_stat_statements is here, but the server did not load it at its start: it belongs into shared_preload_libraries, which on Aurora it is by default. Correct the cluster's parameter group and restart.", null);
}

/// <summary>One statement, its literals replaced, over all its runs.</summary>
/// <param name="Role">Who ran it.</param>
/// <param name="Database">Where.</param>
/// <param name="Query">At most 4,000 characters; <c>null</c> when the role that looks may not see it.</param>
/// <param name="Calls">Runs.</param>
/// <param name="Rows">Rows returned or changed, in all.</param>
/// <param name="TotalMs">Milliseconds of execution, in all; planning is not in it.</param>
/// <param name="MeanMs">Milliseconds a run.</param>
/// <param name="MaxMs">Milliseconds of the longest.</param>
/// <param name="Share">Of all the time counted, 0 to 1.</param>
/// <param name="BlocksHit">Blocks of 8 kB found in PostgreSQL's memory.</param>
/// <param name="BlocksRead">Blocks fetched from below.</param>
/// <param name="TempWritten">Blocks of temporary files.</param>
public sealed record SlowStatement(
    string Role, string? Database, string? Query, long Calls, long Rows, double TotalMs, double MeanMs, double MaxMs, double Share, long BlocksHit, long BlocksRead, long TempWritten);
