using System.Diagnostics;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Gateway;
using Npgsql;
using static AuroraConsole.Sandbox.Tests.Account.SandboxLogins;

namespace AuroraConsole.Sandbox.Tests.Account;

/// <summary>Auto-pause in a whole sandbox: when it comes, what it leaves alone, and what ends it.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task A_cluster_nobody_uses_pauses_by_the_sandbox_s_clock_and_says_available_all_along()
    {
        await using var sandbox = await StartAsync();
        var (port, id) = await NewClusterAsync(sandbox);
        await using (var open = await OpenAsync(sandbox, port, "postgres", Signer(port, "postgres").Token()))
        {
            // An idle session keeps it awake, however long.
            sandbox.Clock.Offset = TimeSpan.FromHours(2);
            await Task.Delay(200);
            Assert.False(IsPaused(sandbox, id));
        }
        await RunningSandbox.UntilAsync(() => sandbox.Host.Fleet!.Users(id) == 0);
        sandbox.Clock.Offset += TimeSpan.FromSeconds(280);
        await Task.Delay(200);
        Assert.False(IsPaused(sandbox, id));
        sandbox.Clock.Offset += TimeSpan.FromSeconds(21);
        await RunningSandbox.UntilAsync(() => IsPaused(sandbox, id));

        // Looking at it does not wake it, nor does a bad token.
        Assert.Equal("available", (await sandbox.RdsAsync("DescribeDBClusters", ("DBClusterIdentifier", "shop"))).One("Status"));
        (await sandbox.RdsAsync("AddTagsToResource", ("ResourceName", "arn:aws:rds:us-east-1:000000000000:cluster:shop"), ("Tags.Tag.1.Key", "a"), ("Tags.Tag.1.Value", "b"))).Ok();
        await UntilEventAsync(sandbox, "The DB cluster is paused.");
        Assert.Equal("28000", (await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(sandbox, port, "postgres", "bad"))).SqlState);
        Assert.True(IsPaused(sandbox, id));

        sandbox.Clock.Offset = TimeSpan.Zero;
        Assert.Equal("2000", await ScalarAsync(sandbox, port, "SHOW max_connections"));
        await UntilEventAsync(sandbox, "The DB cluster is resumed.");
    }

    [Fact]
    public async Task Waking_takes_as_long_as_configured_and_who_gives_up_leaves_nothing()
    {
        await using var sandbox = await StartAsync(o => o.WakeSeconds = 3);
        var (port, id) = await NewClusterAsync(sandbox);
        await PauseAsync(sandbox, id);
        using (var hasty = await WireClient.StartAsync(port, "postgres", "postgres"))
        {
            await hasty.ReadToAsync('R');
            await hasty.SendPasswordAsync(Signer(port, "postgres").Token());
        }
        Assert.True(IsPaused(sandbox, id));
        await RunningSandbox.UntilAsync(() => !IsPaused(sandbox, id));
        await RunningSandbox.UntilAsync(() => sandbox.Host.Fleet!.IdleSince(id) is not null);
        // The server's process ends a moment after its connection.
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)))
        {
            while (await sandbox.Host.Fleet!.CountConnectionsAsync(id, limit.Token) != 0)
                await Task.Delay(20, limit.Token);
        }

        await PauseAsync(sandbox, id);
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(1, await ScalarAsync(sandbox, port, "SELECT 1"));
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(2.9));
    }

    [Fact]
    public async Task A_range_that_no_longer_goes_down_to_0_wakes_it_for_good_and_counts_from_that_start()
    {
        await using var sandbox = await StartAsync();
        var (port, id) = await NewClusterAsync(sandbox);
        await PauseAsync(sandbox, id);
        (await sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("ServerlessV2ScalingConfiguration.MinCapacity", "1"), ("ServerlessV2ScalingConfiguration.MaxCapacity", "4"))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Host.Fleet!.IsRunning(id));
        await sandbox.UntilAsync("shop", "available");
        sandbox.Clock.Offset += TimeSpan.FromDays(3);
        await Task.Delay(200);
        Assert.True(sandbox.Host.Fleet!.IsRunning(id));
        sandbox.Clock.Offset = TimeSpan.Zero;
        Assert.Equal("823", await ScalarAsync(sandbox, port, "SHOW max_connections"));
    }

    [Fact]
    public async Task A_change_of_the_master_s_way_in_wakes_it()
    {
        await using var sandbox = await StartAsync();
        var (port, id) = await NewClusterAsync(sandbox);
        await PauseAsync(sandbox, id);
        (await sandbox.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "shop"), ("MasterUserAuthenticationType", "iam-db-auth"))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Host.Fleet!.IsRunning(id));
        await sandbox.UntilAsync("shop", "available");
        Assert.Equal(1, await ScalarAsync(sandbox, port, "SELECT 1"));
    }

    [Fact]
    public async Task A_paused_cluster_is_up_again_after_a_restart_of_the_sandbox_and_pauses_again()
    {
        await using var sandbox = await StartAsync();
        var (port, id) = await NewClusterAsync(sandbox);
        await ScalarAsync(sandbox, port, "CREATE TABLE kept AS SELECT 42 AS id");
        await PauseAsync(sandbox, id);
        await sandbox.RestartAsync();
        await sandbox.UntilAsync("shop", "available");
        Assert.True(sandbox.Host.Fleet!.IsRunning(id));
        await PauseAsync(sandbox, id);
        sandbox.Clock.Offset = TimeSpan.Zero;
        Assert.Equal(42, await ScalarAsync(sandbox, port, "SELECT id FROM kept"));
    }

    [Fact]
    public async Task A_paused_cluster_is_snapshotted_and_deleted_asleep()
    {
        await using var sandbox = await StartAsync();
        var (port, id) = await NewClusterAsync(sandbox);
        await PauseAsync(sandbox, id);
        (await sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Ok();
        (await sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("FinalDBSnapshotIdentifier", "last"))).Ok();
        await sandbox.UntilAsync("shop", null);
        Assert.Equal("available", (await sandbox.RdsAsync("DescribeDBClusterSnapshots")).One("Status"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => OpenAsync(sandbox, port, "postgres", Signer(port, "postgres").Token()));
        Assert.DoesNotContain("resumed", (await sandbox.RdsAsync("DescribeEvents")).Body);
    }

    [Theory]
    [InlineData(0.5, 1.0, 189)]
    [InlineData(1.0, 4.0, 823)]
    [InlineData(0.0, 8.0, 1_669)]
    [InlineData(1.0, 16.0, 3_360)]
    [InlineData(0.5, 16.0, 2_000)]
    [InlineData(0.0, 256.0, 2_000)]
    [InlineData(2.0, 32.0, 5_000)]
    [InlineData(1.0, 256.0, 5_000)]
    [InlineData(null, null, null)]
    public void The_limit_of_connections_follows_the_range(double? min, double? max, int? limit) =>
        Assert.Equal(limit, ConnectionLimit.Of(new Cluster("us-east-1", "shop", "cluster-X", 1, true, "available", default, "postgres", "17.7") { MinCapacity = min, MaxCapacity = max }));

    private static Task<RunningSandbox> StartAsync(Action<SandboxOptions>? configure = null) => RunningSandbox.StartAsync(o =>
    {
        o.Databases = true;
        configure?.Invoke(o);
    });

    private static async Task<(int Port, string ResourceId)> NewClusterAsync(RunningSandbox sandbox)
    {
        await sandbox.AvailableAsync("shop");
        var route = sandbox.RouteOf("shop");
        return (route.Port, route.ResourceId);
    }

    private static bool IsPaused(RunningSandbox sandbox, string resourceId) => sandbox.Host.Fleet!.IsPaused(resourceId);

    private static async Task PauseAsync(RunningSandbox sandbox, string resourceId)
    {
        await RunningSandbox.UntilAsync(() => sandbox.Host.Fleet!.Users(resourceId) == 0);
        sandbox.Clock.Offset += TimeSpan.FromSeconds(301);
        await RunningSandbox.UntilAsync(() => IsPaused(sandbox, resourceId));
        // Tokens are minted by the machine's clock.
        sandbox.Clock.Offset = TimeSpan.Zero;
    }

    private static async Task UntilEventAsync(RunningSandbox sandbox, string message)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await sandbox.RdsAsync("DescribeEvents", ("SourceIdentifier", "shop"), ("SourceType", "db-cluster"), ("Duration", "10000"))).Body.Contains(message, StringComparison.Ordinal)) await Task.Delay(20, limit.Token);
    }
}
