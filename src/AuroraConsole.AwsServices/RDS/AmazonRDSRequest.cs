using Amazon.Runtime;

namespace Amazon.RDS;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonRDSRequest : AmazonWebServiceRequest;
