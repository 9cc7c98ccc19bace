using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Access;
using AuroraConsole.Database;
using Npgsql;

namespace AuroraConsole.Query.Schema;

/// <summary>The names an editor completes, as one JSON text a place, kept for a few minutes for the actor who asked.</summary>
public sealed class CompletionNames(CatalogReader catalog, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(3);
    private const int MostKept = 12;
    private const int MostRelations = 10_000;
    private const int MostWithColumns = 2_000;
    private const int MostFunctions = 6_000;
    private readonly ConcurrentDictionary<(string Actor, SchemaPlace Place), Names> _kept = new();

    /// <summary>The names as the role sees them; <c>Sql/completion.sql</c> gives the shape.</summary>
    /// <param name="actor">Who asks; nobody else gets what was read for them.</param>
    /// <param name="place">Where.</param>
    /// <param name="fresh">Reads again what is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Shared.ProblemException">As <see cref="CatalogReader.ReadAsync"/>.</exception>
    public async Task<Names> GetAsync(Actor actor, SchemaPlace place, bool fresh, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.RunSql);
        if (!fresh && _kept.TryGetValue((actor.Name, place), out var kept) && time.GetUtcNow() - kept.At < Kept)
            return kept;
        var json = Encoding.UTF8.GetBytes(await catalog.ReadAsync(actor, place, ReadAsync, cancellationToken));
        var names = new Names(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..32]}\"", time.GetUtcNow());
        _kept[(actor.Name, place)] = names;
        foreach (var old in _kept.OrderByDescending(pair => pair.Value.At).Where((pair, newer) => newer >= MostKept || time.GetUtcNow() - pair.Value.At >= Kept))
            _kept.TryRemove(old);
        return names;
    }

    private static async Task<string> ReadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(SqlFiles.Get("completion", "Query"), connection)
        {
            Parameters = { new() { Value = MostRelations }, new() { Value = MostWithColumns }, new() { Value = MostFunctions } },
        };
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }
}

/// <summary>Names of one place.</summary>
/// <param name="Json">UTF-8.</param>
/// <param name="Tag">Of the text, as HTTP's ETag.</param>
/// <param name="At">UTC.</param>
public sealed record Names(ReadOnlyMemory<byte> Json, string Tag, DateTimeOffset At);
