using Amazon;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.IdentityManagement;
using Amazon.RDS;
using Amazon.Runtime;

namespace AuroraConsole.Tests.AwsServices;

/// <summary>The clients under test, on a scripted network.</summary>
static class Clients
{
    static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "secret");

    public static AmazonRDSClient Rds(CapturingHttp http, int retries = 0) => new(Credentials, Configure(new AmazonRDSConfig(), http, retries));

    public static AmazonCloudWatchClient CloudWatch(CapturingHttp http, int retries = 0) => new(Credentials, Configure(new AmazonCloudWatchConfig(), http, retries));

    public static AmazonCloudWatchLogsClient Logs(CapturingHttp http, int retries = 0) => new(Credentials, Configure(new AmazonCloudWatchLogsConfig(), http, retries));

    public static AmazonIdentityManagementServiceClient Iam(CapturingHttp http, int retries = 0) => new(Credentials, Configure(new AmazonIdentityManagementServiceConfig(), http, retries));

    static T Configure<T>(T config, CapturingHttp http, int retries) where T : ClientConfig
    {
        config.RegionEndpoint = RegionEndpoint.USEast1;
        config.HttpClientFactory = http;
        config.MaxErrorRetry = retries;
        return config;
    }
}
