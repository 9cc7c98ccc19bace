using System.Diagnostics;
using AuroraConsole.Sandbox.Tests.Aws;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>A gateway for attacks alone: what it holds before and after is compared, so nobody else may use it meanwhile.</summary>
public sealed class HostileGateway : IAsyncLifetime
{
    public RunningGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Gateway = await RunningGateway.StartAsync("found");
        // Warm: certificates made, code compiled, pools grown, the listener's and the admin's sockets open.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await using var connection = await Gateway.OpenAsync("app_user");
            await connection.ScalarAsync("select 1");
        }));
        await QuietAsync();
    }

    public async Task DisposeAsync() => await Gateway.DisposeAsync();

    /// <summary>Waits until no connection, no waiting client and no backend is left.</summary>
    public async Task QuietAsync()
    {
        try
        {
            await RunningSandbox.UntilAsync(() => Gateway.Server.Sessions == 0 && Gateway.Server.Unauthenticated == 0);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Gateway.Server.Sessions} connections and {Gateway.Server.Unauthenticated} waiting clients never ended");
        }
        for (var tries = 0; await Gateway.Fleet.CountConnectionsAsync(RunningGateway.ResourceId, default) > 0; tries++)
        {
            Assert.True(tries < 3_000, "backends never ended");
            await Task.Delay(20);
        }
    }

    /// <summary>No session ended by an error that the gateway could not explain.</summary>
    public void AssertNothingUnexpected() => Assert.True(!Gateway.Log.Errors.Any(), string.Join('\n', Gateway.Log.Errors));

    /// <summary>What this process holds.</summary>
    public static Held Now()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return new Held(Directory.GetFileSystemEntries("/proc/self/fd").Length, GC.GetTotalMemory(forceFullCollection: true), Process.GetCurrentProcess().PrivateMemorySize64);
    }
}

/// <param name="Handles">Open file descriptors.</param>
/// <param name="Managed">Bytes after a collection.</param>
/// <param name="Private">Bytes of the process, native ones too.</param>
public sealed record Held(int Handles, long Managed, long Private)
{
    private const int HandleTolerance = 16;
    private const long MemoryTolerance = 4 << 20;

    /// <summary>No more than before, but for what pools, the test's own client and the collector keep.</summary>
    public void AssertFlatSince(Held before)
    {
        Assert.True(Handles <= before.Handles + HandleTolerance && Managed <= before.Managed + MemoryTolerance, $"{before} became {this}");
    }
}

[CollectionDefinition("hostile", DisableParallelization = true)]
public sealed class HostileCollection : ICollectionFixture<HostileGateway>;
