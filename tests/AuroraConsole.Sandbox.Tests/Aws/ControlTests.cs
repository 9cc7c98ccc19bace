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
