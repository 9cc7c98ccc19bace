using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace AuroraConsole.AwsServices;

/// <summary>What the configurations of the services here have in common. Use the services' own classes.</summary>
public abstract class ServiceConfig : ClientConfig
{
    readonly ServiceModel service;

    private protected ServiceConfig(ServiceModel service) : base(new DefaultConfigurationProvider(DefaultModes()))
    {
        this.service = service;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.HostName;
        EndpointProvider = new RegionalEndpoints(service);
    }

    /// <summary>First label of the service's endpoints.</summary>
    public override string RegionEndpointServiceName => service.HostName;

    /// <summary>The API version, a date.</summary>
    public override string ServiceVersion => service.Protocol.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => InternalSDKUtils.BuildUserAgentString(service.ServiceId.Replace(' ', '_'), "4.0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(HostChoice.From(this, parameters.AlternateEndpoint));

    // The SDKs' shared defaults modes (AWS SDKs and Tools Reference, "Smart configuration defaults").
    static DefaultConfiguration[] DefaultModes() =>
    [
        Mode(DefaultConfigurationMode.Standard, 3.1),
        Mode(DefaultConfigurationMode.InRegion, 1.1),
        Mode(DefaultConfigurationMode.CrossRegion, 3.1),
        Mode(DefaultConfigurationMode.Mobile, 30),
        Mode(DefaultConfigurationMode.Auto, 1.1),
    ];

    static DefaultConfiguration Mode(DefaultConfigurationMode name, double connectSeconds) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };
}
