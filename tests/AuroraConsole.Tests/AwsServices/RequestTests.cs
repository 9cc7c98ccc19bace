using Amazon.CloudWatch;
using Amazon.CloudWatchLogs.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using CloudWatchModel = Amazon.CloudWatch.Model;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>What the three services' requests look like on the wire.</summary>
public class RequestTests
{
    [Fact]
    public async Task Query_lists_are_numbered_under_the_names_of_the_service_model()
    {
        var http = new CapturingHttp(Answer.Ok("<DescribeDBClustersResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest
        {
            Filters = [new Filter { Name = "engine", Values = ["aurora-postgresql", "a b&c"] }, new Filter { Name = "db-cluster-id", Values = ["x"] }],
            MaxRecords = 100,
            IncludeShared = false,
        });

        Assert.Equal(
        [
            "Action=DescribeDBClusters",
            "Filters.Filter.1.Name=engine",
            "Filters.Filter.1.Values.Value.1=aurora-postgresql",
            "Filters.Filter.1.Values.Value.2=a b&c",
            "Filters.Filter.2.Name=db-cluster-id",
            "Filters.Filter.2.Values.Value.1=x",
            "IncludeShared=false",
            "MaxRecords=100",
            "Version=2014-10-31",
        ], http.Requests.Single().Form);
    }

    [Fact]
    public async Task An_express_cluster_is_asked_for_in_one_form()
    {
        var http = new CapturingHttp(Answer.Ok("<CreateDBClusterResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.CreateDBClusterAsync(new CreateDBClusterRequest
        {
            DBClusterIdentifier = "demo",
            Engine = "aurora-postgresql",
            WithExpressConfiguration = true,
            MasterUserAuthenticationType = MasterUserAuthenticationType.IamDbAuth,
            ServerlessV2ScalingConfiguration = new() { MinCapacity = 0.5, MaxCapacity = 16, SecondsUntilAutoPause = 300 },
            VpcSecurityGroupIds = ["sg-1", "sg-2"],
            EnableCloudwatchLogsExports = ["postgresql", "iam-db-auth-error"],
            Tags = [new Tag { Key = "team", Value = "" }],
            BacktrackWindow = 5_000_000_000,
        });

        Assert.Equal(
        [
            "Action=CreateDBCluster",
            "BacktrackWindow=5000000000",
            "DBClusterIdentifier=demo",
            "EnableCloudwatchLogsExports.member.1=postgresql",
            "EnableCloudwatchLogsExports.member.2=iam-db-auth-error",
            "Engine=aurora-postgresql",
            "MasterUserAuthenticationType=iam-db-auth",
            "ServerlessV2ScalingConfiguration.MaxCapacity=16",
            "ServerlessV2ScalingConfiguration.MinCapacity=0.5",
            "ServerlessV2ScalingConfiguration.SecondsUntilAutoPause=300",
            "Tags.Tag.1.Key=team",
            "Tags.Tag.1.Value=",
            "Version=2014-10-31",
            "VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-1",
            "VpcSecurityGroupIds.VpcSecurityGroupId.2=sg-2",
            "WithExpressConfiguration=true",
        ], http.Requests.Single().Form);
    }

    [Fact]
    public async Task Log_exports_are_plain_members()
    {
        var http = new CapturingHttp(Answer.Ok("<ModifyDBClusterResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.ModifyDBClusterAsync(new ModifyDBClusterRequest
        {
            DBClusterIdentifier = "demo",
            CloudwatchLogsExportConfiguration = new() { EnableLogTypes = ["iam-db-auth-error"], DisableLogTypes = ["postgresql"] },
        });

        Assert.Contains("CloudwatchLogsExportConfiguration.EnableLogTypes.member.1=iam-db-auth-error", http.Requests[0].Form);
        Assert.Contains("CloudwatchLogsExportConfiguration.DisableLogTypes.member.1=postgresql", http.Requests[0].Form);
    }

    [Fact]
    public async Task Query_times_are_UTC_in_ISO_8601()
    {
        var http = new CapturingHttp(Answer.Ok("<DescribeEventsResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.DescribeEventsAsync(new DescribeEventsRequest
        {
            SourceType = SourceType.DbCluster,
            StartTime = new DateTime(2026, 11, 21, 4, 5, 6, DateTimeKind.Utc),
            EndTime = new DateTime(2026, 11, 21, 4, 5, 6, 789, DateTimeKind.Utc),
        });

        Assert.Equal(
            ["Action=DescribeEvents", "EndTime=2026-11-21T04:05:06.789Z", "SourceType=db-cluster", "StartTime=2026-11-21T04:05:06Z", "Version=2014-10-31"],
            http.Requests.Single().Form);
    }

    [Fact]
    public async Task A_list_set_to_empty_is_sent_and_an_unset_one_is_not()
    {
        var http = new CapturingHttp(Answer.Ok("<ModifyDBClusterResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.ModifyDBClusterAsync(new ModifyDBClusterRequest { DBClusterIdentifier = "demo", VpcSecurityGroupIds = [] });

        Assert.Equal(["Action=ModifyDBCluster", "DBClusterIdentifier=demo", "Version=2014-10-31", "VpcSecurityGroupIds="], http.Requests.Single().Form);
    }

    [Fact]
    public async Task Query_requests_are_signed_forms_for_the_region_and_service()
    {
        var http = new CapturingHttp(Answer.Ok("<DescribeDBInstancesResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest());

        var sent = http.Requests.Single();
        Assert.Equal((HttpMethod.Post, "https://rds.us-east-1.amazonaws.com/"), (sent.Method, sent.Url));
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", sent.Headers["Content-Type"]);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/us-east-1/rds/aws4_request, ", sent.Headers["Authorization"]);
    }

    [Fact]
    public async Task Metric_queries_are_JSON_1_0_and_ask_for_the_old_error_codes()
    {
        var http = new CapturingHttp(Answer.Ok("{}"));
        using var cloudWatch = Clients.CloudWatch(http);

        await cloudWatch.GetMetricDataAsync(new CloudWatchModel.GetMetricDataRequest
        {
            StartTime = new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc),
            EndTime = new DateTime(2026, 11, 21, 0, 0, 1, 500, DateTimeKind.Utc),
            ScanBy = ScanBy.TimestampAscending,
            MetricDataQueries =
            [
                new()
                {
                    Id = "m0",
                    MetricStat = new()
                    {
                        Metric = new() { Namespace = "AWS/RDS", MetricName = "IamDbAuthConnectionRequests", Dimensions = [new() { Name = "DBClusterIdentifier", Value = "demo" }] },
                        Period = 60,
                        Stat = "Sum",
                    },
                    ReturnData = true,
                },
            ],
        });

        var sent = http.Requests.Single();
        Assert.Equal("https://monitoring.us-east-1.amazonaws.com/", sent.Url);
        Assert.Equal("application/x-amz-json-1.0", sent.Headers["Content-Type"]);
        Assert.Equal("GraniteServiceVersion20100801.GetMetricData", sent.Headers["X-Amz-Target"]);
        Assert.Equal("true", sent.Headers["x-amzn-query-mode"]);
        Assert.Contains("/us-east-1/monitoring/aws4_request", sent.Headers["Authorization"]);
        Assert.Equal(
            """{"MetricDataQueries":[{"Id":"m0","MetricStat":{"Metric":{"Namespace":"AWS/RDS","MetricName":"IamDbAuthConnectionRequests","Dimensions":[{"Name":"DBClusterIdentifier","Value":"demo"}]},"Period":60,"Stat":"Sum"},"ReturnData":true}],"StartTime":1795219200,"EndTime":1795219201.5,"ScanBy":"TimestampAscending"}""",
            sent.Text);
    }

    [Theory]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(-2.5e-300, "-2.5E-300")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public async Task Doubles_keep_every_bit_in_JSON(double threshold, string expected)
    {
        var http = new CapturingHttp(Answer.Ok(""));
        using var cloudWatch = Clients.CloudWatch(http);

        await cloudWatch.PutMetricAlarmAsync(new CloudWatchModel.PutMetricAlarmRequest { AlarmName = "a", Threshold = threshold });

        Assert.Equal($$"""{"AlarmName":"a","Threshold":{{expected}}}""", http.Requests.Single().Text);
    }

    [Fact]
    public async Task Log_searches_are_JSON_1_1_in_camel_case_with_epoch_milliseconds()
    {
        var http = new CapturingHttp(Answer.Ok("{}"));
        using var logs = Clients.Logs(http);

        await logs.FilterLogEventsAsync(new FilterLogEventsRequest
        {
            LogGroupName = "/aws/rds/cluster/demo/iam-db-auth-error",
            StartTime = 1_795_219_200_123,
            FilterPattern = "\"é <&>\"",
            LogStreamNames = [],
            Limit = 10,
        });

        var sent = http.Requests.Single();
        Assert.Equal("https://logs.us-east-1.amazonaws.com/", sent.Url);
        Assert.Equal("application/x-amz-json-1.1", sent.Headers["Content-Type"]);
        Assert.Equal("Logs_20140328.FilterLogEvents", sent.Headers["X-Amz-Target"]);
        Assert.DoesNotContain("x-amzn-query-mode", sent.Headers.Keys);
        using var body = System.Text.Json.JsonDocument.Parse(sent.Text);
        Assert.Equal(["logGroupName", "logStreamNames", "startTime", "filterPattern", "limit"], body.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1_795_219_200_123, body.RootElement.GetProperty("startTime").GetInt64());
        Assert.Equal("\"é <&>\"", body.RootElement.GetProperty("filterPattern").GetString());
    }

    [Fact]
    public async Task A_value_this_build_does_not_know_is_sent_as_it_is()
    {
        var http = new CapturingHttp(Answer.Ok("<DescribeEventsResponse/>"));
        using var rds = Clients.Rds(http);

        await rds.DescribeEventsAsync(new DescribeEventsRequest { SourceType = "moon-base" });

        Assert.Contains("SourceType=moon-base", http.Requests.Single().Form);
    }
}
