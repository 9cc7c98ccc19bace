using System.Text.Json;
using AuroraConsole.AwsServices;

namespace Amazon.CloudWatchLogs;

/// <summary>Configuration of <see cref="AmazonCloudWatchLogsClient"/>: region or <c>ServiceURL</c>, retries, timeouts.</summary>
public class AmazonCloudWatchLogsConfig : ServiceConfig
{
    internal static readonly ServiceModel Service = new("CloudWatch Logs", "logs",
        new JsonProtocol("1.1", "Logs_20140328", JsonNamingPolicy.CamelCase) { ApiVersion = "2014-03-28" },
        new FaultTable(typeof(AmazonCloudWatchLogsException)));

    public AmazonCloudWatchLogsConfig() : base(Service) { }
}
