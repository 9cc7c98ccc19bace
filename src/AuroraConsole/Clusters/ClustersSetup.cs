using AuroraConsole.Aws;
using AuroraConsole.Clusters.Operations;

namespace AuroraConsole.Clusters;

/// <summary>The clusters: list, detail, create, delete, settings.</summary>
public static class ClustersSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddClusters(this IServiceCollection services)
    {
        services.AddOptions<ClusterPrices>().BindConfiguration(ClusterPrices.Section);
        return services
            .AddSingleton(OperationPace.Normal)
            .AddSingleton(provider => ClusterDefaults.For(provider.GetRequiredService<AwsOptions>()))
            .AddSingleton(provider => new RdsRegions(provider.GetRequiredService<AwsClients>().Regions, provider.GetRequiredService<AwsClients>().Rds))
            .AddSingleton<ClusterOperations>()
            .AddHostedService(provider => provider.GetRequiredService<ClusterOperations>())
            .AddSingleton<CapacityWatch>()
            .AddSingleton<ClusterSettings>()
            .AddSingleton<ClusterRecords>();
    }

    /// <summary>The room's part of the API.</summary>
    public static IEndpointRouteBuilder MapClusters(this IEndpointRouteBuilder routes)
    {
        ClustersApi.Map(routes);
        return routes;
    }
}
