namespace AuroraConsole.Database;

/// <summary>Connections by token.</summary>
public static class DatabaseSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services) => services
        .AddSingleton<DatabaseConnector>()
        .AddSingleton<SideConnections>()
        .AddSingleton<RoleReader>()
        .AddSingleton<CertificateProbe>();
}
