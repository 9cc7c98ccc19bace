using System.Net;
using Amazon.CloudWatch.Model;
using Amazon.CloudWatchLogs.Model;
using Amazon.RDS.Model;
using Amazon.Runtime;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>Answers that are cut, garbled or somebody else's: one kind of exception, which names the operation and never quotes the body.</summary>
public class MalformedAnswerTests
{
    const string MetricData = """{"MetricDataResults":[{"Id":"m0","Timestamps":[1795219200],"Values":[1.5],"StatusCode":"Complete"}]}""";
    const string LogEvents = """{"events":[{"timestamp":1795219200123,"message":"secret-row"}],"nextToken":"more"}""";

    [Fact]
    public async Task An_XML_answer_cut_anywhere_is_refused()
    {
        var whole = AnswerTests.Clusters.Trim();
        for (var length = 0; length < whole.Length; length += 7)
            await AssertRefused(whole[..length], Rds);
    }

    [Fact]
    public async Task A_JSON_answer_cut_anywhere_is_refused()
    {
        for (var length = 0; length < MetricData.Length; length++)
            await AssertRefused(MetricData[..length], CloudWatch);
        for (var length = 0; length < LogEvents.Length; length++)
            await AssertRefused(LogEvents[..length], Logs);
    }

    [Theory]
    [InlineData("<html><body>Sign in to the proxy</body></html>")]
    [InlineData("<DescribeDBInstancesResponse/>")]
    [InlineData("{}")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><DescribeDBClustersResponse>&e;</DescribeDBClustersResponse>")]
    [InlineData("<DescribeDBClustersResponse/><DescribeDBClustersResponse/>")]
    public Task XML_that_is_no_answer_to_the_operation_is_refused(string body) => AssertRefused(body, Rds);

    [Theory]
    [InlineData("Port", "soon")]
    [InlineData("Port", "99999999999")]
    [InlineData("Port", "1.5")]
    [InlineData("MultiAZ", "maybe")]
    [InlineData("ClusterCreateTime", "yesterday")]
    [InlineData("BacktrackWindow", "x")]
    public async Task A_bad_value_is_refused_and_its_place_is_named(string member, string text)
    {
        var refused = await AssertRefused(
            $"<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster><{member}>{text}</{member}></DBCluster></DBClusters></DescribeDBClustersResult></DescribeDBClustersResponse>", Rds);

        Assert.Contains($"RDS DescribeDBClusters: DBClusters: {member}: ", refused.LastKnownLocation);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("<html/>")]
    [InlineData("""{"MetricDataResults":{}}""")]
    [InlineData("""{"MetricDataResults":[1]}""")]
    [InlineData("""{"MetricDataResults":[{"Id":5}]}""")]
    [InlineData("""{"MetricDataResults":[{"Values":["much"]}]}""")]
    [InlineData("""{"MetricDataResults":[{"Timestamps":[1e300]}]}""")]
    [InlineData("""{"MetricDataResults":[{"Timestamps":["later"]}]}""")]
    public Task JSON_of_another_shape_is_refused(string body) => AssertRefused(body, CloudWatch);

    [Fact]
    public async Task What_the_body_said_stays_out_of_the_exception()
    {
        var refused = await AssertRefused(LogEvents[..^5], Logs);

        Assert.DoesNotContain("secret-row", refused.ToString());
    }

    static async Task<AmazonUnmarshallingException> AssertRefused(string body, Func<CapturingHttp, Task> call)
    {
        var http = new CapturingHttp(Answer.Ok(body) with { Headers = new() { ["x-amzn-RequestId"] = "r-9" } });
        var refused = await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => call(http));
        Assert.Equal(("r-9", HttpStatusCode.OK), (refused.RequestId, refused.StatusCode));
        return refused;
    }

    static async Task Rds(CapturingHttp http)
    {
        using var client = Clients.Rds(http);
        await client.DescribeDBClustersAsync(new DescribeDBClustersRequest());
    }

    static async Task CloudWatch(CapturingHttp http)
    {
        using var client = Clients.CloudWatch(http);
        await client.GetMetricDataAsync(new GetMetricDataRequest());
    }

    static async Task Logs(CapturingHttp http)
    {
        using var client = Clients.Logs(http);
        await client.FilterLogEventsAsync(new FilterLogEventsRequest());
    }
}
