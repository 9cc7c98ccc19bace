using System.Globalization;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>Amazon CloudWatch Logs, API version 2014-03-28, JSON 1.1.</summary>
internal static partial class LogsService
{
    private const int MostEvents = 10_000;
    private const int MostBytes = 1 << 20;

    // AWS looks at a part of the log at a time and says so by a token; here so many lines that do not match end a page.
    private const int MostPassedOver = 500;

    public static ApiService Create(SandboxAccount account) => new(
        "logs", "logs", "2014-03-28", "", "Logs_20140328",
        new Dictionary<string, ApiOperation>
        {
            ["DescribeLogGroups"] = new(call => DescribeGroups(account, call), call => call.Arn("logs", "log-group::log-stream:")),
            ["DescribeLogStreams"] = new(call => DescribeStreams(account, call), GroupArn),
            ["FilterLogEvents"] = new(call => FilterEvents(account, call), GroupArn),
            ["GetLogEvents"] = new(call => GetEvents(account, call), StreamArn),
            ["CreateLogGroup"] = new(call => CreateGroup(account, call), GroupArn),
            ["DeleteLogGroup"] = new(call => DeleteGroup(account, call), GroupArn),
            ["CreateLogStream"] = new(call => CreateStream(account, call), GroupArn),
            ["DeleteLogStream"] = new(call => DeleteStream(account, call), StreamArn),
            ["PutLogEvents"] = new(call => PutEvents(account, call), StreamArn),
            ["PutRetentionPolicy"] = new(call => PutRetention(account, call), GroupArn),
            ["DeleteRetentionPolicy"] = new(call => DeleteRetention(account, call), GroupArn),
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
        { "retentionInDays", group.RetentionInDays },
        { "metricFilterCount", 0 },
        { "arn", call.Arn("logs", $"log-group:{group.Name}:*") },
        { "logGroupArn", call.Arn("logs", $"log-group:{group.Name}") },
        { "storedBytes", group.StoredBytes },
        { "logGroupClass", "STANDARD" },
    };

    private static ApiObject DescribeStreams(SandboxAccount account, ApiCall call)
    {
        var input = call.Input;
        var name = GroupName(input);
        var limit = Limit(input, 50, 50);
        var prefix = input.Text("logStreamNamePrefix");
        var byTime = input.Text("orderBy") switch
        {
            null or "LogStreamName" => false,
            "LastEventTime" => true,
            var other => throw Invalid($"1 validation error detected: Value '{other}' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]"),
        };
        if (byTime && prefix is not null)
            throw Invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        var after = Token(input);
        List<Stream> streams = [];
        InGroup(account, call.Region, name, group =>
        {
            var events = group.Events.ToLookup(e => e.Stream);
            streams = [.. group.Streams.Select(s => new Stream(s, [.. events[s.Name]]))];
        });

        // Keys compare as text, so a page can go on from one: the time of the last event in front, where that is the order.
        string Key(Stream s) => (byTime ? $"{s.LastEvent ?? 0:D19}/" : "") + s.Info.Name;
        var sorted = streams.Where(s => prefix is null || s.Info.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(Key, StringComparer.Ordinal);
        var direction = input.Flag("descending") == true ? -1 : 1;
        var page = (direction < 0 ? sorted.Reverse() : sorted).Where(s => after is null || string.CompareOrdinal(Key(s), after) * direction > 0).Take(limit + 1).ToList();
        return new ApiObject
        {
            { "logStreams", new ApiList("member", page.Take(limit).Select(s => Shape(call, name, s))) },
            { "nextToken", page.Count > limit ? Paging.Encode(Key(page[limit - 1])) : null },
        };
    }

    private static ApiObject Shape(ApiCall call, string groupName, Stream stream) => new()
    {
        { "logStreamName", stream.Info.Name },
        { "creationTime", stream.Info.CreatedAt },
        { "firstEventTimestamp", stream.Events is [var first, ..] ? first.Timestamp : null },
        { "lastEventTimestamp", stream.LastEvent },
        { "lastIngestionTime", stream.Events.Count == 0 ? null : stream.Events.Max(e => e.IngestionTime) },
        { "arn", call.Arn("logs", $"log-group:{groupName}:log-stream:{stream.Info.Name}") },
        { "storedBytes", 0L },
    };

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

        var page = new List<ApiObject>();
        string? next = null;
        InGroup(account, call.Region, GroupName(input), group =>
        {
            if (streams.FirstOrDefault(name => group.Streams.All(s => s.Name != name)) is not null)
                throw StreamNotFound();
            var (bytes, passedOver) = (0, 0);
            for (var i = group.IndexOf(from.Timestamp, from.Sequence); i < group.Events.Count && group.Events[i].Timestamp <= end; i++)
            {
                var logEvent = group.Events[i];
                if (page.Count == limit || bytes + Size(logEvent.Message) > MostBytes || passedOver == MostPassedOver)
                {
                    next = Paging.Encode(logEvent.Timestamp, logEvent.Sequence);
                    break;
                }

                if ((streams.Count == 0 || streams.Contains(logEvent.Stream))
                    && (streamPrefix is null || logEvent.Stream.StartsWith(streamPrefix, StringComparison.Ordinal))
                    && pattern.Matches(logEvent.Message))
                {
                    page.Add(Event(logEvent));
                    bytes += Size(logEvent.Message);
                }
                else
                {
                    passedOver++;
                }
            }
        });
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

    private static string GroupArn(ApiCall call) => call.Arn("logs", $"log-group:{GroupName(call.Input)}:log-stream:");

    private static string StreamArn(ApiCall call) => GroupArn(call) + call.Input.Required("logStreamName");

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

    private static void InGroup(SandboxAccount account, string region, string name, Action<LogGroup> use)
    {
        if (!account.Logs.Use(region, name, use))
            throw NotFound();
    }

    /// <summary>Bytes an event counts for (PutLogEvents: its message in UTF-8 and 26 more).</summary>
    private static int Size(string message) => System.Text.Encoding.UTF8.GetByteCount(message) + 26;

    private static AwsRefusalException StreamNotFound() => new("ResourceNotFoundException", "The specified log stream does not exist.");

    private static AwsRefusalException NotFound() => new("ResourceNotFoundException", "The specified log group does not exist.");

    private static AwsRefusalException Invalid(string message) => new("InvalidParameterException", message);

    private sealed record Stream(LogStreamInfo Info, IReadOnlyList<LogEvent> Events)
    {
        public long? LastEvent => Events.Count == 0 ? null : Events[^1].Timestamp;
    }
}
