using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.Clusters;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Tests.Clusters;

/// <summary>The operations over an RDS in memory and a data path of their own; they can be killed and started again.</summary>
internal sealed class OperationHouse : IDisposable
{
    public static readonly Actor Ann = new("ann", true);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public OperationHouse()
    {
        DataPath = Directory.CreateTempSubdirectory("operations-").FullName;
        (Trail, Operations) = Open(Rds);
    }

    public AuditTrail Trail { get; private set; }

    public string DataPath { get; }

    public RdsInMemory Rds { get; } = new();

    public ClusterOperations Operations { get; private set; }

    public AccessControl Access { get; private set; } = null!;

    /// <summary>As after a kill -9: what ran before never learns of it, and another process reads the same folder.</summary>
    public async Task RestartAsync()
    {
        Trail.Dispose();
        Rds.HangAt(int.MaxValue, false);
        (Trail, Operations) = Open(Rds);
        await Operations.StartAsync(CancellationToken.None);
    }

    /// <summary>Waits until it is so.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        var limit = DateTime.UtcNow + Patience;
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < limit, $"still at {(Operations.Current is [.., var last] ? last.CurrentStep : null)}");
            await Task.Delay(2);
        }
    }

    /// <summary>Waits until the newest operation has ended.</summary>
    public async Task<ClusterOperation> EndedAsync()
    {
        await UntilAsync(() => Operations.Current is [.., { IsRunning: false }]);
        return Operations.Current[^1];
    }

    /// <summary>The trail: act and state of each act.</summary>
    public async Task<string[]> TrailAsync()
    {
        // The outcome is written right after the operation's end is shown.
        var limit = DateTime.UtcNow + Patience;
        while (true)
        {
            var records = await Trail.ReadAsync(Ann, 100, CancellationToken.None);
            if (records.All(record => record.State != "began") || DateTime.UtcNow > limit)
                return [.. records.Select(record => $"{record.Act} {record.State}{(record.Code is null ? "" : " " + record.Code)}")];
            await Task.Delay(2);
        }
    }

    public void Dispose()
    {
        Trail.Dispose();
        Directory.Delete(DataPath, recursive: true);
    }

    private (AuditTrail, ClusterOperations) Open(RdsInMemory rds)
    {
        var options = new ConsoleOptions { DataPath = DataPath };
        var trail = new AuditTrail(options, TimeProvider.System);
        Access = new AccessControl(trail);
        var regions = new RdsRegions(["us-east-1"], _ => rds.Client);
        return (trail, new ClusterOperations(regions, Access, trail, options, new OperationPace(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)), TimeProvider.System, NullLogger<ClusterOperations>.Instance));
    }
}
