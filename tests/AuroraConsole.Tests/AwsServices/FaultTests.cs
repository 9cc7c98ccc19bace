using System.Net;
using System.Reflection;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>Errors of the services as exceptions.</summary>
public class FaultTests
{
    internal static string QueryError(string code, string message) =>
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";

    [Theory]
    [InlineData("DBInstanceNotFound", typeof(DBInstanceNotFoundException))]
    [InlineData("DBClusterNotFoundFault", typeof(DBClusterNotFoundException))]
    [InlineData("DBClusterAlreadyExistsFault", typeof(DBClusterAlreadyExistsException))]
    [InlineData("InvalidDBClusterStateFault", typeof(InvalidDBClusterStateException))]
    [InlineData("InvalidSubnet", typeof(InvalidSubnetException))]
    [InlineData("InvalidParameterCombination", typeof(AmazonRDSException))]
    [InlineData("FreeTierRestrictionError", typeof(AmazonRDSException))]
    public async Task RDS_errors_have_their_class_or_the_base_with_the_code(string code, Type expected)
    {
        var thrown = await RdsError(new Answer(HttpStatusCode.BadRequest, QueryError(code, "Cluster &lt;x&gt; cannot.")));

        Assert.Equal(expected, thrown.GetType());
        Assert.Equal((code, "Cluster <x> cannot.", "r-1", HttpStatusCode.BadRequest, ErrorType.Sender),
            (thrown.ErrorCode, thrown.Message, thrown.RequestId, thrown.StatusCode, thrown.ErrorType));
    }

    [Theory]
    [InlineData("com.amazonaws.cloudwatch#ResourceNotFound", "ResourceNotFound;Sender", typeof(Amazon.CloudWatch.Model.ResourceNotFoundException), "ResourceNotFound")]
    [InlineData("InvalidParameterValueException", "InvalidParameterValue;Sender", typeof(InvalidParameterValueException), "InvalidParameterValue")]
    [InlineData("InternalServiceFault", "InternalServiceError;Receiver", typeof(InternalServiceException), "InternalServiceError")]
    [InlineData("InternalServiceFault", null, typeof(InternalServiceException), "InternalServiceFault")]
    [InlineData("AccessDeniedException", "AccessDenied;Sender", typeof(AmazonCloudWatchException), "AccessDenied")]
    public async Task CloudWatch_errors_carry_the_query_code_where_it_is_sent(string type, string? queryError, Type expected, string code)
    {
        var answer = new Answer(HttpStatusCode.BadRequest, $$"""{"__type":"{{type}}","message":"no"}""") { Headers = { ["x-amzn-RequestId"] = "r-2" } };
        if (queryError is not null)
            answer.Headers["x-amzn-query-error"] = queryError;
        using var cloudWatch = Clients.CloudWatch(new CapturingHttp(answer));

        var thrown = await Assert.ThrowsAnyAsync<AmazonCloudWatchException>(() => cloudWatch.ListMetricsAsync(new ListMetricsRequest()));

        Assert.Equal(expected, thrown.GetType());
        Assert.Equal((code, "no", "r-2"), (thrown.ErrorCode, thrown.Message, thrown.RequestId));
    }

    [Theory]
    [InlineData("""{"__type":"ResourceNotFoundException","message":"no group"}""", null)]
    [InlineData("""{"__type":"com.amazonaws.logs#ResourceNotFoundException","Message":"no group"}""", null)]
    [InlineData("""{"code":"ResourceNotFoundException","message":"no group"}""", null)]
    [InlineData("""{"message":"no group"}""", "ResourceNotFoundException:http://internal.amazon.com/coral/com.amazonaws.logs/")]
    public async Task Logs_errors_are_told_apart_however_they_are_spelled(string body, string? typeHeader)
    {
        var answer = new Answer(HttpStatusCode.BadRequest, body);
        if (typeHeader is not null)
            answer.Headers["x-amzn-ErrorType"] = typeHeader;
        using var logs = Clients.Logs(new CapturingHttp(answer));

        var thrown = await Assert.ThrowsAsync<Amazon.CloudWatchLogs.Model.ResourceNotFoundException>(() => logs.FilterLogEventsAsync(new FilterLogEventsRequest()));

        Assert.Equal(("ResourceNotFoundException", "no group"), (thrown.ErrorCode, thrown.Message));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html><body>secret-row</body></html>")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "secret-row")]
    [InlineData(HttpStatusCode.Forbidden, "<ErrorResponse><Error><Code>Cut")]
    public async Task An_error_that_is_not_the_services_is_named_by_its_status(HttpStatusCode status, string body)
    {
        var rds = await RdsError(new Answer(status, body) { Headers = { ["x-amzn-RequestId"] = "r-3" } });
        using var logs = Clients.Logs(new CapturingHttp(new Answer(status, body)));
        var log = await Assert.ThrowsAsync<AmazonCloudWatchLogsException>(() => logs.FilterLogEventsAsync(new FilterLogEventsRequest()));

        Assert.Equal((status.ToString(), status, "r-3"), (rds.ErrorCode, rds.StatusCode, rds.RequestId));
        Assert.Equal((status.ToString(), status), (log.ErrorCode, log.StatusCode));
        Assert.Contains($"DescribeDBClusters was answered with HTTP {(int)status}", rds.Message);
        Assert.DoesNotContain("secret-row", rds.ToString() + log);
    }

    [Fact]
    public void Every_declared_fault_can_be_thrown()
    {
        Type[] bases = [typeof(AmazonRDSException), typeof(AmazonCloudWatchException), typeof(AmazonCloudWatchLogsException)];
        foreach (var faultBase in bases)
        {
            var table = new FaultTable(faultBase);
            var faults = faultBase.Assembly.GetTypes().Where(t => t.IsSubclassOf(faultBase)).ToList();
            Assert.NotEmpty(faults);
            foreach (var fault in faults)
            {
                foreach (var code in fault.GetCustomAttribute<WireCodeAttribute>()!.Codes)
                    Assert.IsType(fault, table.Create(new WireError(code, "m", ErrorType.Sender, "r"), null, HttpStatusCode.BadRequest));
            }
        }
    }

    static async Task<AmazonRDSException> RdsError(Answer answer)
    {
        using var rds = Clients.Rds(new CapturingHttp(answer));
        return await Assert.ThrowsAnyAsync<AmazonRDSException>(() => rds.DescribeDBClustersAsync(new DescribeDBClustersRequest()));
    }
}
