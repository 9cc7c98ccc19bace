using AuroraConsole.BrowserTests;
using AuroraConsole.Sandbox;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Benchmarks;

/// <summary>A whole sandbox of its own, on free ports and a folder that goes with it, once its demo cluster is available.</summary>
internal sealed class DemoSandbox : IAsyncDisposable
{
    private DemoSandbox(SandboxHost host, Cluster demo)
    {
        Host = host;
        Demo = demo;
    }

    public SandboxHost Host { get; }
    public Cluster Demo { get; }

    /// <summary>The folder of the demo cluster's Unix socket; a role of <c>rds_iam</c> is let in there without a password.</summary>
    public string SocketFolder => Path.GetDirectoryName(Host.Fleet!.Running(Demo.ResourceId)!.SocketPath)!;

    public static async Task<DemoSandbox> StartAsync()
    {
        var options = new SandboxOptions
        {
            AwsUrl = "http://127.0.0.1:0",
            GatewayPort = ServerProcess.FreePorts(24),
            DataPath = PrivateFiles.CreatePassage("aurora-benchmark-"),
            DemoTraffic = false,
            CreateSeconds = 0,
            DeleteSeconds = 0,
            LoginsPerSecond = int.MaxValue,
        };
        var host = await SandboxHost.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
        return new DemoSandbox(host, await AvailableAsync(host, "demo"));
    }

    public static async Task<Cluster> AvailableAsync(SandboxHost host, string id)
    {
        while (true)
        {
            if (host.Account.State.Clusters.FirstOrDefault(cluster => cluster.Id == id && cluster.Status == "available") is { } available)
                return available;
            await Task.Delay(2);
        }
    }

    public static string Mint(Cluster cluster, string user) => ConnectToken.Mint($"localhost:{cluster.Port}", cluster.Region, user, "SANDBOX", "sandbox", DateTimeOffset.UtcNow);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Host.Options.DataPath, recursive: true);
    }
}
