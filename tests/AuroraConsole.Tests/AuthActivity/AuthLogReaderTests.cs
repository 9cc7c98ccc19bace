using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using AuroraConsole.AuthActivity;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthLogReaderTests
{
    private readonly IAmazonCloudWatchLogs _client = Substitute.For<IAmazonCloudWatchLogs>();
    private readonly CloudWatchUse _use = new(TimeProvider.System);
    private readonly List<(long? Start, long? End, string? Token)> _asked = [];

    [Fact]
    public async Task Empty_pages_with_a_next_token_are_turned_until_the_end()
    {
        Answer(Page("1"), Page("2"), Page("3", Event(5)), Page(null, Event(2)));

        var log = await ReadAsync(null);

        Assert.Equal(["line of 5", "line of 2"], log.Lines.Select(line => line.Text));
        Assert.Equal([null, "1", "2", "3"], _asked.Select(ask => ask.Token));
        Assert.Equal(Sample.Window.From.ToUnixTimeMilliseconds(), _asked[0].Start);
        Assert.True(log is { GroupExists: true, Problem: null, IsCut: false });
        Assert.Equal(4, _use.LastHour.LogReads);
    }

    [Fact]
    public async Task A_missing_group_is_an_empty_log_and_no_error()
    {
        _client.FilterLogEventsAsync(Arg.Any<FilterLogEventsRequest>(), Arg.Any<CancellationToken>()).ThrowsAsync(new ResourceNotFoundException("The specified log group does not exist."));

        var log = await ReadAsync(null);

        Assert.True(log is { GroupExists: false, Problem: null, Lines: [] });
        // While the export is off it stays missing and is not asked for.
        Assert.False(AuthLogReader.NeedsReading(Sample.Cluster("a", exported: false), log));
        Assert.True(AuthLogReader.NeedsReading(Sample.Cluster("a"), log));
    }

    [Fact]
    public async Task Only_what_can_still_change_is_read_again_and_nothing_doubles_or_is_lost()
    {
        Answer(Page(null, Event(40), Event(12), Event(5)));
        var first = await ReadAsync(null);
        Answer(Page(null, Event(5), Event(8), Event(0)));

        var second = await ReadAsync(first, Sample.Now.AddSeconds(10));

        Assert.Equal(["line of 40", "line of 12", "line of 8", "line of 5", "line of 0"], second.Lines.Select(line => line.Text));
        Assert.Equal(Sample.Now.AddMinutes(-10).ToUnixTimeMilliseconds(), _asked[^1].Start);
    }

    [Fact]
    public async Task A_refusal_keeps_the_lines_that_are_there_and_says_why()
    {
        Answer(Page(null, Event(5)));
        var first = await ReadAsync(null);
        _client.FilterLogEventsAsync(Arg.Any<FilterLogEventsRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new AmazonCloudWatchLogsException("Rate exceeded", default, default, "ThrottlingException", default, System.Net.HttpStatusCode.BadRequest));

        var second = await ReadAsync(first);

        Assert.Single(second.Lines);
        Assert.Equal("ThrottlingException", second.Problem!.Code);
    }

    [Fact]
    public async Task The_newest_lines_are_kept_and_the_cut_is_said()
    {
        Answer([.. Enumerable.Range(0, 5).Select(page => Page(page < 4 ? $"{page + 1}" : null, [.. Enumerable.Range(0, 10_000).Select(_ => Event(50 - page))]))]);

        var log = await ReadAsync(null);

        Assert.Equal(AuthLogReader.MostLines, log.Lines.Count);
        Assert.True(log.IsCut);
        Assert.Equal("line of 46", log.Lines[^1].Text);
        Assert.Equal("line of 47", log.Lines[0].Text);
    }

    [Fact]
    public async Task A_log_of_huge_lines_is_bounded_and_its_newest_line_is_kept_whole()
    {
        var megabyte = new string('x', 1 << 20);
        Answer(Page(null, [.. Enumerable.Range(0, 40).Select(number => new FilteredLogEvent { Timestamp = Sample.Now.AddMinutes(number - 50).ToUnixTimeMilliseconds(), Message = megabyte, EventId = $"{number}" })]));

        var log = await ReadAsync(null);

        Assert.Equal((32, true), (log.Lines.Count, log.IsCut));
        Assert.Equal("us-east-1/a/39", log.Lines[^1].Key);
        Assert.Equal(megabyte, log.Lines[^1].Text);
    }

    [Fact]
    public void All_logs_together_keep_the_newest_lines_wherever_they_are()
    {
        AuthLogLine[] Lines(string cluster, int count, int minutesAgo) => [.. Enumerable.Range(0, count).Select(number => Sample.Line("InvalidToken", minutesAgo: minutesAgo, cluster: cluster) with { At = Sample.Now.AddMinutes(-minutesAgo).AddMilliseconds(number) })];
        ClusterLog[] logs =
        [
            new("us-east-1/old", true, true, Lines("us-east-1/old", 150_000, 300), false, Sample.Now, null),
            new("us-east-1/new", true, true, Lines("us-east-1/new", 60_000, 5), false, Sample.Now, null),
        ];

        AuthLogReader.TrimAll(logs);

        Assert.Equal((140_000, true), (logs[0].Lines.Count, logs[0].IsCut));
        Assert.Equal((60_000, false), (logs[1].Lines.Count, logs[1].IsCut));
        Assert.Equal(Sample.Now.AddMinutes(-300).AddMilliseconds(10_000), logs[0].Lines[0].At);
    }

    [Fact]
    public async Task A_log_without_end_is_given_up_with_a_sentence()
    {
        _client.FilterLogEventsAsync(Arg.Any<FilterLogEventsRequest>(), Arg.Any<CancellationToken>()).Returns(_ => Page("again"));

        var log = await ReadAsync(null);

        Assert.Equal("TooManyPages", log.Problem!.Code);
    }

    private static FilteredLogEvent Event(int minutesAgo) => new() { Timestamp = Sample.Now.AddMinutes(-minutesAgo).ToUnixTimeMilliseconds(), Message = $"line of {minutesAgo}" };

    private static FilterLogEventsResponse Page(string? next, params FilteredLogEvent[] events) => new() { Events = [.. events], NextToken = next };

    private Task<ClusterLog> ReadAsync(ClusterLog? before, DateTimeOffset? now = null) =>
        AuthLogReader.ReadAsync(_client, Sample.Cluster("a"), Sample.Window, before, now ?? Sample.Now, _use, default);

    private void Answer(params FilterLogEventsResponse[] pages)
    {
        var next = 0;
        _client.FilterLogEventsAsync(Arg.Any<FilterLogEventsRequest>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            var request = call.Arg<FilterLogEventsRequest>();
            Assert.Equal("/aws/rds/cluster/a/iam-db-auth-error", request.LogGroupName);
            Assert.Null(request.LogStreamNames);
            _asked.Add((request.StartTime, request.EndTime, request.NextToken));
            return pages[next++];
        });
    }
}
