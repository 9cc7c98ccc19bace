using System.Collections.Concurrent;

namespace AuroraConsole.Database;

/// <summary>The statements under <c>Sql/</c>, embedded.</summary>
internal static class SqlFiles
{
    private static readonly ConcurrentDictionary<string, string> Read = new();

    /// <summary>One by its file's name, without ending.</summary>
    public static string Get(string name) => Read.GetOrAdd(name, static key =>
    {
        using var stream = typeof(SqlFiles).Assembly.GetManifestResourceStream($"AuroraConsole.Database.Sql.{key}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
