using Amazon;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using AuroraConsole.AwsServices;
using NSubstitute;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>Where requests go, by partition and configuration.</summary>
public class EndpointTests
{
    [Theory]
    [InlineData("us-east-1", false, false, "rds.us-east-1.amazonaws.com", "monitoring.us-east-1.amazonaws.com", "logs.us-east-1.amazonaws.com")]
    [InlineData("eu-central-2", false, true, "rds.eu-central-2.api.aws", "monitoring.eu-central-2.api.aws", "logs.eu-central-2.api.aws")]
    [InlineData("us-east-2", true, false, "rds-fips.us-east-2.amazonaws.com", "monitoring-fips.us-east-2.amazonaws.com", "logs-fips.us-east-2.amazonaws.com")]
    [InlineData("us-east-2", true, true, "rds-fips.us-east-2.api.aws", "monitoring-fips.us-east-2.api.aws", "logs-fips.us-east-2.api.aws")]
    [InlineData("cn-north-1", false, false, "rds.cn-north-1.amazonaws.com.cn", "monitoring.cn-north-1.amazonaws.com.cn", "logs.cn-north-1.amazonaws.com.cn")]
    [InlineData("cn-northwest-1", false, true, "rds.cn-northwest-1.api.amazonwebservices.com.cn", "monitoring.cn-northwest-1.api.amazonwebservices.com.cn", "logs.cn-northwest-1.api.amazonwebservices.com.cn")]
    [InlineData("us-gov-west-1", false, false, "rds.us-gov-west-1.amazonaws.com", "monitoring.us-gov-west-1.amazonaws.com", "logs.us-gov-west-1.amazonaws.com")]
    [InlineData("us-gov-east-1", true, false, "rds.us-gov-east-1.amazonaws.com", "monitoring.us-gov-east-1.amazonaws.com", "logs.us-gov-east-1.amazonaws.com")]
    [InlineData("us-gov-east-1", true, true, "rds-fips.us-gov-east-1.api.aws", "monitoring.us-gov-east-1.api.aws", "logs-fips.us-gov-east-1.api.aws")]
    [InlineData("mars-north-1", false, false, "rds.mars-north-1.amazonaws.com", "monitoring.mars-north-1.amazonaws.com", "logs.mars-north-1.amazonaws.com")]
    public void Every_partition_has_its_hosts(string region, bool fips, bool dualstack, string rds, string cloudWatch, string logs)
    {
        Assert.Equal("https://" + rds, Resolve(new AmazonRDSConfig()));
        Assert.Equal("https://" + cloudWatch, Resolve(new AmazonCloudWatchConfig()));
        Assert.Equal("https://" + logs, Resolve(new AmazonCloudWatchLogsConfig()));

        string Resolve(ClientConfig config)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            config.UseFIPSEndpoint = fips;
            config.UseDualstackEndpoint = dualstack;
            return config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new DescribeDBClustersRequest())).URL;
        }
    }

    [Fact]
    public async Task A_service_url_takes_every_request_and_the_region_is_still_signed()
    {
        var http = new CapturingHttp(Answer.Ok(AnswerTests.Clusters));
        using var rds = new AmazonRDSClient(new BasicAWSCredentials("SANDBOX", "sandbox"), new AmazonRDSConfig
        {
            ServiceURL = "http://127.0.0.1:9",
            AuthenticationRegion = "eu-west-3",
            HttpClientFactory = http,
        });

        await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest());

        Assert.Equal("http://127.0.0.1:9/", http.Requests.Single().Url);
        Assert.Contains("/eu-west-3/rds/aws4_request", http.Requests.Single().Headers["Authorization"]);
    }

    [Fact]
    public void FIPS_and_dualstack_do_not_go_with_a_service_url()
    {
        var endpoints = new RegionalEndpoints(AmazonRDSConfig.Service);

        Assert.Throws<AmazonClientException>(() => endpoints.ResolveEndpoint(new HostChoice { Url = "http://x", Fips = true }));
        Assert.Throws<AmazonClientException>(() => endpoints.ResolveEndpoint(new HostChoice { Url = "http://x", Dualstack = true }));
        Assert.Throws<AmazonClientException>(() => endpoints.ResolveEndpoint(new HostChoice()));
    }

    [Fact]
    public void Service_ids_are_those_behind_the_endpoint_variables()
    {
        ClientConfig[] configs = [new AmazonRDSConfig(), new AmazonCloudWatchConfig(), new AmazonCloudWatchLogsConfig()];

        Assert.Equal(["RDS", "CloudWatch", "CloudWatch Logs"], configs.Select(c => ((IClientConfig)c).ServiceId));
        Assert.Equal(["rds", "monitoring", "logs"], configs.Select(c => c.AuthenticationServiceName));
        Assert.Equal(["2014-10-31", "2010-08-01", "2014-03-28"], configs.Select(c => c.ServiceVersion));
    }

    [Fact]
    public void An_endpoint_variable_of_the_service_moves_its_requests()
    {
        // A service of its own, so that the variable reaches no other test.
        var config = new ProbeConfig();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_ENDPOINT_PROBE", "http://127.0.0.1:8");
        try
        {
            config.RegionEndpoint = RegionEndpoint.EUWest1;
            Assert.Equal("http://127.0.0.1:8/", config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new DescribeDBClustersRequest())).URL);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_ENDPOINT_PROBE", null);
        }
    }

    [Fact]
    public async Task Interfaces_can_be_substituted()
    {
        var rds = Substitute.For<IAmazonRDS>();
        rds.DescribeDBClustersAsync(Arg.Any<DescribeDBClustersRequest>(), Arg.Any<CancellationToken>())
            .Returns(new DescribeDBClustersResponse { DBClusters = [new DBCluster { DBClusterIdentifier = "demo" }] });

        var answer = await rds.DescribeDBClustersAsync(new DescribeDBClustersRequest());

        Assert.Equal("demo", answer.DBClusters!.Single().DBClusterIdentifier);
        Assert.NotNull(Substitute.For<IAmazonCloudWatch>());
        Assert.NotNull(Substitute.For<IAmazonCloudWatchLogs>());
    }

    sealed class ProbeConfig() : ServiceConfig(
        new ServiceModel("Endpoint Probe", "probe", new QueryProtocol { ApiVersion = "2026-01-01" }, new FaultTable(typeof(AmazonRDSException))));
}
