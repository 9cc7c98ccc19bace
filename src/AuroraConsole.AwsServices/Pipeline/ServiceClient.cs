using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AuroraConsole.AwsServices;

/// <summary>AWSSDK.Core's pipeline (credentials, signing, retries, clock skew) around a service declared here. Use the services' own clients.</summary>
public abstract class ServiceClient : AmazonServiceClient
{
    private protected ServiceClient(ServiceConfig config) : base(config) { }

    private protected ServiceClient(AWSCredentials credentials, ServiceConfig config) : base(credentials, config) { }

    private protected abstract ServiceModel Service { get; }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => new Metadata(Service.ServiceId);

    // Both handlers that come with Core know only the services generated for it.
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Only());
    }

    /// <summary>Sends a request; the operation is named by the request's class.</summary>
    private protected Task<TAnswer> SendAsync<TAnswer>(AmazonWebServiceRequest request, CancellationToken cancellationToken)
        where TAnswer : AmazonWebServiceResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        var operation = request.GetType().Name[..^"Request".Length];
        var options = new InvokeOptions
        {
            RequestMarshaller = new RequestWriter(Service, operation),
            ResponseUnmarshaller = new AnswerReader(Service, operation, typeof(TAnswer)),
        };
        return InvokeAsync<TAnswer>(request, options, cancellationToken);
    }

    sealed class Metadata(string serviceId) : IServiceMetadata
    {
        public string ServiceId => serviceId;
        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
