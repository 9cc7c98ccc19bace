namespace AuroraConsole.Audit;

/// <summary>The trail.</summary>
public static class AuditSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditTrail>();
}
