using System.Collections.Concurrent;

namespace AuroraConsole.Database;

/// <summary>The statements under the rooms' <c>Sql/</c>, embedded.</summary>
internal static class SqlFiles
{
    private static readonly ConcurrentDictionary<string, string> Read = new();

    /// <summary>One by its file's name, without ending.</summary>
    public static string Get(string name, string room = "Database") => Read.GetOrAdd($"{room}.Sql.{name}", static key =>
    {
        using var stream = typeof(SqlFiles).Assembly.GetManifestResourceStream($"AuroraConsole.{key}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
