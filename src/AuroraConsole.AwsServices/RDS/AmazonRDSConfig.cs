using AuroraConsole.AwsServices;

namespace Amazon.RDS;

/// <summary>Configuration of <see cref="AmazonRDSClient"/>: region or <c>ServiceURL</c>, retries, timeouts.</summary>
public class AmazonRDSConfig : ServiceConfig
{
    internal static readonly ServiceModel Service = new("RDS", "rds",
        new QueryProtocol { ApiVersion = "2014-10-31" },
        new FaultTable(typeof(AmazonRDSException)));

    public AmazonRDSConfig() : base(Service) { }
}
