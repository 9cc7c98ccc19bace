using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.History;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Results;
using AuroraConsole.Query.Runs;
using AuroraConsole.Query.Saved;
using AuroraConsole.Query.Schema;
using AuroraConsole.Query.Sessions;

namespace AuroraConsole.Query;

/// <summary>The query runner.</summary>
public static class QuerySetup
{
    /// <summary>Adds the room; <paramref name="configuration"/> may hold a <c>Query:</c> section.</summary>
    public static IServiceCollection AddQuery(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Query").Get<QueryOptions>() ?? new QueryOptions())
        .AddSingleton<ResultStore>()
        .AddSingleton<ExportsUnderway>().AddSingleton<ResultExports>()
        .AddSingleton<DraftStore>()
        .AddSingleton(configuration.GetSection("Query").Get<HistoryOptions>() ?? new HistoryOptions()).AddSingleton<HistoryStore>().AddSingleton<SavedQueries>()
        .AddSingleton<DangerEstimates>().AddSingleton<RunChecks>().AddSingleton<ParameterMemory>()
        .AddSingleton<QuerySessions>()
        .AddHostedService(provider => provider.GetRequiredService<QuerySessions>())
        .AddSingleton<QueryRuns>()
        .AddSingleton<CatalogReader>().AddSingleton<SchemaReader>().AddSingleton<SchemaDefinitions>().AddSingleton<CompletionNames>().AddSingleton<SchemaPane>()
        .AddSingleton<AllRows>()
        .AddHostedService(provider => provider.GetRequiredService<QueryRuns>());
}
