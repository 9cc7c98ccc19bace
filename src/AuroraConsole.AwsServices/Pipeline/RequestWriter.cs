using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AuroraConsole.AwsServices;

/// <summary>The pipeline's marshaller: any request of the service into HTTP.</summary>
sealed class RequestWriter(ServiceModel service, string operation) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var http = new DefaultRequest(input, "Amazon" + service.ServiceId.Replace(" ", "", StringComparison.Ordinal)) { ResourcePath = "/" };
        service.Protocol.Write(http, operation, input);
        return http;
    }
}
