using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AuroraConsole.Sandbox.Tests.Aws;

public sealed class ControlTests : IAsyncLifetime
{
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task The_clock_moves_and_says_so()
    {
        Assert.Equal("{\"offsetSeconds\":1200}", (await PutAsync("clock", "{\"offsetSeconds\": 1200}")).Body);
        Assert.Equal(TimeSpan.FromMinutes(20), _sandbox.Clock.Offset);
        Assert.Equal("{\"offsetSeconds\":1200}", (await GetAsync("clock")).Body);
    }

    [Theory]
    [InlineData("clock", "{\"offsetSeconds\": 1e300}")]
    [InlineData("clock", "{\"offset\": 1}")]
    [InlineData("clock", "soon")]
    [InlineData("faults", "{\"gateway\": \"fire\"}")]
    [InlineData("faults", "{\"gateway\": \"drop\"}")]
    [InlineData("faults", "{\"gateway\": {\"kind\": \"throttle\", \"next\": 0}}")]
    [InlineData("faults", "{\"gateway\": {\"kind\": \"throttle\", \"service\": \"rds\"}}")]
    [InlineData("faults", "{\"gateway\": {\"kind\": \"throttle\", \"cluster\": \"demo\"}}")]
    [InlineData("faults", "{\"gateway\": {\"kind\": \"throttle\", \"seconds\": 1}}")]
    [InlineData("faults", "{\"gateway\": {\"kind\": \"slow\", \"seconds\": -1}}")]
    [InlineData("faults", "{\"gateway\": {\"kind\": \"cut-sessions\", \"next\": 1}}")]
    [InlineData("faults", "{\"gateway\": \"slow\"}")]
    [InlineData("faults", "{\"gateway\": {\"next\": 1}}")]
    [InlineData("faults", "{\"aws\": \"cut-login\"}")]
    [InlineData("faults", "{\"aws\": {\"kind\": \"throttle\", \"service\": \"s3\"}}")]
    [InlineData("faults", "{\"aws\": {\"kind\": \"throttle\", \"service\": \"sts\", \"operation\": \"CreateDBCluster\"}}")]
    [InlineData("faults", "{\"gatway\": null}")]
    [InlineData("iam", "{\"Users\": [{\"UserName\": \"a\", \"Policies\": [{\"PolicyName\": \"p\", \"PolicyDocument\": {\"Statement\": [{\"Effect\": \"Perhaps\", \"Action\": \"*\", \"Resource\": \"*\"}]}}]}]}")]
    [InlineData("iam", "{\"Usres\": []}")]
    public async Task What_cannot_be_read_changes_nothing(string what, string body)
    {
        var before = await GetAsync(what);
        var (status, answer) = await PutAsync(what, body);
        Assert.Equal(400, status);
        Assert.Equal("InvalidDocument", JsonNode.Parse(answer)!["code"]!.ToString());
        Assert.Equal(before, await GetAsync(what));
    }

    [Fact]
    public async Task Unknown_names_are_answered_with_the_known_ones()
    {
        Assert.Contains("internal-error, throttle, slow, cut-login, cut-sessions", (await PutAsync("faults", "{\"gateway\": \"fire\"}")).Body);
        Assert.Contains("internal-error, throttle, slow, drop", (await PutAsync("faults", "{\"aws\": \"fire\"}")).Body);
        Assert.Contains("rds, monitoring, logs, sts", (await PutAsync("faults", "{\"aws\": {\"kind\": \"throttle\", \"service\": \"s3\"}}")).Body);
        Assert.Contains("DescribeDBClusters", (await PutAsync("faults", "{\"aws\": {\"kind\": \"throttle\", \"operation\": \"ListBuckets\"}}")).Body);
    }

    [Theory]
    [InlineData("{\"gateway\":\"throttle\"}", "{\"gateway\":[{\"kind\":\"throttle\"}],\"aws\":[]}")]
    [InlineData("{\"gateway\":null}", "{\"gateway\":[],\"aws\":[]}")]
    [InlineData("{\"gateway\":[\"throttle\",{\"kind\":\"slow\",\"seconds\":0.5,\"cluster\":\"us-east-1/demo\"}],\"aws\":{\"kind\":\"drop\",\"service\":\"rds\",\"next\":2}}", "{\"gateway\":[{\"kind\":\"throttle\"},{\"kind\":\"slow\",\"cluster\":\"us-east-1/demo\",\"seconds\":0.5}],\"aws\":[{\"kind\":\"drop\",\"service\":\"rds\",\"next\":2}]}")]
    public async Task Faults_are_one_or_many_and_are_taken_back_by_DELETE_or_null(string put, string left)
    {
        Assert.Equal((200, left), await PutAsync("faults", put));
        Assert.Equal((200, left), await GetAsync("faults"));
        Assert.Equal((200, "{\"gateway\":[],\"aws\":[]}"), await SendAsync(HttpMethod.Delete, "faults", null, _ => { }));
        await PutAsync("faults", put);
        Assert.Equal((200, "{\"gateway\":[],\"aws\":[]}"), await PutAsync("faults", "null"));
    }

    [Fact]
    public async Task API_calls_meet_their_faults_as_often_as_set_and_others_do_not()
    {
        await PutAsync("faults", "{\"aws\": [{\"kind\": \"throttle\", \"service\": \"rds\", \"operation\": \"DescribeDBClusters\", \"next\": 2}, {\"kind\": \"internal-error\", \"service\": \"logs\"}]}");
        (await _sandbox.RdsAsync("DescribeDBInstances")).Ok();
        for (var i = 0; i < 2; i++)
        {
            var refused = await _sandbox.RdsAsync("DescribeDBClusters");
            Assert.Equal((400, "Throttling"), (refused.Status, refused.Code));
            Assert.Contains("Rate exceeded", refused.Body);
        }

        (await _sandbox.RdsAsync("DescribeDBClusters")).Ok();
        Assert.Equal("{\"gateway\":[],\"aws\":[{\"kind\":\"internal-error\",\"service\":\"logs\"}]}", (await GetAsync("faults")).Body);
        Assert.Equal(500, (await _sandbox.SendAsync(_sandbox.Logs("DescribeLogGroups", "{}"))).Status);
        await PutAsync("faults", "{\"aws\": \"throttle\"}");
        var json = await _sandbox.SendAsync(_sandbox.Logs("DescribeLogGroups", "{}"));
        Assert.Equal((400, "ThrottlingException"), (json.Status, json.Code));

        // A request that is not even signed meets its own refusal.
        Assert.Equal(403, (await _sandbox.SendAsync(_sandbox.Query("rds", "2014-10-31", "DescribeDBClusters") with { Secret = "wrong" })).Status);
    }

    [Fact]
    public async Task A_fault_may_be_for_the_calls_that_name_one_cluster()
    {
        await _sandbox.UntilAsync("demo", "available");
        await PutAsync("faults", "{\"aws\": {\"kind\": \"internal-error\", \"cluster\": \"us-east-1/demo\"}}");
        (await _sandbox.RdsAsync("DescribeDBClusters")).Ok();
        (await _sandbox.RdsInAsync("eu-west-1", "DescribeDBClusters")).Ok();
        Assert.Equal(500, (await _sandbox.RdsAsync("DescribeDBClusters", ("DBClusterIdentifier", "demo"))).Status);
        Assert.Equal(404, (await _sandbox.RdsInAsync("eu-west-1", "DescribeDBClusters", ("DBClusterIdentifier", "demo"))).Status);
    }

    [Fact]
    public async Task A_call_may_be_slow_or_lose_its_connection()
    {
        await PutAsync("faults", "{\"aws\": [{\"kind\": \"slow\", \"seconds\": 0.5, \"next\": 1}, {\"kind\": \"drop\", \"operation\": \"DescribeEvents\"}]}");
        var started = Stopwatch.GetTimestamp();
        (await _sandbox.RdsAsync("DescribeDBClusters")).Ok();
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(0.4));
        await Assert.ThrowsAsync<HttpRequestException>(() => _sandbox.RdsAsync("DescribeEvents"));
        (await _sandbox.RdsAsync("DescribeDBClusters")).Ok();
    }

    [Fact]
    public async Task The_state_names_every_cluster()
    {
        await _sandbox.UntilAsync("demo", "available");
        Assert.Equal((200, "{\"clusters\":[{\"cluster\":\"us-east-1/demo\",\"status\":\"available\",\"paused\":false,\"connections\":0}]}"), await GetAsync("state"));
        Assert.Equal(404, (await PutAsync("state", "{}")).Status);
    }

    [Fact]
    public async Task It_is_ready_when_nothing_is_being_created()
    {
        await _sandbox.UntilAsync("demo", "available");
        Assert.Equal((200, "{\"ready\":true}"), await GetAsync("ready"));
        Assert.Equal(404, (await PutAsync("ready", "{}")).Status);
        _sandbox.Host.Options.CreateSeconds = 600;
        (await _sandbox.CreateExpressAsync("slow")).Ok();
        var (status, body) = await GetAsync("ready");
        Assert.Equal((503, "us-east-1/slow is creating."), (status, JsonNode.Parse(body)!["message"]!.ToString()));
    }

    [Fact]
    public async Task Another_host_name_or_a_web_page_is_refused()
    {
        Assert.Equal(400, (await SendAsync(HttpMethod.Get, "iam", null, m => m.Headers.Host = "evil.example:5081")).Status);
        Assert.Equal(403, (await SendAsync(HttpMethod.Put, "clock", "{\"offsetSeconds\":5}", m => m.Headers.Add("Origin", "http://localhost:3000"))).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "iam", null, m => m.Headers.Host = "localhost")).Status);
        Assert.Equal(404, (await GetAsync("nothing")).Status);
        Assert.Equal(405, (await SendAsync(HttpMethod.Post, "clock", "{}", _ => { })).Status);
        Assert.Equal(TimeSpan.Zero, _sandbox.Clock.Offset);
    }

    [Fact]
    public async Task A_document_of_absurd_length_is_refused()
    {
        var (status, body) = await PutAsync("clock", new string(' ', (1 << 20) + 1));
        Assert.Equal((413, "RequestEntityTooLarge"), (status, JsonNode.Parse(body)!["code"]!.ToString()));
        Assert.Equal(200, (await PutAsync("clock", "{\"offsetSeconds\": 0}")).Status);
    }

    [Fact]
    public async Task An_edit_of_policies_takes_effect_at_once()
    {
        var describe = _sandbox.Query("rds", "2014-10-31", "DescribeDBClusters") with { Key = "SANDBOXAPP" };
        Assert.Equal(403, (await _sandbox.SendAsync(describe)).Status);
        var document = JsonNode.Parse((await GetAsync("iam")).Body)!;
        document["Users"]![1]!["Policies"]!.AsArray().Add(JsonNode.Parse("{\"PolicyName\":\"read\",\"PolicyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"rds:describe*\",\"Resource\":\"*\"}]}}"));
        Assert.Equal(200, (await PutAsync("iam", document.ToJsonString())).Status);
        (await _sandbox.SendAsync(describe)).Ok();

        // By hand in the file as well; what is there while somebody is still typing does not count.
        var file = Path.Combine(_sandbox.Host.Options.DataPath, "iam.json");
        await File.WriteAllTextAsync(file, "{ \"Users\": [");
        (await _sandbox.SendAsync(describe)).Ok();
        await File.WriteAllTextAsync(file, document.ToJsonString().Replace("rds:describe*", "logs:*", StringComparison.Ordinal));
        Assert.Equal("AccessDenied", (await _sandbox.SendAsync(describe)).Code);
    }

    private Task<(int Status, string Body)> GetAsync(string what) => SendAsync(HttpMethod.Get, what, null, _ => { });

    private Task<(int Status, string Body)> PutAsync(string what, string body) => SendAsync(HttpMethod.Put, what, body, _ => { });

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string what, string? body, Action<HttpRequestMessage> change)
    {
        using var message = new HttpRequestMessage(method, $"{_sandbox.Host.AwsUrl}/_sandbox/{what}");
        if (body is not null) message.Content = new StringContent(body);
        change(message);
        using var answer = await _sandbox.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
