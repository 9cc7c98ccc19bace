using System.Text;

namespace AuroraConsole.Sandbox.Tests.Aws;

public sealed class SignatureTests : IAsyncLifetime
{
    private RunningSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await RunningSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    private SignedRequest Describe => _sandbox.Query("rds", "2014-10-31", "DescribeDBClusters");

    private SignedRequest ListMetrics => _sandbox.CloudWatch("ListMetrics", "{}");

    private SignedRequest Groups => _sandbox.Logs("DescribeLogGroups", "{}");

    [Fact]
    public async Task A_signed_request_is_answered_by_each_service()
    {
        (await _sandbox.SendAsync(Describe)).Ok();
        (await _sandbox.SendAsync(ListMetrics)).Ok();
        (await _sandbox.SendAsync(Groups)).Ok();
        (await _sandbox.SendAsync(_sandbox.Query("sts", "2011-06-15", "GetCallerIdentity"))).Ok();
        (await _sandbox.SendAsync(_sandbox.Query("monitoring", "2010-08-01", "ListMetrics"))).Ok();
    }

    [Fact]
    public async Task A_wrong_secret_is_SignatureDoesNotMatch()
    {
        await RefusedAsync(Describe with { Secret = "sandbax" }, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match");
        await RefusedAsync(Groups with { Secret = "sandbax" }, 400, "InvalidSignatureException", "The request signature we calculated does not match");
        await RefusedAsync(ListMetrics with { Secret = "sandbax" }, 400, "InvalidSignatureException", "The request signature we calculated does not match");
    }

    [Fact]
    public async Task An_unknown_key_is_InvalidClientTokenId()
    {
        await RefusedAsync(Describe with { Key = "AKIANOBODY" }, 403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        await RefusedAsync(Groups with { Key = "AKIANOBODY" }, 400, "UnrecognizedClientException", "The security token included in the request is invalid.");
    }

    [Fact]
    public async Task No_signature_is_MissingAuthenticationToken()
    {
        await RefusedAsync(Describe with { Tamper = m => m.Headers.Remove("Authorization") }, 403, "MissingAuthenticationToken", "missing Authentication Token");
        await RefusedAsync(Groups with { Tamper = m => m.Headers.Remove("Authorization") }, 400, "MissingAuthenticationTokenException", "missing Authentication Token");
    }

    [Theory]
    [InlineData(-16, "Signature expired: ")]
    [InlineData(16, "Signature not yet current: ")]
    public async Task A_clock_off_by_more_than_15_minutes_is_refused(int minutes, string message)
    {
        var at = DateTimeOffset.UtcNow.AddMinutes(minutes);
        await RefusedAsync(Describe with { At = at }, 403, "SignatureDoesNotMatch", message);
        await RefusedAsync(Groups with { At = at }, 400, "InvalidSignatureException", message);
    }

    [Theory]
    [InlineData(-14)]
    [InlineData(14)]
    public async Task A_clock_off_by_less_is_fine(int minutes) =>
        (await _sandbox.SendAsync(Describe with { At = DateTimeOffset.UtcNow.AddMinutes(minutes) })).Ok();

    [Fact]
    public async Task The_moved_clock_of_the_sandbox_does_not_age_signatures()
    {
        _sandbox.Clock.Offset = TimeSpan.FromHours(5);
        (await _sandbox.SendAsync(Describe)).Ok();
    }

    [Fact]
    public async Task What_was_signed_may_not_be_changed()
    {
        var other = Encoding.UTF8.GetBytes("Action=DescribeDBInstances&Version=2014-10-31");
        await RefusedAsync(Describe with { SentBody = other }, 403, "SignatureDoesNotMatch", "");
        await RefusedAsync(Describe with { Tamper = m => m.RequestUri = new Uri(m.RequestUri!, "/?Action=X") }, 403, "SignatureDoesNotMatch", "");
        await RefusedAsync(Describe with { Tamper = m => m.RequestUri = new Uri(m.RequestUri!, "/elsewhere") }, 403, "SignatureDoesNotMatch", "");
        await RefusedAsync(Groups with { Tamper = m => { m.Headers.Remove("X-Amz-Target"); m.Headers.Add("X-Amz-Target", "Logs_20140328.FilterLogEvents"); } }, 400, "InvalidSignatureException", "");
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("AWS4-HMAC-SHA256 Credential=SANDBOX/20260101/us-east-1/rds/aws4_request, SignedHeaders=host")]
    [InlineData("AWS4-HMAC-SHA256 Credential=SANDBOX/rds/aws4_request, SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=SANDBOX/20260101/..%2f/rds/aws4_request, SignedHeaders=host, Signature=00")]
    public async Task A_malformed_header_is_IncompleteSignature(string header) =>
        await RefusedAsync(Describe with { Tamper = m => { m.Headers.Remove("Authorization"); m.Headers.TryAddWithoutValidation("Authorization", header); } }, 400, "IncompleteSignature", "");

    [Fact]
    public async Task A_scope_of_another_service_or_day_is_refused()
    {
        await RefusedAsync(Describe with { Service = "s3" }, 403, "SignatureDoesNotMatch", "Credential should be scoped to correct service");
        await RefusedAsync(Describe with { Service = "sts" }, 400, "InvalidAction", "Could not find operation DescribeDBClusters");
        await RefusedAsync(
            Describe with { Tamper = m => { m.Headers.Remove("x-amz-date"); m.Headers.Add("x-amz-date", DateTimeOffset.UtcNow.AddDays(-2).ToString("yyyyMMdd'T'HHmmss'Z'")); } },
            403, "SignatureDoesNotMatch", "Date in Credential scope does not match");
    }

    [Fact]
    public async Task A_key_without_permission_gets_AccessDenied_in_AWSs_words()
    {
        await RefusedAsync(Describe with { Key = "SANDBOXAPP" }, 403, "AccessDenied",
            "User: arn:aws:iam::000000000000:user/SANDBOXAPP is not authorized to perform: rds:DescribeDBClusters on resource: arn:aws:rds:us-east-1:000000000000:cluster:* because no identity-based policy allows the rds:DescribeDBClusters action");
        await RefusedAsync(Groups with { Key = "SANDBOXDENIED" }, 400, "AccessDeniedException", "is not authorized to perform: logs:DescribeLogGroups");
    }

    [Fact]
    public async Task An_unknown_operation_is_InvalidAction()
    {
        await RefusedAsync(_sandbox.Query("rds", "2014-10-31", "MakeCoffee"), 400, "InvalidAction", "Could not find operation MakeCoffee for version 2014-10-31.");
        await RefusedAsync(_sandbox.Query("rds", "1999-01-01", "DescribeDBClusters"), 400, "InvalidAction", "Could not find operation DescribeDBClusters for version 1999-01-01.");
        await RefusedAsync(_sandbox.Logs("MakeCoffee", "{}"), 400, "UnknownOperationException", "");
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_a_refusal()
    {
        await RefusedAsync(_sandbox.Logs("DescribeLogGroups", "{\"limit\": "), 400, "SerializationException", "");
        await RefusedAsync(_sandbox.Logs("DescribeLogGroups", "{\"limit\": \"many\"}"), 400, "SerializationException", "The parameter limit is not an integer.");
        await RefusedAsync(_sandbox.Query("rds", "2014-10-31", "DescribeDBClusters", ("Filters.Filter", "x")), 400, "MalformedInput", "The parameter Filters is not a list.");
    }

    [Fact]
    public async Task Clients_in_query_mode_learn_the_code_of_the_Query_protocol()
    {
        var request = ListMetrics with { Headers = new(ListMetrics.Headers) { ["x-amzn-query-mode"] = "true" }, Key = "AKIANOBODY" };
        Assert.Equal("InvalidClientTokenId;Sender", (await _sandbox.SendAsync(request)).QueryError);
    }

    private async Task RefusedAsync(SignedRequest request, int status, string code, string message)
    {
        var answer = await _sandbox.SendAsync(request);
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Contains(message, answer.Message);
    }
}
