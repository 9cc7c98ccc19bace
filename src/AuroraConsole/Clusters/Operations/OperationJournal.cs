using System.Text.Json;
using System.Text.Json.Serialization;
using AuroraConsole.Shared;

namespace AuroraConsole.Clusters.Operations;

/// <summary>Operations on disk, a JSON file each in <c>operations/</c> under the data path, replaced whole at every step.</summary>
internal sealed partial class OperationJournal(ConsoleOptions options, ILogger logger)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _folder = PrivateFiles.Folder(options.DataPath, "operations");

    /// <summary>Everything kept, oldest first. A file that cannot be read is logged and left where it is.</summary>
    public IReadOnlyList<ClusterOperation> Load()
    {
        var found = new List<ClusterOperation>();
        foreach (var path in Directory.EnumerateFiles(_folder, "*.json"))
        {
            try
            {
                if (JsonSerializer.Deserialize<ClusterOperation>(File.ReadAllBytes(path), Json) is { Steps.Count: > 0 } operation)
                    found.Add(operation);
            }
            catch (JsonException error)
            {
                Log.Unreadable(logger, path, error.Message);
            }
        }

        return [.. found.OrderBy(operation => operation.StartedAt)];
    }

    /// <summary>On disk when it returns.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public void Save(ClusterOperation operation) => PrivateFiles.Replace(PathOf(operation), JsonSerializer.SerializeToUtf8Bytes(operation, Json));

    /// <summary>Forgets one.</summary>
    public void Remove(ClusterOperation operation) => File.Delete(PathOf(operation));

    private string PathOf(ClusterOperation operation) => Path.Combine(_folder, operation.Id + ".json");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The operation in {Path} cannot be read and is passed over: {Message}")]
        public static partial void Unreadable(ILogger logger, string path, string message);
    }
}
