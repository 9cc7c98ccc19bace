namespace AuroraConsole.Activity;

/// <summary>Who is connected, what runs, who waits for whom.</summary>
public static class ActivitySetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddSingleton<ActivityReader>()
        .AddSingleton<ActivityWatch>()
        .AddSingleton<SessionEnds>();
}
