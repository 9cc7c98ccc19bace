using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace AuroraConsole.Aws;

/// <summary>Where credentials and regions come from, resolved once at start.</summary>
/// <param name="Credentials">What signs.</param>
/// <param name="Provider">In words, such as <c>environment variables</c> or <c>profile support</c>. Always shown, since a missing package can silently turn an SSO profile into an instance role.</param>
/// <param name="Regions">At least one.</param>
public sealed record AwsCredentialSource(AWSCredentials Credentials, string Provider, IReadOnlyList<string> Regions)
{
    /// <summary>Resolves the options as the SDK's default chain does.</summary>
    /// <exception cref="ConfigurationException">No region, no such profile, or no credentials: the message names the key to set.</exception>
    public static AwsCredentialSource Resolve(AwsOptions options)
    {
        var (credentials, provider, region) = options.Profile is { Length: > 0 } name ? FromProfile(name) : FromChain();
        string[] regions = options.Regions.Count > 0 ? [.. options.Regions.Distinct()] : region is null ? [] : [region];
        return regions.Length == 0
            ? throw new ConfigurationException("No AWS region is known. Set Aws:Regions:0 (for example --Aws:Regions:0=us-east-1), AWS_REGION, or a region in the profile.")
            : new AwsCredentialSource(credentials, provider, regions);
    }

    private static (AWSCredentials, string, string?) FromProfile(string name)
    {
        var chain = new CredentialProfileStoreChain();
        if (!chain.TryGetProfile(name, out var profile))
            throw new ConfigurationException($"There is no AWS profile named {name}. Check Aws:Profile and the shared configuration files (~/.aws/config, ~/.aws/credentials).");
        if (!chain.TryGetAWSCredentials(name, out var credentials))
            throw new ConfigurationException($"The AWS profile {name} holds no credentials this program can use. For sessions of `aws login`, add to the profile: credential_process = aws configure export-credentials --profile {name} --format process");
        return (credentials, $"profile {name}", profile.Region?.SystemName ?? FallbackRegion());
    }

    private static (AWSCredentials, string, string?) FromChain()
    {
        try
        {
            var credentials = DefaultAWSCredentialsIdentityResolver.GetCredentials();
            return (credentials, Describe(credentials), FallbackRegion());
        }
        catch (AmazonClientException error)
        {
            throw new ConfigurationException("No AWS credentials were found. Set Aws:Profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached.", error);
        }
    }

    private static string? FallbackRegion() => FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;

    private static string Describe(AWSCredentials credentials) => credentials switch
    {
        EnvironmentVariablesAWSCredentials => "environment variables",
        InstanceProfileAWSCredentials => "instance role",
        GenericContainerCredentials => "container role",
        ProcessAWSCredentials => "credential process",
        SSOAWSCredentials => "SSO session",
        AssumeRoleWithWebIdentityCredentials => "web identity role",
        AssumeRoleAWSCredentials => "assumed role of the default profile",
        BasicAWSCredentials or SessionAWSCredentials => "default profile",
        _ => credentials.GetType().Name,
    };
}

/// <summary>The configuration cannot work; the message says which key to set. Ends the start with a sentence, not a stack trace.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
