using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace AuroraConsole.Aws;

/// <summary>Where credentials and regions come from, resolved once at start.</summary>
/// <param name="Credentials">What signs.</param>
/// <param name="Provider">In words, such as <c>environment variables</c> or <c>profile support</c>. Always shown, since a missing package can silently turn an SSO profile into an instance role.</param>
/// <param name="Regions">At least one.</param>
/// <param name="Renewal">What brings a session back that has ended, as an order: <c>Run `aws sso login --profile support`</c>.</param>
public sealed record AwsCredentialSource(AWSCredentials Credentials, string Provider, IReadOnlyList<string> Regions, string Renewal = AwsCredentialSource.AnyRenewal)
{
    private const string AnyRenewal = "Sign in to AWS again";

    /// <summary>Resolves the options as the SDK's default chain does.</summary>
    /// <exception cref="ConfigurationException">No region, no such profile, or no credentials: the message names the key to set.</exception>
    public static AwsCredentialSource Resolve(AwsOptions options)
    {
        var (credentials, provider, region, renewal) = options.Profile is { Length: > 0 } name ? FromProfile(name) : FromChain();
        string[] regions = options.Regions.Count > 0 ? [.. options.Regions.Distinct()] : region is null ? [] : [region];
        return regions.Length == 0
            ? throw new ConfigurationException("No AWS region is known. Set Aws:Regions:0 (for example --Aws:Regions:0=us-east-1), AWS_REGION, or a region in the profile.")
            : new AwsCredentialSource(credentials, provider, regions, renewal);
    }

    private static (AWSCredentials, string, string?, string) FromProfile(string name)
    {
        var chain = new CredentialProfileStoreChain();
        if (!chain.TryGetProfile(name, out var profile))
            throw new ConfigurationException($"There is no AWS profile named {name}. Check Aws:Profile and the shared configuration files (~/.aws/config, ~/.aws/credentials).");
        if (!chain.TryGetAWSCredentials(name, out var credentials))
            throw new ConfigurationException($"The AWS profile {name} holds no credentials this program can use. For sessions of `aws login`, add to the profile: credential_process = aws configure export-credentials --profile {name} --format process");
        return (credentials, $"profile {name}", profile.Region?.SystemName ?? FallbackRegion(), RenewalOf(chain, profile));
    }

    private static (AWSCredentials, string, string?, string) FromChain()
    {
        try
        {
            var credentials = DefaultAWSCredentialsIdentityResolver.GetCredentials();
            return (credentials, Describe(credentials), FallbackRegion(), RenewalOf(credentials));
        }
        catch (AmazonClientException error)
        {
            throw new ConfigurationException("No AWS credentials were found. Set Aws:Profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached.", error);
        }
    }

    private static string? FallbackRegion() => FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;

    internal static string RenewalOf(CredentialProfileStoreChain chain, CredentialProfile profile)
    {
        // A role profile lives on the session of the profile it starts from.
        var root = profile;
        while (root.Options.SourceProfile is { Length: > 0 } source && chain.TryGetProfile(source, out var next))
            root = next;
        return root.Options switch
        {
            { SsoSession.Length: > 0 } or { SsoStartUrl.Length: > 0 } => $"Run `aws sso login --profile {root.Name}`",
            { Token.Length: > 0 } => $"Renew the session of profile {root.Name}, start the console again, which reads it once",
            _ => AnyRenewal,
        };
    }

    private static string RenewalOf(AWSCredentials credentials) => credentials switch
    {
        SSOAWSCredentials => "Run `aws sso login`",
        EnvironmentVariablesAWSCredentials or SessionAWSCredentials => "Renew the session, start the console again, which reads it once",
        _ => AnyRenewal,
    };

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
