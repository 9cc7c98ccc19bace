using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.CloudWatch.Model;
using Amazon.CloudWatchLogs.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>Core's retries and cancellation reach through these clients.</summary>
public class RetryTests
{
    static readonly Answer Throttled = new(HttpStatusCode.BadRequest, FaultTests.QueryError("Throttling", "Rate exceeded"));
    static readonly Answer Clusters = Answer.Ok(AnswerTests.Clusters);

    [Fact]
    public async Task A_throttled_RDS_call_is_tried_again_until_it_succeeds()
    {
        var http = new CapturingHttp(Throttled, new Answer(HttpStatusCode.ServiceUnavailable, "<html/>"), Clusters);
        using var rds = Clients.Rds(http, retries: 3);

        var answer = await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest());

        Assert.Equal((3, "demo"), (http.Requests.Count, answer.DBClusters![0].DBClusterIdentifier));
        Assert.Equal(["attempt=1; max=4", "attempt=2; max=4", "attempt=3; max=4"], http.Requests.Select(r => r.Headers["amz-sdk-request"]));
        Assert.All(http.Requests, r => Assert.Equal(http.Requests[0].Text, r.Text));
    }

    [Fact]
    public async Task Throttled_JSON_calls_are_tried_again_until_they_succeed()
    {
        var metrics = new CapturingHttp(
            new Answer(HttpStatusCode.BadRequest, """{"__type":"ThrottlingException"}""") { Headers = { ["x-amzn-query-error"] = "Throttling;Sender" } },
            Answer.Ok("""{"Metrics":[]}"""));
        var lines = new CapturingHttp(new Answer(HttpStatusCode.BadRequest, """{"__type":"ThrottlingException"}"""), Answer.Ok("""{"events":[]}"""));
        using var cloudWatch = Clients.CloudWatch(metrics, retries: 1);
        using var logs = Clients.Logs(lines, retries: 1);

        await cloudWatch.ListMetricsAsync(new ListMetricsRequest());
        await logs.FilterLogEventsAsync(new FilterLogEventsRequest());

        Assert.Equal((2, 2), (metrics.Requests.Count, lines.Requests.Count));
    }

    [Fact]
    public async Task A_call_throttled_to_the_end_fails_with_the_services_code()
    {
        var http = new CapturingHttp(Throttled);
        using var rds = Clients.Rds(http, retries: 2);

        var thrown = await Assert.ThrowsAsync<AmazonRDSException>(() => rds.DescribeDBClustersAsync(new DescribeDBClustersRequest()));

        Assert.Equal((3, "Throttling"), (http.Requests.Count, thrown.ErrorCode));
    }

    [Fact]
    public async Task A_mistake_of_the_caller_is_not_repeated()
    {
        var http = new CapturingHttp(new Answer(HttpStatusCode.BadRequest, FaultTests.QueryError("InvalidParameterCombination", "no")));
        using var rds = Clients.Rds(http, retries: 3);

        await Assert.ThrowsAsync<AmazonRDSException>(() => rds.CreateDBClusterAsync(new CreateDBClusterRequest()));

        Assert.Single(http.Requests);
    }

    [Fact]
    public async Task An_answer_whose_connection_breaks_half_way_is_fetched_again()
    {
        var body = Encoding.UTF8.GetBytes(AnswerTests.Clusters);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var serving = Serve(server, [body[..(body.Length / 2)], body], body.Length);
        using var rds = OnLoopback(server);

        var answer = await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest());

        await serving;
        Assert.Equal("demo", answer.DBClusters![0].DBClusterIdentifier);
    }

    [Fact]
    public async Task Cancelling_ends_a_call_that_waits_for_its_answer()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var rds = OnLoopback(server);
        using var cancel = new CancellationTokenSource();

        var call = rds.DescribeDBClustersAsync(new DescribeDBClustersRequest(), cancel.Token);
        using var connection = await server.AcceptTcpClientAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_cancelled_call_is_never_sent()
    {
        var http = new CapturingHttp(Clusters);
        using var rds = Clients.Rds(http);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => rds.DescribeDBClustersAsync(new DescribeDBClustersRequest(), new CancellationToken(canceled: true)));

        Assert.Empty(http.Requests);
    }

    static AmazonRDSClient OnLoopback(TcpListener server) => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonRDSConfig { ServiceURL = $"http://{server.LocalEndpoint}", AuthenticationRegion = "us-east-1" });

    /// <summary>Answers one connection after the other, promising <paramref name="promised"/> bytes each time whatever is sent.</summary>
    static async Task Serve(TcpListener server, byte[][] bodies, int promised)
    {
        foreach (var body in bodies)
        {
            using var connection = await server.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            await ReadRequest(stream);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {promised}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }
    }

    static async Task ReadRequest(NetworkStream stream)
    {
        var received = new StringBuilder();
        var buffer = new byte[8192];
        while (!received.ToString().Contains("Version=2014-10-31"))
        {
            var count = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, count);
            received.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
    }
}
