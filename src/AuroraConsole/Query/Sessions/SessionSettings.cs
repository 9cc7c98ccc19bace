using System.Collections.Immutable;
using AuroraConsole.Database;
using Npgsql;

namespace AuroraConsole.Query.Sessions;

/// <summary>What SET changed in a session, so that it lives as long as the tab, and what a new connection cannot bring back.</summary>
/// <param name="Holds">Temporary tables and their like, in words.</param>
/// <param name="Names">Of the settings.</param>
/// <param name="Values">Of the settings, in the same order.</param>
/// <param name="Role">Of SET ROLE; <c>null</c>: none.</param>
internal sealed record SessionSettings(ImmutableArray<string> Holds, string[] Names, string[] Values, string? Role)
{
    public static readonly SessionSettings None = new([], [], [], null);

    /// <summary>Asks the session. Outside of transactions only.</summary>
    public static async Task<SessionSettings> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(SqlFiles.Get("session-state", "Query"), connection) { CommandTimeout = 15 };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new SessionSettings([.. reader.GetFieldValue<string[]>(0)], reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    /// <summary>Sets them in a new connection.</summary>
    /// <returns>What was done, as a sentence with a space before it; nothing when there was nothing.</returns>
    public async Task<string> ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var all = Names.Zip(Values).Concat(Role is null ? [] : [("role", Role)]).ToList();
        if (all.Count == 0)
            return "";
        try
        {
            await using var command = new NpgsqlCommand("SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS kept(name, value)", connection)
            {
                Parameters = { new() { Value = all.Select(one => one.Item1).ToArray() }, new() { Value = all.Select(one => one.Item2).ToArray() } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return $" Set again as before: {string.Join(", ", all.Select(one => one.Item1))}.";
        }
        catch (PostgresException refused)
        {
            return $" What SET had changed ({string.Join(", ", all.Select(one => one.Item1))}) is as it was at first: {refused.MessageText}.";
        }
    }
}
