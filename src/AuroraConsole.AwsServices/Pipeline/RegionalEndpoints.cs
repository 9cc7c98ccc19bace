using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util;

namespace AuroraConsole.AwsServices;

/// <summary>What decides a service's host.</summary>
sealed class HostChoice : EndpointParameters
{
    /// <summary><c>ServiceURL</c> or <c>AWS_ENDPOINT_URL…</c>; wins over everything else.</summary>
    public string? Url { get; init; }
    public string? Region { get; init; }
    public bool Fips { get; init; }
    public bool Dualstack { get; init; }

    public static HostChoice From(IClientConfig config, RegionEndpoint? alternate = null) => new()
    {
        Url = config.ServiceURL,
        Fips = config.UseFIPSEndpoint,
        Dualstack = config.UseDualstackEndpoint,
        Region = alternate?.SystemName ?? config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion
            ?? (config.ServiceURL is null ? null : AWSSDKUtils.DetermineRegion(config.ServiceURL)),
    };
}

/// <summary>
/// Hosts of a service in every partition: <c>rds.eu-west-1.amazonaws.com</c>, <c>logs-fips.us-east-2.api.aws</c>,
/// <c>monitoring.cn-north-1.amazonaws.com.cn</c> (the services' endpoint rule sets; partition data from AWSSDK.Core).
/// </summary>
sealed class RegionalEndpoints(ServiceModel service) : IEndpointProvider
{
    /// <exception cref="AmazonClientException">No region, or one whose partition lacks what is asked for.</exception>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var choice = (HostChoice)parameters;
        if (!string.IsNullOrEmpty(choice.Url))
        {
            return choice switch
            {
                { Fips: true } => throw new AmazonClientException("Invalid Configuration: FIPS and custom endpoint are not supported"),
                { Dualstack: true } => throw new AmazonClientException("Invalid Configuration: Dualstack and custom endpoint are not supported"),
                _ => new Endpoint(choice.Url),
            };
        }
        if (string.IsNullOrEmpty(choice.Region))
            throw new AmazonClientException("Invalid Configuration: Missing Region");

        var partition = Fn.Partition(choice.Region);
        if (choice.Fips && !partition.supportsFIPS)
            throw new AmazonClientException($"FIPS is enabled but the partition {partition.name} does not support FIPS");
        if (choice.Dualstack && !partition.supportsDualStack)
            throw new AmazonClientException($"DualStack is enabled but the partition {partition.name} does not support DualStack");

        if (service.IsGlobal)
            return GlobalEndpoint(partition.name, partition.dnsSuffix, partition.dualStackDnsSuffix, choice);

        var plainIsFips = partition.name == "aws-us-gov" && (!choice.Dualstack || service.PlainDualstackFipsHostInGovCloud);
        var name = service.HostName + (choice.Fips && !plainIsFips ? "-fips" : "");
        return new Endpoint($"https://{name}.{choice.Region}.{(choice.Dualstack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }

    // Each partition has its own form and signing region (endpoint rule set of IAM, the one global service here).
    Endpoint GlobalEndpoint(string partition, string suffix, string dualstackSuffix, HostChoice choice)
    {
        var name = service.HostName + (choice.Fips && partition != "aws-us-gov" ? "-fips" : "");
        var (middle, signingRegion) = partition switch
        {
            "aws" => (choice.Dualstack ? ".global" : "", "us-east-1"),
            "aws-cn" => (".cn-north-1", "cn-north-1"),
            "aws-us-gov" => (".us-gov", "us-gov-west-1"),
            _ => ("." + Fn.Partition(choice.Region).implicitGlobalRegion, Fn.Partition(choice.Region).implicitGlobalRegion),
        };
        return new Endpoint($"https://{name}{middle}.{(choice.Dualstack ? dualstackSuffix : suffix)}",
            $$"""{"authSchemes":[{"name":"sigv4","signingRegion":"{{signingRegion}}"}]}""", "{}");
    }
}

/// <summary>The pipeline's endpoint resolver, fed from the client's configuration.</summary>
sealed class RegionalEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        HostChoice.From(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
