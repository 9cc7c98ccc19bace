using System.Collections.Immutable;
using AuroraConsole.Database;
using Npgsql;

namespace AuroraConsole.Query.Sessions;

/// <summary>What SET changed in a session, so that it lives as long as the tab, and what a new connection cannot bring back.</summary>
/// <param name="Holds">Temporary tables and their like, in words.</param>
/// <param name="Settings">Names and values; <c>role</c> is the last, since another role may set less.</param>
internal sealed record SessionSettings(ImmutableArray<string> Holds, IReadOnlyList<(string Name, string? Value)> Settings)
{
    public static readonly SessionSettings None = new([], []);

    /// <summary>Asks the session. Outside of transactions only.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="named">Names of settings that no catalog lists.</param>
    public static async Task<SessionSettings> ReadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> named)
    {
        // One round trip is one transaction, at whose end what is set for it alone is as before.
        await using var batch = new NpgsqlBatch(connection)
        {
            Timeout = 20,
            BatchCommands =
            {
                new(SqlFiles.Get("session-settings", "Query")) { Parameters = { new() { Value = named.ToArray() } } },
                new("SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('statement_timeout', '15s', true)"),
                new(SqlFiles.Get("session-state", "Query")) { Parameters = { new() { Value = connection.UserName } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        var settings = new List<(string, string?)>();
        while (await reader.ReadAsync())
            settings.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)));
        await reader.NextResultAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return new SessionSettings([.. reader.GetFieldValue<string[]>(0)], settings);
    }

    /// <summary>Sets them in a new connection.</summary>
    /// <returns>What was done, as a sentence with a space before it; nothing when there was nothing.</returns>
    public async Task<string> ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Settings.Count == 0)
            return "";
        var names = string.Join(", ", Settings.Select(one => one.Name));
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_catalog.set_config(name, value, false) FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) AS kept(name, value)", connection)
            {
                Parameters = { new() { Value = Settings.Select(one => one.Name).ToArray() }, new() { Value = Settings.Select(one => one.Value).ToArray() } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return $" Set again as before: {names}.";
        }
        catch (PostgresException refused)
        {
            return $" What SET had changed ({names}) is as it was at first: {refused.MessageText}.";
        }
    }
}
