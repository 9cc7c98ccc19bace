using Amazon.CloudWatch;
using Amazon.CloudWatchLogs.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using CloudWatchModel = Amazon.CloudWatch.Model;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>What the three services' answers are read to.</summary>
public class AnswerTests
{
    internal const string Clusters = """
        <DescribeDBClustersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
          <DescribeDBClustersResult>
            <Marker>next</Marker>
            <DBClusters>
              <DBCluster>
                <DBClusterIdentifier>demo</DBClusterIdentifier>
                <Status>available</Status>
                <Port>5432</Port>
                <BacktrackWindow/>
                <ClusterCreateTime>2026-11-21T04:05:06.789Z</ClusterCreateTime>
                <BacktrackConsumedChangeRecords>5000000000</BacktrackConsumedChangeRecords>
                <InternetAccessGatewayEnabled>true</InternetAccessGatewayEnabled>
                <VPCNetworkingEnabled>false</VPCNetworkingEnabled>
                <StorageEncryptionType>sse-rds</StorageEncryptionType>
                <ActivityStreamStatus>dreaming</ActivityStreamStatus>
                <EnabledCloudwatchLogsExports><member>postgresql</member><member>iam-db-auth-error</member></EnabledCloudwatchLogsExports>
                <DBClusterMembers>
                  <DBClusterMember><DBInstanceIdentifier>demo-instance-1</DBInstanceIdentifier><IsClusterWriter>true</IsClusterWriter></DBClusterMember>
                </DBClusterMembers>
                <ServerlessV2ScalingConfiguration><MinCapacity>0.5</MinCapacity><MaxCapacity>16.0</MaxCapacity></ServerlessV2ScalingConfiguration>
                <VpcSecurityGroups/>
                <TagList><Tag><Key>note</Key><Value><![CDATA[a < b & c]]></Value></Tag></TagList>
                <InventedYesterday><Deep><Deeper>1</Deeper></Deep></InventedYesterday>
              </DBCluster>
              <DBCluster/>
            </DBClusters>
          </DescribeDBClustersResult>
          <ResponseMetadata><RequestId>11111111-2222</RequestId></ResponseMetadata>
        </DescribeDBClustersResponse>
        """;

    [Fact]
    public async Task A_cluster_is_read_with_all_that_it_holds()
    {
        using var rds = Clients.Rds(new CapturingHttp(Answer.Ok(Clusters)));

        var answer = await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest());

        Assert.Equal(("next", "11111111-2222", 2), (answer.Marker, answer.ResponseMetadata.RequestId, answer.DBClusters!.Count));
        var cluster = answer.DBClusters[0];
        Assert.Equal(("demo", "available", 5432), (cluster.DBClusterIdentifier, cluster.Status, cluster.Port));
        Assert.Equal((true, false), (cluster.InternetAccessGatewayEnabled, cluster.VPCNetworkingEnabled));
        Assert.Equal(5_000_000_000, cluster.BacktrackConsumedChangeRecords);
        Assert.Equal(new DateTime(2026, 11, 21, 4, 5, 6, 789, DateTimeKind.Utc), cluster.ClusterCreateTime);
        Assert.Equal(DateTimeKind.Utc, cluster.ClusterCreateTime!.Value.Kind);
        Assert.Equal(["postgresql", "iam-db-auth-error"], cluster.EnabledCloudwatchLogsExports);
        Assert.True(cluster.DBClusterMembers!.Single().IsClusterWriter);
        Assert.Equal((0.5, 16.0), (cluster.ServerlessV2ScalingConfiguration!.MinCapacity, cluster.ServerlessV2ScalingConfiguration.MaxCapacity));
        Assert.Equal("a < b & c", cluster.TagList!.Single().Value);
    }

    [Fact]
    public async Task What_an_answer_leaves_out_or_empty_is_null_not_zero()
    {
        using var rds = Clients.Rds(new CapturingHttp(Answer.Ok(Clusters)));

        var clusters = (await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest())).DBClusters!;

        Assert.Null(clusters[0].BacktrackWindow);
        Assert.Null(clusters[0].VpcSecurityGroups);
        Assert.Equal((null, null, null), (clusters[1].Port, clusters[1].DeletionProtection, clusters[1].DBClusterMembers));
    }

    [Fact]
    public async Task Known_enum_values_are_the_constants_and_unknown_ones_pass_through()
    {
        using var rds = Clients.Rds(new CapturingHttp(Answer.Ok(Clusters)));

        var cluster = (await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest())).DBClusters![0];

        Assert.Same(StorageEncryptionType.SseRds, cluster.StorageEncryptionType);
        Assert.Equal("dreaming", cluster.ActivityStreamStatus!.Value);
    }

    [Fact]
    public async Task An_answer_without_a_result_still_carries_its_request_id()
    {
        using var rds = Clients.Rds(new CapturingHttp(Answer.Ok(
            "<DeleteDBInstanceResponse><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></DeleteDBInstanceResponse>")));

        var answer = await rds.DeleteDBInstanceAsync(new DeleteDBInstanceRequest { DBInstanceIdentifier = "demo-instance-1" });

        Assert.Equal("r-1", answer.ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task Metric_data_keeps_every_bit_and_every_instant()
    {
        using var cloudWatch = Clients.CloudWatch(new CapturingHttp(Answer.Ok(
            """
            {"MetricDataResults":[{"Id":"m0","Label":"Failures","Timestamps":[1795219200,1.79521926E9,1795219320.25,"2026-11-21T00:03:00Z"],
             "Values":[0.30000000000000004,1e300,"NaN",4],"StatusCode":"Complete","Messages":null,"Fresh":{"a":[1]}},
             {"Id":"m1","StatusCode":"Pondering","Values":[]}],"NextToken":null}
            """) with
        { Headers = new() { ["x-amzn-RequestId"] = "r-2" } }));

        var answer = await cloudWatch.GetMetricDataAsync(new CloudWatchModel.GetMetricDataRequest());

        var first = answer.MetricDataResults![0];
        var midnight = new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal([midnight, midnight.AddMinutes(1), midnight.AddMinutes(2).AddMilliseconds(250), midnight.AddMinutes(3)], first.Timestamps);
        Assert.All(first.Timestamps!, t => Assert.Equal(DateTimeKind.Utc, t.Kind));
        Assert.Equal([0.1 + 0.2, 1e300, double.NaN, 4], first.Values);
        Assert.Same(StatusCode.Complete, first.StatusCode);
        Assert.Equal("Pondering", answer.MetricDataResults[1].StatusCode!.Value);
        Assert.Equal((null, null, "r-2"), (first.Messages, answer.NextToken, answer.ResponseMetadata.RequestId));
        Assert.Empty(answer.MetricDataResults[1].Values!);
    }

    [Fact]
    public async Task Log_groups_have_a_creation_time_and_log_events_have_epoch_milliseconds()
    {
        using var logs = Clients.Logs(new CapturingHttp(
            Answer.Ok("""{"logGroups":[{"logGroupName":"/aws/rds/cluster/demo/postgresql","creationTime":1795219200123,"storedBytes":9876543210,"logGroupClass":"STANDARD","inheritedProperties":["ACCOUNT_DATA_PROTECTION"]}]}"""),
            Answer.Ok("""{"events":[{"logStreamName":"demo.0","timestamp":1795219200123,"message":"a\nb é 😀","ingestionTime":1795219201000,"eventId":"1"}],"searchedLogStreams":[],"nextToken":"more"}""")));

        var group = (await logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest())).LogGroups!.Single();
        var found = await logs.FilterLogEventsAsync(new FilterLogEventsRequest());

        Assert.Equal(new DateTime(2026, 11, 21, 0, 0, 0, 123, DateTimeKind.Utc), group.CreationTime);
        Assert.Equal((9_876_543_210, "STANDARD"), (group.StoredBytes, group.LogGroupClass!.Value));
        Assert.Equal(["ACCOUNT_DATA_PROTECTION"], group.InheritedProperties);
        var line = found.Events!.Single();
        Assert.Equal((1_795_219_200_123L, "a\nb é 😀", "more"), (line.Timestamp, line.Message, found.NextToken));
    }

    [Fact]
    public async Task Response_logging_does_not_disturb_reading()
    {
        using var rds = new AmazonRDSClient(new Amazon.Runtime.BasicAWSCredentials("AKIDEXAMPLE", "secret"), new AmazonRDSConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.USEast1,
            HttpClientFactory = new CapturingHttp(Answer.Ok(Clusters)),
            LogResponse = true,
        });

        var answer = await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest());

        Assert.Equal("demo", answer.DBClusters![0].DBClusterIdentifier);
    }
}
