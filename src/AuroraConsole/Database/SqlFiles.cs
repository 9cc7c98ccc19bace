using System.Collections.Concurrent;

namespace AuroraConsole.Database;

/// <summary>The statements under <c>Sql/</c> of the rooms, embedded.</summary>
internal static class SqlFiles
{
    private static readonly ConcurrentDictionary<(string Room, string Name), string> Read = new();

    /// <summary>One by its file's name, without ending.</summary>
    public static string Get(string name, string room = "Database") => Read.GetOrAdd((room, name), static key =>
    {
        using var stream = typeof(SqlFiles).Assembly.GetManifestResourceStream($"AuroraConsole.{key.Room}.Sql.{key.Name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
