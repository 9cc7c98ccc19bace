using System.Net;
using System.Net.Sockets;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuroraConsole.Sandbox.Tests.Account;

public sealed class StartTests
{
    [Fact]
    public async Task Everything_is_there_again_after_a_restart()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.AvailableAsync("shop", ("Tags.Tag.1.Key", "a"), ("Tags.Tag.1.Value", "b"));
        var before = await sandbox.RdsAsync("DescribeDBClusters");
        await sandbox.RestartAsync();
        await sandbox.UntilAsync("shop", "available");
        Assert.Equal(WithoutRequestId(before.Body), WithoutRequestId((await sandbox.RdsAsync("DescribeDBClusters")).Body));
    }

    [Fact]
    public async Task Transitions_go_on_after_a_restart()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => { o.CreateSeconds = 600; o.DeleteSeconds = 600; });
        (await sandbox.CreateExpressAsync("new")).Ok();
        await sandbox.UntilAsync("demo", "available");
        (await sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "demo-instance-1"))).Ok();
        (await sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "demo"), ("FinalDBSnapshotIdentifier", "last"))).Ok();

        // The due time on disk counts, not how long the new process would take.
        (sandbox.Host.Options.CreateSeconds, sandbox.Host.Options.DeleteSeconds) = (0, 0);
        await sandbox.RestartAsync();
        Assert.Equal(["deleting", "creating"], (await sandbox.RdsAsync("DescribeDBClusters")).Xml("Status"));
        sandbox.Clock.Offset = TimeSpan.FromMinutes(11);
        await sandbox.UntilAsync("new", "available");
        await sandbox.UntilAsync("demo", null);
        Assert.Equal("available", (await sandbox.RdsAsync("DescribeDBClusterSnapshots")).One("Status"));
    }

    [Fact]
    public async Task The_demo_cluster_is_made_once()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var demo = await sandbox.UntilAsync("demo", "available");
        Assert.Equal("postgresqliam-db-auth-error", demo.One("EnabledCloudwatchLogsExports"));
        (await sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "demo-instance-1"))).Ok();
        (await sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "demo"), ("SkipFinalSnapshot", "true"))).Ok();
        await sandbox.UntilAsync("demo", null);
        await sandbox.RestartAsync();
        Assert.Empty((await sandbox.RdsAsync("DescribeDBClusters")).Xml("DBClusterIdentifier"));
    }

    [Fact]
    public async Task A_second_sandbox_on_the_same_data_is_refused_with_a_sentence()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var refused = await Assert.ThrowsAsync<SandboxStartException>(() => SandboxHost.StartAsync(sandbox.Host.Options, NullLoggerFactory.Instance, default));
        Assert.Contains($"Another sandbox is running on {sandbox.Host.Options.DataPath}.", refused.Message);
        Assert.Contains("--Sandbox:DataPath=", refused.Message);
    }

    [Fact]
    public async Task A_taken_port_is_refused_with_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await RefusedAsync(o => o.AwsUrl = $"http://127.0.0.1:{port}", $"cannot listen on http://127.0.0.1:{port}: another program has that port");
        await RefusedAsync(o => { o.GatewayPort = port; o.Databases = true; }, $"gateway cannot listen on port {port}");
    }

    [Theory]
    [InlineData("http://0.0.0.0:5081")]
    [InlineData("https://127.0.0.1:5081")]
    [InlineData("nonsense")]
    public async Task An_address_that_is_not_loopback_http_is_refused_with_a_sentence(string url) =>
        await RefusedAsync(o => o.AwsUrl = url, $"Sandbox:AwsUrl is \"{url}\"");

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public async Task A_time_to_wake_that_is_none_is_refused_with_a_sentence(double seconds) =>
        await RefusedAsync(o => o.WakeSeconds = seconds, "Sandbox:WakeSeconds is ");

    [Theory]
    [InlineData("iam.json", "{ \"Users\": ", "is not a valid IAM document")]
    [InlineData("account.json", "{ \"Clusters\": ", "Delete that folder for a factory reset.")]
    [InlineData("metrics.tsv", "nonsense\n", "Delete that folder for a factory reset.")]
    public async Task A_file_that_cannot_be_read_is_refused_with_a_sentence(string file, string content, string sentence) =>
        await RefusedAsync(o => File.WriteAllText(Path.Combine(o.DataPath, file), content), sentence);

    private static async Task RefusedAsync(Action<SandboxOptions> configure, string sentence)
    {
        SandboxOptions? used = null;
        var refused = await Assert.ThrowsAsync<SandboxStartException>(() => RunningSandbox.StartAsync(o =>
        {
            configure(o);
            used = o;
        }));
        Assert.Contains(sentence, refused.Message);
        Directory.Delete(used!.DataPath, recursive: true);
    }

    private static string WithoutRequestId(string xml) => xml[..xml.IndexOf("<ResponseMetadata>", StringComparison.Ordinal)];
}
