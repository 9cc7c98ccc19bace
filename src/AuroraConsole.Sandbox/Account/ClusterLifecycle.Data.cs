using System.Collections.Concurrent;
using AuroraConsole.Sandbox.Postgres;

namespace AuroraConsole.Sandbox.Account;

/// <summary>What is done to a cluster's data and its master user. Interrupted anywhere, each is simply done again.</summary>
internal sealed partial class ClusterLifecycle
{
    private readonly ConcurrentDictionary<string, Task> _removals = [];

    /// <summary>Copies what a restored cluster begins with, instance or not: later its source may have changed or gone.</summary>
    /// <returns>Whether the cluster has data now.</returns>
    private async Task<bool> CopySourceAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (cluster.HasData || cluster.Source is null || Databases is not { } fleet)
            return cluster.HasData;
        if (cluster.Source.Snapshot is { } snapshot)
            await fleet.RestoreAsync(snapshot, cluster.ResourceId, cancellationToken);
        else
            await fleet.CloneAsync(cluster.Source.ResourceId!, cluster.ResourceId, cancellationToken);
        _account.Update(cluster.ResourceId, c => c with { HasData = true });
        return true;
    }

    private async Task RestartIfDueAsync(PostgresFleet fleet, Cluster cluster, CancellationToken cancellationToken)
    {
        if (cluster.Instances.Any(i => i.RestartDue))
        {
            await fleet.StopAsync(cluster.ResourceId, cancellationToken);
            _account.Update(cluster.ResourceId, c => c with { Instances = [.. c.Instances.Select(i => i with { RestartDue = false })] });
        }
    }

    /// <summary>A copy stops the server; the caller starts it again where it is to run.</summary>
    private async Task TakeSnapshotsAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        foreach (var snapshot in _account.State.Snapshots.Where(s => s.Source.ResourceId == cluster.ResourceId && s.Status == ResourceStatus.Creating))
        {
            // A cluster that never had an instance has no data to copy; its snapshot is the record alone.
            if (cluster.HasData && Databases is { } fleet)
                await fleet.SnapshotAsync(cluster.ResourceId, snapshot.DataName, cancellationToken);
            _account.FinishSnapshot(cluster, snapshot.Id, failed: cluster.HasData && _fleet?.Unavailable is not null);
        }
    }

    // The route says "by password" only once the server asks for one, and stops saying so before the server stops asking.
    private async Task ChangeMasterAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (cluster.MasterChange is not { } change)
            return;
        if (Databases is not { } fleet)
        {
            if (_fleet is null)
                _account.Update(cluster.ResourceId, c => c with { MasterChange = null });
            return;
        }

        if (change.Verifier is null)
            _account.Update(cluster.ResourceId, c => c with { MasterByPassword = false });
        await fleet.ChangeMasterAsync(cluster.ResourceId, change.Verifier, cancellationToken);
        _account.Update(cluster.ResourceId, c => c.MasterChange == change ? c with { MasterChange = null, MasterByPassword = change.Verifier is not null } : c);
    }

    private void RemoveSnapshot(string dataName)
    {
        if (Databases is { } fleet)
            _removals[dataName] = Task.Run(() => RemoveSnapshotAsync(fleet, dataName, _stopping.Token));
    }

    private async Task RemoveSnapshotAsync(PostgresFleet fleet, string dataName, CancellationToken cancellationToken)
    {
        try
        {
            await fleet.DeleteSnapshotAsync(dataName, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FleetException or OperationCanceledException)
        {
            // The next start removes it.
            Log.LeftoversStay(_logger, e.Message);
        }
        finally
        {
            _removals.TryRemove(dataName, out _);
        }
    }
}
