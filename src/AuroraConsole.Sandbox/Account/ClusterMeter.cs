using AuroraConsole.Sandbox.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Account;

/// <summary>Measures every cluster each ten seconds: its processes, its connections, its data directory. Nothing is made up, nobody is woken.</summary>
/// <remarks>
/// Figures go to the cluster and to its writer. Readers have none: here they are the writer's server, which has none of their own.
/// A cluster that serves without a server is paused: capacity, processor and connections are 0. What this system cannot tell is left out.
/// </remarks>
internal sealed partial class ClusterMeter(SandboxAccount account, PostgresFleet fleet, ILogger<ClusterMeter> logger) : BackgroundWork(logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan VolumePause = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, (int Leash, long At, double CpuSeconds)> _before = [];
    private readonly Dictionary<string, long> _volumeAt = [];

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            foreach (var cluster in account.State.Clusters.Where(c => ResourceStatus.Serves(c.Status) && c.HasData && c.Writer is not null))
                await MeasureAsync(cluster, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task MeasureAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            var figures = fleet.Running(cluster.ResourceId) is { } server ? await RunningAsync(cluster, server, cancellationToken) : Paused(cluster);
            List<(MetricKey, double)> samples =
            [
                .. figures.Select(f => (Of(cluster, f.Name), f.Value)),
                .. figures.Select(f => (new MetricKey(cluster.Region, f.Name, "DBInstanceIdentifier", cluster.Writer!.Id), f.Value)),
            ];
            if (IsVolumeDue(cluster.ResourceId))
                samples.Add((Of(cluster, "VolumeBytesUsed"), await fleet.CountBytesAsync(cluster.ResourceId, cancellationToken)));
            account.Metrics.Sample(account.Clock.GetUtcNow(), samples);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or UnauthorizedAccessException or FleetException or InvalidOperationException)
        {
            // It stopped or went while it was being looked at; the next look finds it as it is then.
            Log.Missed(logger, cluster.Id, e.Message);
        }
    }

    private async Task<List<(string Name, double Value)>> RunningAsync(Cluster cluster, PostgresServer server, CancellationToken cancellationToken)
    {
        var figures = new List<(string, double)>
        {
            ("DatabaseConnections", await server.CountConnectionsAsync(cancellationToken)),
            ("MaximumUsedTransactionIDs", await server.OldestTransactionAgeAsync(cancellationToken)),
        };
        if (Load(cluster.ResourceId, server) is not { } load)
            return figures;

        figures.Add(("CPUUtilization", load.Cpu(cluster.MaxCapacity)));
        figures.Add(("FreeableMemory", load.FreeableMemory(cluster.MaxCapacity)));
        if (cluster is { MinCapacity: { } min, MaxCapacity: { } max })
        {
            var capacity = load.Capacity(min, max);
            figures.Add(("ServerlessDatabaseCapacity", capacity));
            figures.Add(("ACUUtilization", 100 * capacity / max));
        }

        return figures;
    }

    private static List<(string Name, double Value)> Paused(Cluster cluster) => cluster.MaxCapacity is null
        ? [("DatabaseConnections", 0), ("CPUUtilization", 0)]
        : [("DatabaseConnections", 0), ("CPUUtilization", 0), ("ServerlessDatabaseCapacity", 0), ("ACUUtilization", 0)];

    // Processor time since the last look at this server; at the first, since it started.
    private ClusterLoad? Load(string resourceId, PostgresServer server)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (ServerProcesses.Read(server.LeashId) is not { } used)
            return null;
        var (leash, at, cpu) = _before.GetValueOrDefault(resourceId);
        if (leash != server.LeashId)
            (at, cpu) = (server.StartedAt, 0);
        _before[resourceId] = (server.LeashId, now, used.CpuSeconds);
        var elapsed = TimeProvider.System.GetElapsedTime(at, now).TotalSeconds;

        // A backend that ended between two looks at the tree can be missed once.
        return new ClusterLoad(Math.Max(0, used.CpuSeconds - cpu) / elapsed, used.MemoryBytes);
    }

    private bool IsVolumeDue(string resourceId)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (_volumeAt.TryGetValue(resourceId, out var at) && TimeProvider.System.GetElapsedTime(at, now) < VolumePause)
            return false;
        _volumeAt[resourceId] = now;
        return true;
    }

    private static MetricKey Of(Cluster cluster, string name) => new(cluster.Region, name, "DBClusterIdentifier", cluster.Id);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Cluster} could not be measured: {Reason}")]
        public static partial void Missed(ILogger logger, string cluster, string reason);
    }
}
