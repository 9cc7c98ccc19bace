using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Groups, streams, retention and events, as clients make them.</summary>
internal static partial class LogsService
{
    private const long Hour = 3_600_000;

    // PutRetentionPolicy's list.
    private static readonly int[] Retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    private static ApiObject? CreateGroup(SandboxAccount account, ApiCall call)
    {
        var name = Named(call.Input, "logGroupName", GroupNamePattern(), "[\\.\\-_/#A-Za-z0-9]+");
        if (name.StartsWith("aws/", StringComparison.Ordinal))
            throw Invalid("Log groups starting with AWS/ are reserved for AWS.");
        if (call.Input.Names.FirstOrDefault(n => n is "kmsKeyId" or "tags") is { } given)
            throw Invalid($"The sandbox's log groups have no {given}.");
        return account.Logs.CreateGroup(call.Region, name) ? null : throw Exists("group");
    }

    private static ApiObject? DeleteGroup(SandboxAccount account, ApiCall call) =>
        account.Logs.DeleteGroup(call.Region, GroupName(call.Input)) ? null : throw NotFound();

    private static ApiObject? CreateStream(SandboxAccount account, ApiCall call)
    {
        var name = Named(call.Input, "logStreamName", StreamNamePattern(), "[^:*]*");
        InGroup(account, call.Region, GroupName(call.Input), group =>
        {
            if (!group.CreateStream(name, Now(account)))
                throw Exists("stream");
        });
        return null;
    }

    private static ApiObject? DeleteStream(SandboxAccount account, ApiCall call)
    {
        var name = call.Input.Required("logStreamName");
        InGroup(account, call.Region, GroupName(call.Input), group =>
        {
            if (!group.DeleteStream(name))
                throw StreamNotFound();
        });
        return null;
    }

    private static ApiObject? PutRetention(SandboxAccount account, ApiCall call)
    {
        var days = call.Input.Int("retentionInDays") ?? throw Invalid("retentionInDays must be given.");
        if (!Retentions.Contains(days))
            throw Invalid($"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", Retentions)}]");
        InGroup(account, call.Region, GroupName(call.Input), group => group.Retain(days));
        return null;
    }

    private static ApiObject? DeleteRetention(SandboxAccount account, ApiCall call)
    {
        InGroup(account, call.Region, GroupName(call.Input), group => group.Retain(null));
        return null;
    }

    private static ApiObject PutEvents(SandboxAccount account, ApiCall call)
    {
        var events = call.Input.Items("logEvents").Select(e => new NewLogEvent(e.Long("timestamp") ?? throw Invalid("A log event needs a timestamp."), e.Required("message"))).ToList();
        if (events.Count is 0 or > MostEvents)
            throw Invalid($"1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and {MostEvents}");
        if (events.Sum(e => (long)Size(e.Message)) > MostBytes)
            throw Invalid($"Upload too large: the maximum batch size is {MostBytes} bytes.");
        if (events.Zip(events.Skip(1)).Any(pair => pair.First.Timestamp > pair.Second.Timestamp))
            throw Invalid("Log events in a single PutLogEvents request must be in chronological order.");
        if (events[^1].Timestamp - events[0].Timestamp > 24 * Hour)
            throw Invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");

        var stream = call.Input.Required("logStreamName");
        var now = Now(account);
        ApiObject? rejected = null;
        InGroup(account, call.Region, GroupName(call.Input), group =>
        {
            if (group.Streams.All(s => s.Name != stream))
                throw StreamNotFound();

            // What AWS does not take: the front by age, the end by being of the future.
            var expired = events.Count(e => group.IsExpired(e.Timestamp, now));
            var tooOld = events.Count(e => e.Timestamp < now - 14 * 24 * Hour);
            var tooNew = events.FindIndex(e => e.Timestamp > now + 2 * Hour);
            if (expired > 0 || tooOld > 0 || tooNew >= 0)
            {
                rejected = new ApiObject
                {
                    { "tooNewLogEventStartIndex", tooNew >= 0 ? tooNew : null },
                    { "tooOldLogEventEndIndex", tooOld > 0 ? tooOld : null },
                    { "expiredLogEventEndIndex", expired > 0 ? expired : null },
                };
            }

            group.Append(now, stream, events.Take(tooNew >= 0 ? tooNew : events.Count).Skip(Math.Max(expired, tooOld)));
        });
        return new ApiObject { { "rejectedLogEventsInfo", rejected } };
    }

    private static ApiObject GetEvents(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var stream = input.Required("logStreamName");
        var limit = Limit(input, MostEvents, MostEvents);
        var (start, end) = (input.Long("startTime") ?? 0, input.Long("endTime") ?? long.MaxValue);
        var token = input.Text("nextToken") is { Length: > 0 } text ? Place(text) : (Forward: input.Flag("startFromHead") == true, At: ((long, long)?)null);
        List<LogEvent> page = [];
        InGroup(account, call.Region, GroupName(input), group =>
        {
            if (group.Streams.All(s => s.Name != stream))
                throw StreamNotFound();
            var events = group.Events.Where(e => e.Stream == stream && e.Timestamp >= start && e.Timestamp < end);
            page = token.Forward
                ? Fill(events.Where(e => token.At is null || (e.Timestamp, e.Sequence).CompareTo(token.At.Value) > 0), limit)
                : Fill(events.Where(e => token.At is null || (e.Timestamp, e.Sequence).CompareTo(token.At.Value) < 0).Reverse(), limit);
        });
        if (!token.Forward)
            page.Reverse();

        // Both tokens are always there; at an end a client gets the one it came with.
        var (first, last) = page.Count == 0 ? (token.At ?? (start, -1), token.At ?? (start, -1)) : ((page[0].Timestamp, page[0].Sequence), (page[^1].Timestamp, page[^1].Sequence));
        return new ApiObject
        {
            { "events", new ApiList("member", page.Select(e => new ApiObject { { "timestamp", e.Timestamp }, { "message", e.Message }, { "ingestionTime", e.IngestionTime } })) },
            { "nextForwardToken", "f/" + Paging.Encode(last.Item1, last.Item2) },
            { "nextBackwardToken", "b/" + Paging.Encode(first.Item1, first.Item2) },
        };
    }

    private static (bool Forward, (long, long)? At) Place(string token) =>
        token.StartsWith("f/", StringComparison.Ordinal) || token.StartsWith("b/", StringComparison.Ordinal)
            ? (token[0] == 'f', Paging.DecodePair(token[2..]) ?? throw Invalid("The specified nextToken is invalid."))
            : throw Invalid("The specified nextToken is invalid.");

    private static List<LogEvent> Fill(IEnumerable<LogEvent> events, int limit)
    {
        var bytes = 0;
        return [.. events.Take(limit).TakeWhile(e => (bytes += Size(e.Message)) <= MostBytes)];
    }

    private static string Named(ApiInput input, string parameter, Regex pattern, string grammar)
    {
        var name = input.Text(parameter) ?? "";
        return name.Length is > 0 and <= 512 && pattern.IsMatch(name)
            ? name
            : throw Invalid($"1 validation error detected: Value '{name}' at '{parameter}' failed to satisfy constraint: Member must have length between 1 and 512 and satisfy regular expression pattern: {grammar}");
    }

    private static long Now(SandboxAccount account) => account.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static AwsRefusalException Exists(string what) => new("ResourceAlreadyExistsException", $"The specified log {what} already exists");

    [GeneratedRegex(@"^[.\-_/#A-Za-z0-9]+\z")]
    private static partial Regex GroupNamePattern();

    [GeneratedRegex(@"^[^:*\x00-\x1F]+\z")]
    private static partial Regex StreamNamePattern();
}
