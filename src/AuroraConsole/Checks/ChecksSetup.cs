namespace AuroraConsole.Checks;

/// <summary>What a login needs, each looked at on its own: the policy, by simulation or by its text, and the role in the database.</summary>
public static class ChecksSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddChecks(this IServiceCollection services) => services
        .AddSingleton<PolicySimulation>()
        .AddSingleton<RoleLookup>();
}
