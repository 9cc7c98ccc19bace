using System.Diagnostics;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Gateway;
using AuroraConsole.Sandbox.Tests.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Account;

/// <summary>The sandbox as a process of its own, killed without warning.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private readonly string _dataPath = Builds.NewDataPath();
    private readonly int _gatewayPort = RunningSandbox.FreePort();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _output = new();
    private Process? _process;
    private string _url = "";

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_dataPath, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(250)]
    public async Task A_kill_during_create_or_delete_leaves_nothing_half_made(int milliseconds)
    {
        (await RdsAsync("CreateDBCluster", ("DBClusterIdentifier", "shop"), ("Engine", "aurora-postgresql"), ("WithExpressConfiguration", "true"))).Ok();
        await Task.Delay(milliseconds);
        await KillAsync();
        await StartAsync();
        var port = int.Parse((await UntilAsync("available")).One("Port")!);
        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = port,
            Database = "postgres",
            Username = "postgres",
            Password = new Presigner { Host = $"localhost:{port}", User = "postgres", At = DateTimeOffset.UtcNow }.Token(),
            SslMode = SslMode.VerifyFull,
            RootCertificate = Path.Combine(_dataPath, "ca.pem"),
            Pooling = false,
        }.ConnectionString))
        {
            await connection.OpenAsync();
        }

        (await RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Ok();
        (await RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("FinalDBSnapshotIdentifier", "last"))).Ok();
        await Task.Delay(milliseconds);
        await KillAsync();
        await StartAsync();
        await UntilAsync(null);
        Assert.Equal("available", (await RdsAsync("DescribeDBClusterSnapshots")).One("Status"));
        foreach (var kept in new[] { "clusters", "snapshots" })
            Assert.True(Directory.GetDirectories(Path.Combine(_dataPath, "postgres", kept)) is [_], $"{kept}: {string.Join('\n', _output)}");
    }

    private async Task<AwsAnswer> UntilAsync(string? status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await RdsAsync("DescribeDBClusters", ("DBClusterIdentifier", "shop"));
            if (status is null ? answer.Status == 404 : answer.One("Status") == status)
                return answer;
            await Task.Delay(20, limit.Token);
        }
    }

    private Task<AwsAnswer> RdsAsync(string action, params (string Name, string Value)[] parameters) =>
        RunningSandbox.Query(_url, "rds", "2014-10-31", action, parameters).SendAsync(Http);

    private async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "AuroraConsole.Sandbox.dll"),
            "--Sandbox:AwsUrl=http://127.0.0.1:0", $"--Sandbox:GatewayPort={_gatewayPort}", $"--Sandbox:DataPath={_dataPath}",
            "--Sandbox:DemoTraffic=false", "--Sandbox:CreateSeconds=0.2", "--Sandbox:DeleteSeconds=0.2",
        ])
        { RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["AWS", "endpoint", var url, ..])
            {
                _url = url;
                _ = KeepAsync(_process.StandardOutput);
                return;
            }
        }

        Assert.Fail("The sandbox ended before it said where it listens.");
    }

    private async Task KeepAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line) _output.Enqueue(line);
    }

    private async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
