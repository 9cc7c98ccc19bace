using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Shared;

namespace AuroraConsole.Audit;

/// <summary>
/// The append-only trail, one JSON line an entry in <c>audit/trail.jsonl</c> under the data path.
/// A line is on disk before the act it speaks of takes effect; without one, nothing is done.
/// </summary>
public sealed class AuditTrail : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly string _path;
    private readonly TimeProvider _time;

    /// <summary>Opens or makes the trail.</summary>
    public AuditTrail(ConsoleOptions options, TimeProvider time)
    {
        _time = time;
        _path = Path.Combine(PrivateFiles.Folder(options.DataPath, "audit"), "trail.jsonl");
        _file = PrivateFiles.Open(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        EndTornLine();
    }

    /// <summary>A line was written.</summary>
    public event Action? Changed;

    /// <summary>Writes that an act begins; returns when that is on disk.</summary>
    /// <exception cref="ProblemException">503 <c>AuditUnavailable</c>: the disk did not take the line.</exception>
    public AuditEntry Begin(string actor, string act, string subject, params (string Name, string? Value)[] details)
    {
        var named = details.Where(detail => detail.Value is not null).ToDictionary(detail => detail.Name, detail => detail.Value!);
        var record = new AuditRecord(Guid.CreateVersion7().ToString("N"), _time.GetUtcNow(), actor, act, subject, "began", Details: named.Count == 0 ? null : named);
        Append(record);
        return new AuditEntry(this, record);
    }

    /// <summary>The entry of an act that began before the console was restarted, so that its end can be told.</summary>
    public AuditEntry Reopen(string id, string actor, string act, string subject) =>
        new(this, new AuditRecord(id, _time.GetUtcNow(), actor, act, subject, "began"));

    /// <summary>The newest acts first, each at its beginning with its latest state. Lines that do not parse are passed over.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(Actor actor, int limit, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.ReadAudit);
        var acts = new Dictionary<string, AuditRecord>();
        await using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Parse(line) is not { } record)
                continue;
            acts[record.Id] = acts.TryGetValue(record.Id, out var began) ? began with { State = record.State, Code = record.Code, Details = Merge(began.Details, record.Details) } : record;
        }

        return [.. acts.Values.OrderByDescending(record => record.At).Take(limit)];
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    internal void Finish(AuditRecord began, string state, string? code, IReadOnlyDictionary<string, string>? details) =>
        Append(began with { At = _time.GetUtcNow(), State = state, Code = code, Details = details });

    private static Dictionary<string, string>? Merge(IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? second)
    {
        if (first is null && second is null)
            return null;
        var merged = new Dictionary<string, string>(first ?? new Dictionary<string, string>());
        foreach (var (name, value) in second ?? new Dictionary<string, string>())
            merged[name] = value;
        return merged;
    }

    private static AuditRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditRecord>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Append(AuditRecord record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(record, Json);
        try
        {
            lock (_gate)
            {
                _file.Seek(0, SeekOrigin.End);
                _file.Write([.. line, (byte)'\n']);
                _file.Flush(flushToDisk: true);
            }
        }
        catch (IOException error)
        {
            throw new ProblemException(
                new Problem("The audit trail cannot be written, so nothing was done. Make room on the disk of Console:DataPath, then try again.", "AuditUnavailable", StatusCodes.Status503ServiceUnavailable),
                error);
        }

        Changed?.Invoke();
    }

    // A kill may leave half a line; what comes next must not be glued to it.
    private void EndTornLine()
    {
        if (_file.Length == 0)
            return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
            _file.WriteByte((byte)'\n');
    }
}
