using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Aws;

public sealed class LogTests : IAsyncLifetime
{
    private const string Group = "/aws/rds/cluster/demo/iam-db-auth-error";
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        await _sandbox.UntilAsync("demo", "available");
    }

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Theory]
    [InlineData(LoginOutcome.InvalidToken, "Failed to authenticate the connection request for user 'app_user' because the provided token is malformed or otherwise invalid. (Status Code: 400, Error Code: InvalidToken)")]
    [InlineData(LoginOutcome.ExpiredToken, "Failed to authenticate the connection request for user 'app_user' because the token age is longer than 15 minutes. (Status Code: 400, Error Code: ExpiredToken)")]
    [InlineData(LoginOutcome.NotAuthorized, "Failed to authorize the connection request for user 'app_user' because the IAM policy assumed by the caller 'arn:aws:sts::000000000000:assumed-role/r/s' is not authorized to perform rds-db:connect on the DB instance. (Status Code: 403, Error Code: NotAuthorized)")]
    [InlineData(LoginOutcome.Throttled, "Failed to authorize the connection request for user 'app_user' due to IAM DB authentication throttling. (Status Code: 429, Error Code: ThrottlingException)")]
    [InlineData(LoginOutcome.InternalError, "Failed to authorize the connection request for user 'app_user' due to an internal IAM DB authentication error. (Status Code: 500, Error Code: InternalError)")]
    public async Task A_failure_is_one_line_in_AWSs_words(LoginOutcome outcome, string sentence)
    {
        Fail(outcome: outcome);
        var line = Assert.Single(await EventsAsync());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3} \[ERROR\] ", line);
        Assert.EndsWith("[ERROR] " + sentence, line);
    }

    [Fact]
    public async Task A_success_writes_nothing_and_there_is_no_group_until_a_failure()
    {
        Fail(outcome: LoginOutcome.Success);
        var answer = await FilterAsync([]);
        Assert.Equal(("ResourceNotFoundException", "The specified log group does not exist."), (answer.Code, answer.Message));
        Assert.Empty((await _sandbox.SendAsync(_sandbox.Logs("DescribeLogGroups", "{}"))).Ok().Json["logGroups"]!.AsArray());
        Fail();
        var groups = (await _sandbox.SendAsync(_sandbox.Logs("DescribeLogGroups", "{\"logGroupNamePrefix\":\"/aws/rds/\"}"))).Ok().Json["logGroups"]!.AsArray();
        Assert.Equal(Group, Assert.Single(groups)!["logGroupName"]!.ToString());
    }

    [Fact]
    public async Task Nothing_is_written_while_the_export_is_off()
    {
        (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "demo"), ("CloudwatchLogsExportConfiguration.DisableLogTypes.member.1", "iam-db-auth-error"))).Ok();
        Fail();
        Assert.Equal("ResourceNotFoundException", (await FilterAsync([])).Code);
        (await _sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "demo"), ("CloudwatchLogsExportConfiguration.EnableLogTypes.member.1", "iam-db-auth-error"))).Ok();
        Fail();
        Assert.Single(await EventsAsync());
    }

    [Fact]
    public async Task A_user_name_cannot_write_a_second_line()
    {
        Fail("x\n2026-01-01T00:00:00,000 [ERROR] forged\r\0");
        Assert.Equal(0, Assert.Single(await EventsAsync()).Count(char.IsControl));
    }

    [Fact]
    public async Task Pages_carry_every_event_once_in_order_of_time()
    {
        for (var i = 0; i < 11; i++) Fail($"user_{i}");
        var users = new List<string>();
        string? token = null;
        do
        {
            JsonObject request = new() { ["limit"] = 4 };
            if (token is not null) request["nextToken"] = token;
            var page = (await FilterAsync(request)).Ok().Json;
            Assert.True(page["events"]!.AsArray().Count <= 4);
            users.AddRange(page["events"]!.AsArray().Select(e => e!["message"]!.ToString().Split('\'')[1]));
            token = page["nextToken"]?.ToString();
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"user_{i}"), users);
        Assert.Equal("InvalidParameterException", (await FilterAsync(new() { ["nextToken"] = "bm9uc2Vuc2U=" })).Code);
    }

    [Fact]
    public async Task A_page_can_be_empty_and_still_carry_a_token()
    {
        for (var i = 0; i < 550; i++) Fail();
        Fail("rare");
        Assert.Equal(551, (await EventsAsync()).Count);
        var first = (await FilterAsync(new() { ["filterPattern"] = "rare" })).Ok().Json;
        Assert.Empty(first["events"]!.AsArray());
        var second = (await FilterAsync(new() { ["filterPattern"] = "rare", ["nextToken"] = first["nextToken"]!.ToString() })).Ok().Json;
        Assert.Single(second["events"]!.AsArray());
        Assert.Null(second["nextToken"]);
    }

    [Fact]
    public async Task Events_are_of_the_time_asked_for()
    {
        var start = DateTimeOffset.UtcNow.AddHours(-2);
        foreach (var minutes in new[] { 0, 10, 20, -5 })
        {
            _sandbox.Clock.Offset = start.AddMinutes(minutes) - DateTimeOffset.UtcNow;
            Fail($"at{minutes}".Replace('-', 'm'));
        }

        Assert.Equal("atm5 at0 at10 at20", await UsersAsync([]));
        var from = start.AddMinutes(-1).ToUnixTimeMilliseconds();
        var to = start.AddMinutes(15).ToUnixTimeMilliseconds();
        Assert.Equal("at0 at10", await UsersAsync(new() { ["startTime"] = from, ["endTime"] = to }));
        Assert.Equal("at0 at10 at20", await UsersAsync(new() { ["startTime"] = from }));
    }

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("\"user 'bob'\"", "bob")]
    [InlineData("?alice ?bob", "alice bob")]
    [InlineData("Failed -alice", "bob Carol")]
    [InlineData("carol", "")]
    [InlineData("InvalidToken bob", "bob")]
    public async Task Patterns_choose_lines(string pattern, string users)
    {
        Fail("alice");
        Fail("bob");
        Fail("Carol");
        Assert.Equal(users, await UsersAsync(new() { ["filterPattern"] = pattern }));
    }

    [Theory]
    [InlineData("{ $.user = \"bob\" }")]
    [InlineData("\"open")]
    [InlineData("a.b")]
    public async Task Patterns_that_cannot_be_read_are_refused(string pattern)
    {
        Fail();
        Assert.Equal("InvalidParameterException", (await FilterAsync(new() { ["filterPattern"] = pattern })).Code);
    }

    private void Fail(string user = "app_user", LoginOutcome outcome = LoginOutcome.InvalidToken) =>
        _sandbox.Account.RecordLogin(_sandbox.RouteOf("demo"), user, outcome, "arn:aws:sts::000000000000:assumed-role/r/s");

    private Task<AwsAnswer> FilterAsync(JsonObject request)
    {
        request["logGroupName"] = Group;
        return _sandbox.SendAsync(_sandbox.Logs("FilterLogEvents", request.ToJsonString()));
    }

    private async Task<List<string>> EventsAsync(JsonObject? request = null) =>
        [.. (await FilterAsync(request ?? [])).Ok().Json["events"]!.AsArray().Select(e => e!["message"]!.ToString())];

    private async Task<string> UsersAsync(JsonObject request) => string.Join(' ', (await EventsAsync(request)).Select(e => e.Split('\'')[1]));
}
