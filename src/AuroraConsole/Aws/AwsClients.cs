using System.Collections.Concurrent;
using Amazon;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.IdentityManagement;
using Amazon.RDS;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace AuroraConsole.Aws;

/// <summary>The service clients, one of each a region, made at first use and kept.</summary>
public sealed class AwsClients(AwsCredentialSource source, AwsOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<(string Region, Type Type), Lazy<IDisposable>> _clients = new();

    /// <summary>The regions that are watched.</summary>
    public IReadOnlyList<string> Regions => source.Regions;

    /// <summary>RDS of a region.</summary>
    public IAmazonRDS Rds(string region) => Get<IAmazonRDS, AmazonRDSConfig>(region, config => new AmazonRDSClient(source.Credentials, config));

    /// <summary>CloudWatch of a region.</summary>
    public IAmazonCloudWatch CloudWatch(string region) => Get<IAmazonCloudWatch, AmazonCloudWatchConfig>(region, config => new AmazonCloudWatchClient(source.Credentials, config));

    /// <summary>CloudWatch Logs of a region.</summary>
    public IAmazonCloudWatchLogs Logs(string region) => Get<IAmazonCloudWatchLogs, AmazonCloudWatchLogsConfig>(region, config => new AmazonCloudWatchLogsClient(source.Credentials, config));

    /// <summary>IAM, as it is reached from a region: one for each partition.</summary>
    public IAmazonIdentityManagementService Iam(string region) =>
        Get<IAmazonIdentityManagementService, AmazonIdentityManagementServiceConfig>(region, config => new AmazonIdentityManagementServiceClient(source.Credentials, config));

    /// <summary>STS of a region.</summary>
    public IAmazonSecurityTokenService Sts(string region) =>
        Get<IAmazonSecurityTokenService, AmazonSecurityTokenServiceConfig>(region, config => new AmazonSecurityTokenServiceClient(source.Credentials, config));

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private TClient Get<TClient, TConfig>(string region, Func<TConfig, TClient> make)
        where TClient : IDisposable
        where TConfig : ClientConfig, new()
    {
        var lazy = _clients.GetOrAdd((region, typeof(TClient)), _ => new Lazy<IDisposable>(() => make(Configure(new TConfig(), region))));
        return (TClient)lazy.Value;
    }

    private TConfig Configure<TConfig>(TConfig config, string region)
        where TConfig : ClientConfig
    {
        if (options.ServiceUrl is { Length: > 0 } url)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        config.Timeout = TimeSpan.FromSeconds(20);
        config.MaxErrorRetry = 3;
        return config;
    }
}
