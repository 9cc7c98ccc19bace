namespace AuroraConsole.Aws;

/// <summary>The SDK clients, the identity that signs, and the databases' roots of trust.</summary>
public static class AwsSetup
{
    /// <summary>Adds the room. <paramref name="source"/> was resolved by Program.cs.</summary>
    /// <exception cref="ConfigurationException">A signing role cannot be one.</exception>
    public static IServiceCollection AddAws(this IServiceCollection services, AwsOptions options, AwsCredentialSource source, AwsTarget target) => services
        .AddSingleton(options)
        .AddSingleton(source)
        .AddSingleton(target)
        .AddSingleton(Signer.Configured(options, source.Regions[0]))
        .AddSingleton<AwsClients>()
        .AddSingleton<SigningIdentity>()
        .AddSingleton(provider => new DatabaseTrust(options, provider.GetRequiredService<Shared.ConsoleOptions>(), new HttpClient { Timeout = TimeSpan.FromSeconds(10) }));
}
