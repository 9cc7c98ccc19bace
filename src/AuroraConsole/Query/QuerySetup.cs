using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;

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
        .AddSingleton<QueryRuns>()
        .AddHostedService(provider => provider.GetRequiredService<QueryRuns>());
}
