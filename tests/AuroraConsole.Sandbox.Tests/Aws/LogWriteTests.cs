using System.Text.Json.Nodes;

namespace AuroraConsole.Sandbox.Tests.Aws;

/// <summary>Log groups as clients make, fill and read them.</summary>
public sealed class LogWriteTests : IAsyncLifetime
{
    private const string Names = "\"logGroupName\":\"/app/web\",\"logStreamName\":\"one\"";
    private const string Group = "\"logGroupName\":\"/app/web\"";
    private RunningSandbox _sandbox = null!;
    private long _now;

    public async Task InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        _now = _sandbox.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        (await SendAsync("CreateLogGroup", Group)).Ok();
        (await SendAsync("CreateLogStream", Names)).Ok();
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task What_is_written_is_read_in_order_of_time_also_after_a_restart()
    {
        await PutAsync((_now - 3000, "b"), (_now - 1000, "d"));
        await PutAsync((_now - 4000, "a"), (_now - 2000, "c"));
        Assert.Equal("a b c d", await FilterAsync());
        await _sandbox.RestartAsync();
        Assert.Equal("a b c d", await FilterAsync());
        Assert.Equal("b c", await FilterAsync($",\"startTime\":{_now - 3000},\"endTime\":{_now - 2000}"));
        Assert.Equal("b", await GetAsync($",\"startTime\":{_now - 3000},\"endTime\":{_now - 2000}"));

        (await SendAsync("CreateLogStream", Group + ",\"logStreamName\":\"two\"")).Ok();
        var streams = (await SendAsync("DescribeLogStreams", Group + ",\"orderBy\":\"LastEventTime\",\"descending\":true")).Ok().Json["logStreams"]!.AsArray();
        Assert.Equal([("one", (long?)_now - 1000), ("two", null)], streams.Select(s => (s!["logStreamName"]!.ToString(), s["lastEventTimestamp"]?.GetValue<long>())));
        Assert.Equal("a b c d", await FilterAsync(",\"logStreamNames\":[\"one\"],\"interleaved\":true,\"unmask\":true"));
        Assert.Equal("", await FilterAsync(",\"logStreamNamePrefix\":\"tw\""));
        Assert.Equal("The specified log stream does not exist.", (await SendAsync("FilterLogEvents", Group + ",\"logStreamNames\":[\"three\"]")).Message);
    }

    [Fact]
    public async Task GetLogEvents_pages_both_ways_and_stays_at_the_ends()
    {
        await PutAsync([.. Enumerable.Range(0, 7).Select(i => (_now - 7000 + i * 1000, i.ToString()))]);
        var (seen, token) = ("", "");
        for (var end = false; !end;)
        {
            var page = (await SendAsync("GetLogEvents", Names + ",\"limit\":3,\"startFromHead\":true" + (token.Length > 0 ? $",\"nextToken\":\"{token}\"" : ""))).Ok().Json;
            seen += Texts(page) + "|";
            end = token == page["nextForwardToken"]!.ToString();
            token = page["nextForwardToken"]!.ToString();
        }

        Assert.Equal("0 1 2|3 4 5|6||", seen);
        var tail = (await SendAsync("GetLogEvents", Names + ",\"limit\":3")).Ok().Json;
        Assert.Equal("4 5 6", Texts(tail));
        var before = (await SendAsync("GetLogEvents", Names + $",\"limit\":3,\"nextToken\":\"{tail["nextBackwardToken"]}\"")).Ok().Json;
        Assert.Equal("1 2 3", Texts(before));
        await PutAsync((_now, "7"));
        Assert.Equal("7", Texts((await SendAsync("GetLogEvents", Names + $",\"nextToken\":\"{tail["nextForwardToken"]}\"")).Ok().Json));
        Assert.Equal("InvalidParameterException", (await SendAsync("GetLogEvents", Names + ",\"nextToken\":\"x\"")).Code);
    }

    [Fact]
    public async Task Events_outside_what_AWS_takes_are_named_and_left_out()
    {
        const long Hour = 3_600_000;
        var old = await PutAsync((_now - 14 * 24 * Hour - 60_000, "old"), (_now - 14 * 24 * Hour + 60_000, "kept"));
        Assert.Equal("{\"tooOldLogEventEndIndex\":1}", old["rejectedLogEventsInfo"]!.ToJsonString());
        var coming = await PutAsync((_now, "now"), (_now + 3 * Hour, "new"));
        Assert.Equal("{\"tooNewLogEventStartIndex\":1}", coming["rejectedLogEventsInfo"]!.ToJsonString());
        (await SendAsync("PutRetentionPolicy", Group + ",\"retentionInDays\":7")).Ok();
        var expired = await PutAsync((_now - 8 * 24 * Hour, "gone"), (_now - 8 * 24 * Hour + 23 * Hour, "gone too"));
        Assert.Equal("{\"expiredLogEventEndIndex\":2}", expired["rejectedLogEventsInfo"]!.ToJsonString());
        Assert.Equal("now", await FilterAsync());
    }

    [Fact]
    public async Task Retention_lets_old_events_go_and_survives_a_restart()
    {
        await PutAsync((_now - 50 * 3_600_000L, "old"));
        await PutAsync((_now - 1000, "new"));
        (await SendAsync("PutRetentionPolicy", Group + ",\"retentionInDays\":3")).Ok();
        Assert.Equal("old new", await FilterAsync());
        await _sandbox.RestartAsync();
        _sandbox.Clock.Offset = TimeSpan.FromDays(1);
        Assert.Equal("new", await FilterAsync());
        var group = (await SendAsync("DescribeLogGroups", "\"logGroupNamePrefix\":\"/app\"")).Ok().Json["logGroups"]![0]!;
        Assert.Equal((3, 3L), (group["retentionInDays"]!.GetValue<int>(), group["storedBytes"]!.GetValue<long>()));
        (await SendAsync("DeleteRetentionPolicy", Group)).Ok();
        _sandbox.Clock.Offset = TimeSpan.FromDays(9);
        Assert.Equal("new", await FilterAsync());
        Assert.Null((await SendAsync("DescribeLogGroups", "")).Ok().Json["logGroups"]![0]!["retentionInDays"]);
    }

    [Fact]
    public async Task Streams_and_groups_go_with_what_they_hold()
    {
        await PutAsync((_now, "x"));
        (await SendAsync("CreateLogStream", Group + ",\"logStreamName\":\"two\"")).Ok();
        (await SendAsync("DeleteLogStream", Names)).Ok();
        Assert.Equal("", await FilterAsync());
        Assert.Equal("The specified log stream does not exist.", (await SendAsync("PutLogEvents", Names + $",\"logEvents\":[{{\"timestamp\":{_now},\"message\":\"x\"}}]")).Message);
        (await SendAsync("DeleteLogGroup", Group)).Ok();
        await _sandbox.RestartAsync();
        foreach (var operation in new[] { "DeleteLogGroup", "FilterLogEvents", "DescribeLogStreams", "CreateLogStream", "PutRetentionPolicy" })
        {
            var answer = await SendAsync(operation, Names + ",\"retentionInDays\":1");
            Assert.Equal((operation, "ResourceNotFoundException", "The specified log group does not exist."), (operation, answer.Code, answer.Message));
        }
    }

    [Theory]
    [InlineData("CreateLogGroup", Group, "ResourceAlreadyExistsException", "The specified log group already exists")]
    [InlineData("CreateLogStream", Names, "ResourceAlreadyExistsException", "The specified log stream already exists")]
    [InlineData("CreateLogGroup", "\"logGroupName\":\"a b\"", "InvalidParameterException", "logGroupName")]
    [InlineData("CreateLogGroup", "\"logGroupName\":\"aws/x\"", "InvalidParameterException", "reserved for AWS")]
    [InlineData("CreateLogStream", Group + ",\"logStreamName\":\"a:b\"", "InvalidParameterException", "logStreamName")]
    [InlineData("PutRetentionPolicy", Group + ",\"retentionInDays\":2", "InvalidParameterException", "Member must satisfy enum value set: [1, 3, 5,")]
    [InlineData("PutLogEvents", Names + ",\"logEvents\":[]", "InvalidParameterException", "between 1 and 10000")]
    [InlineData("PutLogEvents", Names + ",\"logEvents\":[{\"timestamp\":2,\"message\":\"a\"},{\"timestamp\":1,\"message\":\"b\"}]", "InvalidParameterException", "Log events in a single PutLogEvents request must be in chronological order.")]
    [InlineData("PutLogEvents", Names + ",\"logEvents\":[{\"timestamp\":1,\"message\":\"a\"},{\"timestamp\":86400002,\"message\":\"b\"}]", "InvalidParameterException", "cannot span more than 24 hours")]
    [InlineData("DescribeLogStreams", Group + ",\"orderBy\":\"LastEventTime\",\"logStreamNamePrefix\":\"a\"", "InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix.")]
    [InlineData("FilterLogEvents", Names + ",\"logStreamNames\":[\"one\"],\"logStreamNamePrefix\":\"o\"", "InvalidParameterException", "mutually exclusive")]
    public async Task What_AWS_refuses_is_refused(string operation, string members, string code, string message)
    {
        var answer = await SendAsync(operation, members);
        Assert.Equal(code, answer.Code);
        Assert.Contains(message, answer.Message);
    }

    [Fact]
    public async Task Groups_may_have_long_names_and_the_names_of_AWSs_own()
    {
        var name = "/aws/rds/" + new string('x', 503);
        (await SendAsync("CreateLogGroup", $"\"logGroupName\":\"{name}\"")).Ok();
        await _sandbox.RestartAsync();
        Assert.Equal(["/app/web", name], (await SendAsync("DescribeLogGroups", "")).Ok().Json["logGroups"]!.AsArray().Select(g => g!["logGroupName"]!.ToString()));
    }

    [Fact]
    public async Task Streams_are_paged_by_name_and_by_time()
    {
        for (var i = 0; i < 5; i++)
        {
            (await SendAsync("CreateLogStream", Group + $",\"logStreamName\":\"s{i}\"")).Ok();
            (await SendAsync("PutLogEvents", Group + $",\"logStreamName\":\"s{i}\",\"logEvents\":[{{\"timestamp\":{_now - i * 1000},\"message\":\"x\"}}]")).Ok();
        }

        Assert.Equal("one s0 s1|s2 s3 s4", await StreamsAsync(""));
        Assert.Equal("s0 s1 s2|s3 s4 one", await StreamsAsync(",\"orderBy\":\"LastEventTime\",\"descending\":true"));
    }

    private async Task<string> StreamsAsync(string more)
    {
        var first = (await SendAsync("DescribeLogStreams", Group + ",\"limit\":3" + more)).Ok().Json;
        var second = (await SendAsync("DescribeLogStreams", Group + ",\"limit\":3" + more + $",\"nextToken\":\"{first["nextToken"]}\"")).Ok().Json;
        Assert.Null(second["nextToken"]);
        return Names(first) + "|" + Names(second);

        static string Names(JsonNode page) => string.Join(' ', page["logStreams"]!.AsArray().Select(s => s!["logStreamName"]!.ToString()));
    }

    private Task<AwsAnswer> SendAsync(string operation, string members) => _sandbox.SendAsync(_sandbox.Logs(operation, "{" + members + "}"));

    private async Task<JsonNode> PutAsync(params (long Timestamp, string Message)[] events) =>
        (await SendAsync("PutLogEvents", Names + $",\"logEvents\":[{string.Join(',', events.Select(e => $"{{\"timestamp\":{e.Timestamp},\"message\":\"{e.Message}\"}}"))}]")).Ok().Json;

    private async Task<string> FilterAsync(string more = "") => Texts((await SendAsync("FilterLogEvents", Group + more)).Ok().Json);

    private async Task<string> GetAsync(string more) => Texts((await SendAsync("GetLogEvents", Names + more)).Ok().Json);

    private static string Texts(JsonNode page) => string.Join(' ', page["events"]!.AsArray().Select(e => e!["message"]!.ToString()));
}
