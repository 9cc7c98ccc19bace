using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuroraConsole.Sandbox.Account;

/// <summary>The account's alarms and their history, in <c>alarms.json</c>. A change is on disk before anybody sees it.</summary>
public sealed class AlarmStore
{
    private const int MostHistory = 10_000;
    private static readonly TimeSpan HistoryKept = TimeSpan.FromDays(14);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private volatile Book _book;

    /// <summary>Reads what is there.</summary>
    public AlarmStore(string dataPath, TimeProvider clock)
    {
        _path = Path.Combine(dataPath, "alarms.json");
        _clock = clock;
        _book = File.Exists(_path) ? JsonSerializer.Deserialize<Book>(File.ReadAllBytes(_path))! : new Book([], []);
    }

    /// <summary>Every alarm, by region and name.</summary>
    public IReadOnlyList<MetricAlarm> All => _book.Alarms;

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<AlarmHistoryItem> History => _book.History;

    /// <summary>The alarm of that name, or <c>null</c>.</summary>
    public MetricAlarm? Find(string region, string name) => Find(_book, region, name);

    /// <summary>Makes an alarm, or gives one that is there a new configuration; its state and tags then stay.</summary>
    /// <exception cref="AwsRefusalException">There are as many as a region may have.</exception>
    public void Put(MetricAlarm alarm)
    {
        const int MostAlarms = 5000;
        Update(book =>
        {
            var there = Find(book, alarm.Region, alarm.Name);
            if (there is null && book.Alarms.Count(a => a.Region == alarm.Region) >= MostAlarms)
                throw new AwsRefusalException("LimitExceeded", $"The maximum limit of {MostAlarms} alarms has been reached.");
            var put = there is null ? alarm : alarm with { State = there.State, Tags = there.Tags };
            return With(book, put, "ConfigurationUpdate", $"Alarm \"{alarm.Name}\" {(there is null ? "created" : "updated")}", new JsonObject { ["type"] = there is null ? "Create" : "Update" });
        });
    }

    /// <summary>Puts an alarm into a state; <c>false</c>, and nothing is changed, when it is no longer <paramref name="alarm"/>.</summary>
    public bool SetState(MetricAlarm alarm, AlarmState state)
    {
        var done = false;
        Update(book =>
        {
            done = ReferenceEquals(Find(book, alarm.Region, alarm.Name), alarm);
            return done
                ? With(book, alarm with { State = state }, "StateUpdate", $"Alarm updated from {alarm.State.Value} to {state.Value}", new JsonObject { ["oldState"] = Json(alarm.State), ["newState"] = Json(state) })
                : book;
        });
        return done;
    }

    /// <summary>Switches the actions of those that are there.</summary>
    public void SwitchActions(string region, IReadOnlyCollection<string> names, bool enabled) => Update(book => names.Distinct()
        .Select(n => Find(book, region, n)).OfType<MetricAlarm>().Where(a => a.ActionsEnabled != enabled)
        .Aggregate(book, (b, a) => With(b, a with { ActionsEnabled = enabled }, "ConfigurationUpdate", $"Alarm \"{a.Name}\" updated", new JsonObject { ["type"] = "Update" })));

    /// <summary>Deletes those that are there.</summary>
    public void Delete(string region, IReadOnlyCollection<string> names) => Update(book => names.Distinct()
        .Select(n => Find(book, region, n)).OfType<MetricAlarm>()
        .Aggregate(book, (b, a) => Noted(b with { Alarms = [.. b.Alarms.Where(x => x != a)] }, a, "ConfigurationUpdate", $"Alarm \"{a.Name}\" deleted", new JsonObject { ["type"] = "Delete" })));

    private void Update(Func<Book, Book> change)
    {
        lock (_lock)
        {
            var after = change(_book);
            if (ReferenceEquals(after, _book))
                return;
            AccountFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(after));
            _book = after;
        }
    }

    private Book With(Book book, MetricAlarm alarm, string type, string summary, JsonObject data) => Noted(
        book with
        {
            Alarms =
            [
                .. book.Alarms.Where(a => (a.Region, a.Name) != (alarm.Region, alarm.Name)).Append(alarm)
                    .OrderBy(a => a.Region, StringComparer.Ordinal).ThenBy(a => a.Name, StringComparer.Ordinal),
            ],
        },
        alarm, type, summary, data);

    private Book Noted(Book book, MetricAlarm alarm, string type, string summary, JsonObject data)
    {
        var now = _clock.GetUtcNow();
        data["version"] = "1.0";
        var kept = book.History.Where(h => h.Time > now - HistoryKept).TakeLast(MostHistory - 1);
        return book with { History = [.. kept, new AlarmHistoryItem(alarm.Region, alarm.Name, now, type, summary, data.ToJsonString())] };
    }

    private static MetricAlarm? Find(Book book, string region, string name) => book.Alarms.FirstOrDefault(a => a.Region == region && a.Name == name);

    private static JsonObject Json(AlarmState state) => new()
    {
        ["stateValue"] = state.Value,
        ["stateReason"] = state.Reason,
        ["stateReasonData"] = state.ReasonData is null ? null : JsonNode.Parse(state.ReasonData),
    };

    private sealed record Book(IReadOnlyList<MetricAlarm> Alarms, IReadOnlyList<AlarmHistoryItem> History);
}
