using AuroraConsole.Clusters;
using AuroraConsole.Clusters.Operations;
using AuroraConsole.Shared;
using static AuroraConsole.Tests.Clusters.OperationHouse;

namespace AuroraConsole.Tests.Clusters;

public sealed class DeleteOperationTests : IDisposable
{
    private const string Snapshot = "orders-final-20261121050936";
    private static readonly DeleteOrder Order = new("us-east-1", "orders", "orders", Snapshot);
    private static readonly string[] Road = ["delete-instance orders-reader", "delete-instance orders-instance-1", "delete-cluster"];
    private readonly OperationHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Deletes_readers_then_the_writer_then_the_cluster_with_its_final_snapshot()
    {
        _house.Rds.Add("orders", "orders-reader");

        await _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None);
        var ended = await _house.EndedAsync();

        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.Equal(Road, _house.Rds.Acts);
        Assert.Equal(Snapshot, Assert.Single(_house.Rds.Snapshots).DBClusterSnapshotIdentifier);
        Assert.Empty(_house.Rds.Clusters);
        Assert.Equal(["DeleteCluster succeeded"], await _house.TrailAsync());
    }

    [Fact]
    public async Task Takes_no_snapshot_when_none_is_wanted()
    {
        _house.Rds.Add("orders");

        await _house.Operations.DeleteAsync(Ann, Order with { FinalSnapshot = null }, CancellationToken.None);

        Assert.DoesNotContain((await _house.EndedAsync()).Steps, step => step.Name == "snapshot");
        Assert.Empty(_house.Rds.Snapshots);
    }

    [Fact]
    public async Task Touches_nothing_of_a_protected_cluster()
    {
        _house.Rds.Add("orders").DeletionProtection = true;

        var error = await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None));

        Assert.Equal("InvalidParameterCombination", error.Problem.Code);
        Assert.Contains("Lift the protection in Settings first", error.Problem.Sentence);
        Assert.Empty(_house.Rds.Acts);
        Assert.Equal(["DeleteCluster failed InvalidParameterCombination"], await _house.TrailAsync());
    }

    [Fact]
    public async Task Stops_when_the_cluster_is_protected_on_the_way()
    {
        var cluster = _house.Rds.Add("orders", "orders-reader");
        _house.Operations.Changed += () => cluster.DeletionProtection |= _house.Rds.Acts.Count > 0;
        cluster.DeletionProtection = false;

        await _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None);
        var ended = await _house.EndedAsync();

        Assert.Equal((OperationState.Failed, "InvalidParameterCombination"), (ended.State, ended.Problem?.Code));
        Assert.DoesNotContain("delete-cluster", _house.Rds.Acts);
    }

    [Theory]
    [InlineData(null, "ConfirmationMismatch", "confirm")]
    [InlineData("order", "ConfirmationMismatch", "confirm")]
    [InlineData("Orders", "ConfirmationMismatch", "confirm")]
    public async Task Wants_the_name_exactly(string? typed, string code, string field)
    {
        _house.Rds.Add("orders");

        var error = await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.DeleteAsync(Ann, Order with { Confirm = typed }, CancellationToken.None));

        Assert.Equal((code, field), (error.Problem.Code, error.Problem.Field));
        Assert.Empty(_house.Rds.Acts);
    }

    [Fact]
    public async Task Finds_a_snapshot_of_that_name_before_any_instance_is_gone()
    {
        _house.Rds.Add("orders");
        _house.Rds.Snapshots.Add(new() { DBClusterSnapshotIdentifier = Snapshot, Status = "available" });

        var error = await Assert.ThrowsAsync<ProblemException>(() => _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None));

        Assert.Equal(("DBClusterSnapshotAlreadyExistsFault", "finalSnapshot"), (error.Problem.Code, error.Problem.Field));
        Assert.Empty(_house.Rds.Acts);
    }

    [Fact]
    public async Task Waits_for_an_instance_that_is_busy()
    {
        _house.Rds.Add("orders");
        _house.Rds.Instances[0].DBInstanceStatus = "backing-up";
        await _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None);

        // Two refusals pass; then the instance is free.
        await _house.UntilAsync(() => _house.Rds.Acts.Count >= 2);

        _house.Rds.Instances[0].DBInstanceStatus = "available";
        Assert.Equal(OperationState.Succeeded, (await _house.EndedAsync()).State);
    }

    [Fact]
    public async Task Waits_for_a_cluster_that_starts_again_while_its_deletion_runs()
    {
        _house.Rds.Add("orders");
        _house.Rds.Instances[0].DBInstanceStatus = "backing-up";
        await _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None);
        await _house.UntilAsync(() => _house.Rds.Acts.Count >= 1);

        _house.Rds.Begin(_house.Rds.Clusters[0], "starting");
        Assert.Equal(OperationState.Succeeded, (await _house.EndedAsync()).State);
    }

    [Fact]
    public async Task Leaves_a_namesake_made_later_alone()
    {
        _house.Rds.Add("orders");
        _house.Rds.HangAt(4, after: false);
        await _house.Operations.DeleteAsync(Ann, Order with { FinalSnapshot = null }, CancellationToken.None);
        await _house.UntilAsync(() => _house.Rds.Calls >= 4);

        // Meanwhile somebody deletes the cluster and makes another of the same name.
        _house.Rds.Clusters.Clear();
        _house.Rds.Instances.Clear();
        _house.Rds.Acts.Clear();
        _house.Rds.Add("orders");
        await _house.RestartAsync();

        Assert.Equal(OperationState.Succeeded, (await _house.EndedAsync()).State);
        Assert.Empty(_house.Rds.Acts);
        Assert.Single(_house.Rds.Clusters);
    }

    [Fact]
    public async Task Says_so_when_the_final_snapshot_is_missing()
    {
        _house.Rds.Add("orders");
        _house.Operations.Changed += () => _house.Rds.Snapshots.Clear();

        await _house.Operations.DeleteAsync(Ann, Order, CancellationToken.None);
        var ended = await _house.EndedAsync();

        Assert.Equal((OperationState.Failed, "FinalSnapshotMissing"), (ended.State, ended.Problem?.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kill_at_any_call_ends_in_the_same_nothing_after_a_restart(bool after)
    {
        // The first two calls are questions before the operation begins.
        for (var call = 3; ; call++)
        {
            using var house = new OperationHouse();
            house.Rds.Add("orders", "orders-reader");
            house.Rds.HangAt(call, after);
            await house.Operations.DeleteAsync(Ann, Order, CancellationToken.None);
            await house.UntilAsync(() => house.Rds.Calls >= call || !house.Operations.Current[^1].IsRunning);

            if (house.Rds.Calls < call)
            {
                Assert.True(call > 10, "The calls ran out too soon for this to have tested anything.");
                return;
            }

            await house.RestartAsync();
            var ended = await house.EndedAsync();

            Assert.True(ended.State == OperationState.Succeeded, $"killed at call {call}: {ended.Problem}");
            Assert.Equal(Road, house.Rds.Acts);
            Assert.Equal(Snapshot, Assert.Single(house.Rds.Snapshots).DBClusterSnapshotIdentifier);
            Assert.Empty(house.Rds.Clusters);
            Assert.Equal(["DeleteCluster succeeded"], await house.TrailAsync());
        }
    }
}
