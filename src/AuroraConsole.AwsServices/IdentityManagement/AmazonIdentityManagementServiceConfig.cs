using AuroraConsole.AwsServices;

namespace Amazon.IdentityManagement;

/// <summary>Configuration of <see cref="AmazonIdentityManagementServiceClient"/>: region or <c>ServiceURL</c>, retries, timeouts.</summary>
public class AmazonIdentityManagementServiceConfig : ServiceConfig
{
    internal static readonly ServiceModel Service = new("IAM", "iam",
        new QueryProtocol { ApiVersion = "2010-05-08" },
        new FaultTable(typeof(AmazonIdentityManagementServiceException)))
    { IsGlobal = true };

    public AmazonIdentityManagementServiceConfig() : base(Service) { }
}
