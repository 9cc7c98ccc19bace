using System.Globalization;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Query.Statements;
using AuroraConsole.Shared;
using Npgsql;

namespace AuroraConsole.Query.Questions;

/// <summary>
/// What the server knows of the targets of dangers, read as the run's role on a connection of its own. An estimate is a service, not a
/// condition: what cannot be had within five seconds is "not known".
/// </summary>
public sealed class DangerEstimates(SideConnections connections, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What is known of each target; those of which nothing is known are left out.</summary>
    public async Task<IReadOnlyDictionary<string, TargetFacts>> ReadAsync(
        Actor actor, Cluster cluster, string database, string role, IEnumerable<string> targets, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, TargetFacts>();
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await connections.UseAsync(actor, cluster, database, role, "estimate", async (connection, stop) =>
            {
                foreach (var target in targets.Distinct())
                {
                    if (await FactsAsync(connection, target, stop) is { } facts)
                        known[target] = facts;
                }

                return known;
            }, either.Token);
        }
        catch (Exception unknown) when (unknown is ProblemException or NpgsqlException || (unknown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return known;
        }
    }

    private static async Task<TargetFacts?> FactsAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = SideConnections.OnPath(connection, SqlFiles.Get("danger-target", "Query"));
            batch.BatchCommands[1].Parameters.Add(new() { Value = target });
            TargetFacts facts;
            bool hasRows;
            await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
            {
                await reader.NextResultAsync(cancellationToken);
                if (!await reader.ReadAsync(cancellationToken))
                    return null;
                var tuples = reader.GetDouble(1);
                facts = new TargetFacts(
                    tuples < 0 ? null : (long)tuples, reader.IsDBNull(2) ? null : reader.GetInt64(2), (int)reader.GetInt64(3), reader.IsDBNull(4) ? [] : reader.GetFieldValue<string[]>(4));
                hasRows = reader.GetBoolean(0);
            }

            return hasRows ? facts with { Rows = await PlannedRowsAsync(connection, target, cancellationToken) ?? facts.Rows } : facts with { Rows = null };
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    // The planner scales its statistics by the size the table has now, and counts partitions; pg_class alone knows neither.
    private static async Task<long?> PlannedRowsAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        try
        {
            // The target is a name by our lexer: words and quoted names parted by full stops. EXPLAIN without ANALYZE runs nothing.
            await using var batch = SideConnections.OnPath(connection, $"EXPLAIN (FORMAT JSON) SELECT FROM {target}");
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            using var plan = JsonDocument.Parse(reader.GetString(0));
            return (long)plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
        }
        catch (PostgresException)
        {
            // May be deleted from, or dropped, without the right to read it.
            return null;
        }
    }
}

/// <summary>What is known of an object.</summary>
/// <param name="Rows">By the planner's estimate; <c>null</c>: not known, or it has none.</param>
/// <param name="Bytes">On disk with indexes; <c>null</c> where that cannot be told.</param>
/// <param name="Views">Views that read it.</param>
/// <param name="Referring">Tables with foreign keys to it.</param>
public sealed record TargetFacts(long? Rows, long? Bytes, int Views, IReadOnlyList<string> Referring)
{
    /// <summary>As a clause that follows a sentence; empty when there is nothing to say.</summary>
    public string Words(bool dependents)
    {
        var words = new List<string>();
        if (Rows is { } rows)
            words.Add($"about {rows.ToString("N0", CultureInfo.InvariantCulture)} rows");
        if (dependents && Bytes is { } bytes)
            words.Add(bytes < 1 << 20 ? $"{Math.Max(1, bytes >> 10)} kB" : bytes < 1L << 30 ? $"{bytes >> 20} MB" : $"{(bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture)} GB");
        if (dependents && Views > 0)
            words.Add(Views == 1 ? "a view reads it" : $"{Views} views read it");
        if (dependents && Referring.Count > 0)
            words.Add($"{string.Join(", ", Referring.Take(3))}{(Referring.Count > 3 ? $" and {Referring.Count - 3} more" : "")} refer{(Referring.Count == 1 ? "s" : "")} to it");
        return string.Join("; ", words);
    }
}
