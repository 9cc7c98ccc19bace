using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonIdentityManagementServiceRequest : AmazonWebServiceRequest;
