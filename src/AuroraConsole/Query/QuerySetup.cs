using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Sessions;

namespace AuroraConsole.Query;

/// <summary>The query runner.</summary>
public static class QuerySetup
{
    /// <summary>Adds the room; <paramref name="configuration"/> may hold a <c>Query:</c> section.</summary>
    public static IServiceCollection AddQuery(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Query").Get<QueryOptions>() ?? new QueryOptions())
        .AddSingleton<ResultStore>()
        .AddSingleton<ResultExports>()
        .AddSingleton<DraftStore>()
        .AddSingleton<QuerySessions>()
        .AddHostedService(provider => provider.GetRequiredService<QuerySessions>())
        .AddSingleton<QueryRuns>()
        .AddSingleton<AllRows>()
        .AddHostedService(provider => provider.GetRequiredService<QueryRuns>());
}
