using AuroraConsole.AwsServices;

namespace Amazon.CloudWatch;

/// <summary>Configuration of <see cref="AmazonCloudWatchClient"/>: region or <c>ServiceURL</c>, retries, timeouts.</summary>
public class AmazonCloudWatchConfig : ServiceConfig
{
    internal static readonly ServiceModel Service = new("CloudWatch", "monitoring",
        new JsonProtocol("1.0", "GraniteServiceVersion20100801", queryCompatible: true) { ApiVersion = "2010-08-01" },
        new FaultTable(typeof(AmazonCloudWatchException)))
    {
        PlainDualstackFipsHostInGovCloud = true,
    };

    public AmazonCloudWatchConfig() : base(Service) { }
}
