using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.AuthActivity.Why;

namespace AuroraConsole.AuthActivity;

/// <summary>Login metrics, the auth error log, what they mean, and alarms.</summary>
public static class AuthActivitySetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddAuthActivity(this IServiceCollection services)
    {
        services.AddOptions<CloudWatchPrices>().BindConfiguration(CloudWatchPrices.Section);
        return services
            .AddSingleton<CloudWatchUse>()
            .AddSingleton<AuthWatch>()
            .AddSingleton<AuthSummaryWatch>()
            .AddSingleton<AuthMarks>()
            .AddSingleton<AuthReport>()
            .AddSingleton<AuthExport>()
            .AddSingleton<AuthLogExport>()
            .AddSingleton<AlarmWatch>()
            .AddSingleton<LoginAlarms>()
            .AddSingleton<MintRecords>()
            .AddSingleton<EarlierClusters>()
            .AddSingleton<PermissionFindings>()
            .AddSingleton<LoginDiagnosis>()
            .AddScoped<RoleAnswers>();
    }
}
