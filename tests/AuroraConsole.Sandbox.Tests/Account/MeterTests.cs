using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Gateway;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Account;

/// <summary>Figures of a real PostgreSQL, and an alarm on real logins.</summary>
public sealed class MeterTests
{
    private static readonly string[] OfInstance = ["ACUUtilization", "CPUUtilization", "DatabaseConnections", "FreeableMemory", "MaximumUsedTransactionIDs", "ServerlessDatabaseCapacity"];

    [Fact]
    public async Task Capacity_connections_and_storage_follow_what_the_database_does_and_outlive_a_restart()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.AvailableAsync("shop", ("ServerlessV2ScalingConfiguration.MinCapacity", "0.5"), ("ServerlessV2ScalingConfiguration.MaxCapacity", "8"));
        Assert.Equal(0, await SeenAsync(sandbox, "DatabaseConnections", _ => true));
        Assert.Equal(0.5, await SeenAsync(sandbox, "ServerlessDatabaseCapacity", c => c <= 0.5));
        Assert.Equal(
            OfInstance.Select(n => $"{n} DBClusterIdentifier=shop").Concat(OfInstance.Select(n => $"{n} DBInstanceIdentifier=shop-instance-1")).Append("VolumeBytesUsed DBClusterIdentifier=shop").Order(),
            await ListedAsync(sandbox));
        Assert.InRange(await SeenAsync(sandbox, "VolumeBytesUsed", _ => true), 5 << 20, 500 << 20);
        Assert.InRange(await SeenAsync(sandbox, "FreeableMemory", _ => true), 15L << 30, 16L << 30);
        Assert.InRange(await SeenAsync(sandbox, "MaximumUsedTransactionIDs", _ => true), 1, 1_000_000);

        var port = sandbox.RouteOf("shop").Port;
        await using (var idle = await OpenAsync(sandbox, port))
        await using (var busy = await OpenAsync(sandbox, port))
        {
            using var enough = new CancellationTokenSource();
            var load = LoadAsync(busy, enough.Token);
            Assert.Equal(2, await SeenAsync(sandbox, "DatabaseConnections", c => c == 2));
            Assert.True(await SeenAsync(sandbox, "ServerlessDatabaseCapacity", c => c > 0.5) is > 0.5 and <= 8);
            Assert.InRange(await SeenAsync(sandbox, "CPUUtilization", c => c > 2), 2, 100);
            await enough.CancelAsync();
            await load;
        }

        Assert.Equal(0, await SeenAsync(sandbox, "DatabaseConnections", c => c == 0));
        Assert.Equal(0.5, await SeenAsync(sandbox, "ServerlessDatabaseCapacity", c => c <= 0.5));
        var maximum = sandbox.Account.Metrics.Read(Key("ServerlessDatabaseCapacity"), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.MaxValue, 3600).Max(p => p.Maximum);
        await sandbox.RestartAsync();
        Assert.Equal(maximum, sandbox.Account.Metrics.Read(Key("ServerlessDatabaseCapacity"), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.MaxValue, 3600).Max(p => p.Maximum));
    }

    [Fact]
    public async Task A_cluster_whose_server_sleeps_has_no_capacity_and_is_not_woken()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.AvailableAsync("shop");
        await SeenAsync(sandbox, "ServerlessDatabaseCapacity", c => c > 0);
        var resourceId = sandbox.RouteOf("shop").ResourceId;
        await sandbox.Host.Fleet!.StopAsync(resourceId, default);
        Assert.Equal(0, await SeenAsync(sandbox, "ServerlessDatabaseCapacity", c => c == 0));
        Assert.Equal(0, await SeenAsync(sandbox, "ACUUtilization", c => c == 0));
        Assert.False(sandbox.Host.Fleet!.IsRunning(resourceId));
    }

    [Fact]
    public async Task An_alarm_fires_from_real_bad_logins()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.AvailableAsync("shop");
        var port = sandbox.RouteOf("shop").Port;
        var put = new JsonObject
        {
            ["AlarmName"] = "bad logins",
            ["ComparisonOperator"] = "GreaterThanOrEqualToThreshold",
            ["Threshold"] = 1,
            ["EvaluationPeriods"] = 1,
            ["TreatMissingData"] = "notBreaching",
            ["Namespace"] = "AWS/RDS",
            ["MetricName"] = "IamDbAuthConnectionFailureInvalidToken",
            ["Period"] = 60,
            ["Statistic"] = "Sum",
            ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "DBInstanceIdentifier", ["Value"] = "shop-instance-1" }),
        };
        (await sandbox.SendAsync(sandbox.CloudWatch("PutMetricAlarm", put.ToJsonString()))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Account.Alarms.Find("us-east-1", "bad logins")!.State.Value == "OK");

        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(sandbox, port, "not a token"));
        sandbox.Clock.Offset = TimeSpan.FromSeconds(60);
        await RunningSandbox.UntilAsync(() => sandbox.Account.Alarms.Find("us-east-1", "bad logins")!.State.Value == "ALARM");
        sandbox.Clock.Offset = TimeSpan.FromMinutes(10);
        await RunningSandbox.UntilAsync(() => sandbox.Account.Alarms.Find("us-east-1", "bad logins")!.State.Value == "OK");
    }

    [Theory]
    [InlineData(0, 0, 0, 16, 0.5, 0)]
    [InlineData(0.1, 1 << 20, 0, 16, 0.5, 2.5)]
    [InlineData(1, 1 << 20, 0, 16, 4, 25)]
    [InlineData(1.01, 1 << 20, 0, 16, 4.5, 25.25)]
    [InlineData(0, 3L << 30, 0, 16, 1.5, 0)]
    [InlineData(8, 0, 0, 16, 16, 100)]
    [InlineData(0, 0, 2, 16, 2, 0)]
    [InlineData(2, 0, 0, 1, 1, 100)]
    public void Capacity_is_what_the_busier_of_processor_and_memory_needs(double cores, long memory, double min, double max, double capacity, double cpu)
    {
        var load = new ClusterLoad(cores, memory);
        Assert.Equal((capacity, cpu), (load.Capacity(min, max), load.Cpu(max)));
        Assert.Equal((max * (2L << 30)) - memory, load.FreeableMemory(max));
    }

    private static MetricKey Key(string metric) => new("us-east-1", metric, "DBClusterIdentifier", "shop");

    // Samples are kept by the minute: waits until such a value is the lowest or highest of one of the last two.
    private static async Task<double> SeenAsync(RunningSandbox sandbox, string metric, Func<double, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (true)
        {
            var now = sandbox.Clock.GetUtcNow();
            foreach (var period in sandbox.Account.Metrics.Read(Key(metric), now.AddMinutes(-1), now.AddMinutes(1), 60).Reverse())
            {
                if (wanted(period.Minimum)) return period.Minimum;
                if (wanted(period.Maximum)) return period.Maximum;
            }

            await Task.Delay(200, limit.Token);
        }
    }

    private static async Task<IEnumerable<string>> ListedAsync(RunningSandbox sandbox) =>
        (await sandbox.SendAsync(sandbox.CloudWatch("ListMetrics", "{\"Namespace\":\"AWS/RDS\"}"))).Ok().Json["Metrics"]!.AsArray()
            .Select(m => $"{m!["MetricName"]} {m["Dimensions"]![0]!["Name"]}={m["Dimensions"]![0]!["Value"]}").Where(m => m.Contains("=shop")).Order();

    private static async Task LoadAsync(NpgsqlConnection connection, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            await connection.ScalarAsync("SELECT count(*) FROM generate_series(1, 1000000) n WHERE n % 7 = 3");
    }

    private static async Task<NpgsqlConnection> OpenAsync(RunningSandbox sandbox, int port, string? token = null)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = port,
            Username = "postgres",
            Database = "postgres",
            SslMode = SslMode.VerifyFull,
            RootCertificate = sandbox.Host.CaPath,
            Pooling = false,
            Timeout = 60,
            Password = token ?? new Presigner { Host = $"localhost:{port}", User = "postgres", At = DateTimeOffset.UtcNow }.Token(),
            GssEncryptionMode = GssEncryptionMode.Disable,
            CommandTimeout = 120,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
