using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.History;

/// <summary>
/// Each actor's runs, one JSON line each in <c>history/</c> under the data path, 0600. Texts may hold what must not be read by others, so they
/// stay in this file: no log, no address and no browser storage has them. Bounded by count and size; a kill costs the line being written.
/// </summary>
public sealed partial class HistoryStore(ConsoleOptions console, HistoryOptions options, ILogger<HistoryStore> logger)
{
    /// <summary>UTF-16 units kept of a text.</summary>
    public const int MaxText = 100_000;

    private const int MaxEntries = 5_000;
    private const long MaxBytes = 20_000_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    private readonly Dictionary<string, int> _counts = [];
    private readonly Lock _gate = new();

    /// <summary>Whether anything is remembered.</summary>
    public bool IsOn => options.History;

    /// <summary>Remembers a run that has ended. A disk that does not take it costs the entry, not the run.</summary>
    public void Add(Actor actor, QueryRun run)
    {
        if (run.Plan.Statements is not [var first, ..])
            return;
        var text = run.Plan.Text[first.Start..Math.Min(run.Plan.Statements[^1].SpanEnd, run.Plan.Text.Length)].Trim();
        var state = run.State;
        Add(actor, new HistoryEntry(
            Guid.CreateVersion7(state.StartedAt).ToString("N"), state.StartedAt, run.Plan.Cluster, run.Plan.Database, run.Plan.Role, run.Explains ? $"{run.Plan.ModeWord}, plan" : run.Plan.ModeWord, Cut(text), text.Length,
            Math.Round(((state.EndedAt ?? state.StartedAt) - state.StartedAt).TotalMilliseconds, 1),
            state.Statements.Sum(statement => (long)(statement.Result?.Rows ?? 0)),
            state.Statements.Any(statement => statement.Affected is not null) ? state.Statements.Sum(statement => statement.Affected ?? 0) : null,
            state.Phase.ToString().ToLowerInvariant(), state.FirstError?.Code));
    }

    /// <summary>The newest entries that match.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public HistoryPage Find(Actor actor, HistoryFilter filter, int skip, int take)
    {
        AccessControl.Demand(actor, Act.RunSql);
        List<HistoryEntry> all;
        lock (_gate)
            all = Read(PathOf(actor));
        all.Reverse();
        var matching = all.Where(filter.Matches).ToList();
        return new HistoryPage([.. matching.Skip(skip).Take(take)], matching.Count, all.Count);
    }

    /// <summary>Deletes all entries of the actor.</summary>
    public void Clear(Actor actor)
    {
        AccessControl.Demand(actor, Act.RunSql);
        lock (_gate)
        {
            var path = PathOf(actor);
            File.Delete(path);
            _counts.Remove(path);
        }
    }

    internal void Add(Actor actor, HistoryEntry entry)
    {
        AccessControl.Demand(actor, Act.RunSql);
        if (!IsOn)
            return;
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, Json);
        try
        {
            lock (_gate)
            {
                var path = PathOf(actor);
                var count = _counts.TryGetValue(path, out var known) ? known : Read(path).Count;
                var length = Append(path, line);
                _counts[path] = count + 1;
                // Past the bounds by a tenth, so that it is rewritten now and then and not at every run.
                if (count + 1 > MaxEntries * 11 / 10 || length > MaxBytes)
                    Compact(path);
            }
        }
        catch (IOException full)
        {
            Log.NotKept(logger, full.GetType().Name);
        }
    }

    private static long Append(string path, byte[] line)
    {
        using var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (file.Length > 0)
        {
            // A kill may have left half a line; the next must not be glued to it.
            file.Seek(-1, SeekOrigin.End);
            var torn = file.ReadByte() != '\n';
            file.Seek(0, SeekOrigin.End);
            if (torn)
                file.WriteByte((byte)'\n');
        }

        file.Write([.. line, (byte)'\n']);
        return file.Position;
    }

    private void Compact(string path)
    {
        var kept = new Stack<byte[]>();
        var bytes = 0L;
        foreach (var entry in Read(path).AsEnumerable().Reverse().Take(MaxEntries))
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, Json), (byte)'\n'];
            bytes += line.Length;
            if (bytes > MaxBytes * 9 / 10)
                break;
            kept.Push(line);
        }

        using var content = new MemoryStream();
        foreach (var line in kept)
            content.Write(line);
        PrivateFiles.Replace(path, content.GetBuffer().AsSpan(0, (int)content.Length));
        _counts[path] = kept.Count;
    }

    private static List<HistoryEntry> Read(string path)
    {
        var entries = new List<HistoryEntry>();
        if (!File.Exists(path))
            return entries;
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                if (JsonSerializer.Deserialize<HistoryEntry>(line, Json) is { Text: not null } entry)
                    entries.Add(entry);
            }
            catch (JsonException)
            {
                // Half a line, left by a kill.
            }
        }

        return entries;
    }

    // A pair of surrogates is one character.
    private static string Cut(string text) => text.Length <= MaxText ? text : text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)];

    private string PathOf(Actor actor) => Path.Combine(PrivateFiles.Folder(console.DataPath, "history"), $"{actor.FileName}.jsonl");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A run could not be added to the history ({Type}). Make room on the disk of Console:DataPath")]
        public static partial void NotKept(ILogger logger, string type);
    }
}
