using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using Microsoft.Extensions.Configuration;
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
        Assert.Equal(WhatStays(before.Body), WhatStays((await sandbox.RdsAsync("DescribeDBClusters")).Body));
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
    [InlineData("WakeSeconds", -1.0, "0 to 3600")]
    [InlineData("WakeSeconds", double.NaN, "0 to 3600")]
    [InlineData("CreateSeconds", 1e9, "0 to 3600")]
    [InlineData("ModifySeconds", -0.5, "0 to 3600")]
    [InlineData("DeleteSeconds", double.NaN, "0 to 3600")]
    [InlineData("GatewayPort", 0, "1 to 65000")]
    [InlineData("GatewayPort", 70_000, "1 to 65000")]
    [InlineData("LoginsPerSecond", -1, "0 to ")]
    [InlineData("SessionTokenLength", 0, "16 to 16384")]
    public async Task A_setting_out_of_its_bounds_is_refused_with_them(string name, object value, string bounds) =>
        await RefusedAsync(o => typeof(SandboxOptions).GetProperty(name)!.SetValue(o, value), $"Sandbox:{name} is {value}; it is from {bounds}");

    [Theory]
    [InlineData("FreePlans", "true", "There is no setting Sandbox:FreePlans. There are AwsUrl, CreateSeconds, ")]
    [InlineData("GatewayPort", "many", "'many' at 'Sandbox:GatewayPort'")]
    public void A_setting_that_is_none_or_cannot_be_read_is_refused_with_a_sentence(string name, string value, string sentence)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Sandbox:{name}", value)]).Build();
        Assert.Contains(sentence, Assert.Throws<SandboxStartException>(() => SandboxOptions.Read(configuration.GetSection("Sandbox"))).Message);
    }

    [Fact]
    public async Task A_data_path_that_cannot_be_made_is_refused_with_a_sentence()
    {
        var file = Path.GetTempFileName();
        var refused = await Assert.ThrowsAsync<SandboxStartException>(() => RunningSandbox.StartAsync(o => o.DataPath = Path.Combine(file, "sandbox")));
        File.Delete(file);
        Assert.Contains($"cannot keep its files in {file}", refused.Message);
    }

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

    // All but the request's id and the time, which backups follow.
    private static string WhatStays(string xml) => Regex.Replace(xml[..xml.IndexOf("<ResponseMetadata>", StringComparison.Ordinal)], "<LatestRestorableTime>[^<]*", "");
}
