namespace AuroraConsole.Fleet;

/// <summary>The watched clusters.</summary>
public static class FleetSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddFleet(this IServiceCollection services) => services
        .AddSingleton<FleetWatch>()
        .AddSingleton<EndpointReader>()
        .AddHostedService(provider => provider.GetRequiredService<FleetWatch>());
}
