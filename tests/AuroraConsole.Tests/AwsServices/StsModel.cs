using System.Net;
using Amazon.Runtime;
using AuroraConsole.AwsServices;

namespace AuroraConsole.Tests.AwsServices.Sts;

// STS declared through the engine under test, so that it can be held against the official AWSSDK.SecurityToken:
// the one Query service whose official client is here.

public class StsException(string? message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

[WireCode("MalformedPolicyDocument")]
public class MalformedPolicyDocumentException(string? m, Exception? i, ErrorType t, string? c, string? r, HttpStatusCode s) : StsException(m, i, t, c, r, s);

[WireCode("PackedPolicyTooLarge")]
public class PackedPolicyTooLargeException(string? m, Exception? i, ErrorType t, string? c, string? r, HttpStatusCode s) : StsException(m, i, t, c, r, s);

[WireCode("RegionDisabledException")]
public class RegionDisabledException(string? m, Exception? i, ErrorType t, string? c, string? r, HttpStatusCode s) : StsException(m, i, t, c, r, s);

[WireCode("ExpiredTokenException")]
public class ExpiredTokenException(string? m, Exception? i, ErrorType t, string? c, string? r, HttpStatusCode s) : StsException(m, i, t, c, r, s);

public class StsConfig : ServiceConfig
{
    internal static readonly ServiceModel Service =
        new("STS", "sts", new QueryProtocol { ApiVersion = "2011-06-15" }, new FaultTable(typeof(StsException)));

    public StsConfig() : base(Service) { }
}

public class StsClient(AWSCredentials credentials, StsConfig config) : ServiceClient(credentials, config)
{
    private protected override ServiceModel Service => StsConfig.Service;

    public Task<AssumeRoleResponse> AssumeRoleAsync(AssumeRoleRequest request) => SendAsync<AssumeRoleResponse>(request, default);
    public Task<AssumeRootResponse> AssumeRootAsync(AssumeRootRequest request) => SendAsync<AssumeRootResponse>(request, default);
    public Task<GetCallerIdentityResponse> GetCallerIdentityAsync(GetCallerIdentityRequest request) => SendAsync<GetCallerIdentityResponse>(request, default);
    public Task<GetFederationTokenResponse> GetFederationTokenAsync(GetFederationTokenRequest request) => SendAsync<GetFederationTokenResponse>(request, default);
    public Task<GetSessionTokenResponse> GetSessionTokenAsync(GetSessionTokenRequest request) => SendAsync<GetSessionTokenResponse>(request, default);
    public Task<GetWebIdentityTokenResponse> GetWebIdentityTokenAsync(GetWebIdentityTokenRequest request) => SendAsync<GetWebIdentityTokenResponse>(request, default);
}

public class AssumeRoleRequest : AmazonWebServiceRequest
{
    public string? RoleArn { get; set; }
    public string? RoleSessionName { get; set; }
    public List<PolicyDescriptorType>? PolicyArns { get; set; }
    public string? Policy { get; set; }
    public int? DurationSeconds { get; set; }
    public List<Tag>? Tags { get; set; }
    public List<string>? TransitiveTagKeys { get; set; }
    public string? ExternalId { get; set; }
    public string? SerialNumber { get; set; }
    public string? TokenCode { get; set; }
    public string? SourceIdentity { get; set; }
    public List<ProvidedContext>? ProvidedContexts { get; set; }
}

public class AssumeRoleResponse : AmazonWebServiceResponse
{
    public Credentials? Credentials { get; set; }
    public AssumedRoleUser? AssumedRoleUser { get; set; }
    public int? PackedPolicySize { get; set; }
    public string? SourceIdentity { get; set; }
}

public class AssumeRootRequest : AmazonWebServiceRequest
{
    public string? TargetPrincipal { get; set; }
    public PolicyDescriptorType? TaskPolicyArn { get; set; }
    public int? DurationSeconds { get; set; }
}

public class AssumeRootResponse : AmazonWebServiceResponse
{
    public Credentials? Credentials { get; set; }
    public string? SourceIdentity { get; set; }
}

public class GetCallerIdentityRequest : AmazonWebServiceRequest;

public class GetCallerIdentityResponse : AmazonWebServiceResponse
{
    public string? UserId { get; set; }
    public string? Account { get; set; }
    public string? Arn { get; set; }
}

public class GetFederationTokenRequest : AmazonWebServiceRequest
{
    public string? Name { get; set; }
    public string? Policy { get; set; }
    public List<PolicyDescriptorType>? PolicyArns { get; set; }
    public int? DurationSeconds { get; set; }
    public List<Tag>? Tags { get; set; }
}

public class GetFederationTokenResponse : AmazonWebServiceResponse
{
    public Credentials? Credentials { get; set; }
    public FederatedUser? FederatedUser { get; set; }
    public int? PackedPolicySize { get; set; }
}

public class GetSessionTokenRequest : AmazonWebServiceRequest
{
    public int? DurationSeconds { get; set; }
    public string? SerialNumber { get; set; }
    public string? TokenCode { get; set; }
}

public class GetSessionTokenResponse : AmazonWebServiceResponse
{
    public Credentials? Credentials { get; set; }
}

public class GetWebIdentityTokenRequest : AmazonWebServiceRequest
{
    public List<string>? Audience { get; set; }
    public int? DurationSeconds { get; set; }
    public string? SigningAlgorithm { get; set; }
    public List<Tag>? Tags { get; set; }
}

public class GetWebIdentityTokenResponse : AmazonWebServiceResponse
{
    public string? WebIdentityToken { get; set; }
    public DateTime? Expiration { get; set; }
}

public class PolicyDescriptorType
{
    [WireName("arn")] public string? Arn { get; set; }
}

public class Tag
{
    public string? Key { get; set; }
    public string? Value { get; set; }
}

public class ProvidedContext
{
    public string? ProviderArn { get; set; }
    public string? ContextAssertion { get; set; }
}

public class Credentials
{
    public string? AccessKeyId { get; set; }
    public string? SecretAccessKey { get; set; }
    public string? SessionToken { get; set; }
    public DateTime? Expiration { get; set; }
}

public class AssumedRoleUser
{
    public string? AssumedRoleId { get; set; }
    public string? Arn { get; set; }
}

public class FederatedUser
{
    public string? FederatedUserId { get; set; }
    public string? Arn { get; set; }
}
