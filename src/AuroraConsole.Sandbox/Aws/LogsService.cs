using System.Globalization;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Amazon CloudWatch Logs, API version 2014-03-28, JSON 1.1.</summary>
internal static class LogsService
{
    private const int MostEvents = 10_000;
    private const int MostScanned = 10_000;
    private const int MostBytes = 1 << 20;

    public static ApiService Create(SandboxAccount account) => new(
        "logs", "logs", "2014-03-28", "", "Logs_20140328",
        new Dictionary<string, ApiOperation>
        {
            ["DescribeLogGroups"] = new(call => DescribeGroups(account, call), call => call.Arn("logs", "log-group::log-stream:")),
            ["DescribeLogStreams"] = new(call => DescribeStreams(account, call), call => call.Arn("logs", $"log-group:{GroupName(call.Input)}:log-stream:")),
            ["FilterLogEvents"] = new(call => FilterEvents(account, call), call => call.Arn("logs", $"log-group:{GroupName(call.Input)}:log-stream:")),
        });

    private static ApiObject DescribeGroups(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var (prefix, pattern) = (input.Text("logGroupNamePrefix"), input.Text("logGroupNamePattern"));
        if (prefix is not null && pattern is not null)
            throw Invalid("logGroupNamePrefix and logGroupNamePattern are mutually exclusive.");
        var limit = Limit(input, 50, 50);
        var after = Token(input);
        var groups = account.Logs.Groups(call.Region)
            .Where(g => (prefix is null || g.Name.StartsWith(prefix, StringComparison.Ordinal))
                && (pattern is null || g.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase))
                && (after is null || string.CompareOrdinal(g.Name, after) > 0))
            .Take(limit + 1).ToList();
        return new ApiObject
        {
            { "logGroups", new ApiList("member", groups.Take(limit).Select(g => Group(call, g))) },
            { "nextToken", groups.Count > limit ? Paging.Encode(groups[limit - 1].Name) : null },
        };
    }

    private static ApiObject Group(ApiCall call, LogGroupInfo group) => new()
    {
        { "logGroupName", group.Name },
        { "creationTime", group.CreatedAt },
        { "metricFilterCount", 0 },
        { "arn", call.Arn("logs", $"log-group:{group.Name}:*") },
        { "logGroupArn", call.Arn("logs", $"log-group:{group.Name}") },
        { "storedBytes", group.StoredBytes },
        { "logGroupClass", "STANDARD" },
    };

    private static ApiObject DescribeStreams(SandboxAccount account, ApiCall call)
    {
        var name = GroupName(call.Input);
        var limit = Limit(call.Input, 50, 50);
        var after = Token(call.Input);
        var prefix = call.Input.Text("logStreamNamePrefix") ?? "";
        var events = account.Logs.Read(call.Region, name, long.MinValue, 0, int.MaxValue) ?? throw NotFound();
        var streams = events.GroupBy(e => e.Stream)
            .Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(s.Key, after) > 0))
            .OrderBy(s => s.Key, StringComparer.Ordinal).Take(limit + 1).ToList();
        return new ApiObject
        {
            { "logStreams", new ApiList("member", streams.Take(limit).Select(s => new ApiObject
                {
                    { "logStreamName", s.Key },
                    { "creationTime", s.Min(e => e.IngestionTime) },
                    { "firstEventTimestamp", s.First().Timestamp },
                    { "lastEventTimestamp", s.Last().Timestamp },
                    { "lastIngestionTime", s.Max(e => e.IngestionTime) },
                    { "arn", call.Arn("logs", $"log-group:{name}:log-stream:{s.Key}") },
                    { "storedBytes", 0L },
                }))
            },
            { "nextToken", streams.Count > limit ? Paging.Encode(streams[limit - 1].Key) : null },
        };
    }

    private static ApiObject FilterEvents(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var limit = Limit(input, MostEvents, MostEvents);
        var (start, end) = (input.Long("startTime") ?? 0, input.Long("endTime") ?? long.MaxValue);
        if (start > end)
            throw Invalid("startTime must not be after endTime.");
        var pattern = FilterPattern.Parse(input.Text("filterPattern") ?? "");
        var streams = input.Texts("logStreamNames");
        var streamPrefix = input.Text("logStreamNamePrefix");
        if (streams.Count > 0 && streamPrefix is not null)
            throw Invalid("logStreamNames and logStreamNamePrefix are mutually exclusive.");

        var from = (Timestamp: start, Sequence: 0L);
        if (input.Text("nextToken") is { Length: > 0 } token)
            from = Paging.DecodePair(token) ?? throw Invalid("The specified nextToken is invalid.");

        // A page ends by what was looked at, too: so it can be empty and still carry a token, as on AWS.
        var events = account.Logs.Read(call.Region, GroupName(input), from.Timestamp, from.Sequence, MostScanned + 1) ?? throw NotFound();
        var page = new List<ApiObject>();
        var bytes = 0;
        string? next = null;
        foreach (var (logEvent, index) in events.Select((e, i) => (e, i)))
        {
            if (logEvent.Timestamp > end)
                break;
            var size = System.Text.Encoding.UTF8.GetByteCount(logEvent.Message) + 26;
            if (index == MostScanned || page.Count == limit || bytes + size > MostBytes)
            {
                next = Paging.Encode(logEvent.Timestamp, logEvent.Sequence);
                break;
            }

            if ((streams.Count == 0 || streams.Contains(logEvent.Stream))
                && (streamPrefix is null || logEvent.Stream.StartsWith(streamPrefix, StringComparison.Ordinal))
                && pattern.Matches(logEvent.Message))
            {
                page.Add(Event(logEvent));
                bytes += size;
            }
        }

        return new ApiObject { { "events", new ApiList("member", page) }, { "searchedLogStreams", new ApiList("member", []) }, { "nextToken", next } };
    }

    private static ApiObject Event(LogEvent logEvent) => new()
    {
        { "logStreamName", logEvent.Stream },
        { "timestamp", logEvent.Timestamp },
        { "message", logEvent.Message },
        { "ingestionTime", logEvent.IngestionTime },
        { "eventId", string.Create(CultureInfo.InvariantCulture, $"{logEvent.Timestamp:D20}{logEvent.Sequence:D20}") },
    };

    private static string GroupName(ApiInput input)
    {
        var (name, identifier) = (input.Text("logGroupName"), input.Text("logGroupIdentifier"));
        if (name is null == identifier is null)
            throw Invalid("Exactly one of logGroupName and logGroupIdentifier must be given.");
        var group = name ?? identifier!;
        return group.StartsWith("arn:", StringComparison.Ordinal) && group.Split(':', 7) is [.., var last] ? last.TrimEnd('*').TrimEnd(':') : group;
    }

    private static int Limit(ApiInput input, int whenAbsent, int most) => input.Int("limit") switch
    {
        null => whenAbsent,
        { } limit when limit >= 1 && limit <= most => limit,
        { } limit => throw Invalid($"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and {most}"),
    };

    private static string? Token(ApiInput input) => input.Text("nextToken") is { Length: > 0 } token
        ? Paging.Decode(token) ?? throw Invalid("The specified nextToken is invalid.")
        : null;

    private static AwsRefusalException NotFound() => new("ResourceNotFoundException", "The specified log group does not exist.");

    private static AwsRefusalException Invalid(string message) => new("InvalidParameterException", message);
}
