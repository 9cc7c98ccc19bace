using System.Text.Json.Nodes;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Gateway;
using Npgsql;
using static AuroraConsole.Sandbox.Tests.Account.SandboxLogins;

namespace AuroraConsole.Sandbox.Tests.Account;

/// <summary>The whole road on real parts: API, gateway, PostgreSQL, metrics, log.</summary>
public sealed class RoadTests
{
    [Fact]
    public async Task A_cluster_is_created_logged_in_to_refused_counted_snapshotted_and_deleted()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        var shop = await sandbox.AvailableAsync("shop", ("EnableCloudwatchLogsExports.member.1", "iam-db-auth-error"));
        var port = int.Parse(shop.One("Port")!);
        var token = Signer(port, "postgres").Token();
        await using (var connection = await OpenAsync(sandbox, port, "postgres", token))
        {
            await using var command = new NpgsqlCommand("CREATE TABLE kept (id int); INSERT INTO kept VALUES (42)", connection);
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal("28000 PAM authentication failed for user \"postgres\"", await RefusalAsync(sandbox, port, "postgres", token[..^2] + (token[^2] == '0' ? '1' : '0') + token[^1]));
        Assert.Equal("28000 PAM authentication failed for user \"postgres\"", await RefusalAsync(sandbox, port, "postgres", (Signer(port, "postgres") with { At = DateTimeOffset.UtcNow.AddMinutes(-16) }).Token()));
        Assert.Equal("28000 PAM authentication failed for user \"postgres\"", await RefusalAsync(sandbox, port, "postgres", (Signer(port, "postgres") with { Key = "SANDBOXAPP" }).Token()));
        Assert.Equal("4 1 3 2 1", await CountsAsync(sandbox, "DBClusterIdentifier", "shop"));
        Assert.Equal("4 1 3 2 1", await CountsAsync(sandbox, "DBInstanceIdentifier", "shop-instance-1"));
        Assert.Equal(["InvalidToken", "ExpiredToken", "NotAuthorized"], await CodesAsync(sandbox));

        await sandbox.RestartAsync();
        await sandbox.UntilAsync("shop", "available");
        Assert.Equal(42, await ScalarAsync(sandbox, port, "SELECT id FROM kept"));

        (await sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", "shop-instance-1"))).Ok();
        (await sandbox.RdsAsync("DeleteDBCluster", ("DBClusterIdentifier", "shop"), ("FinalDBSnapshotIdentifier", "last"))).Ok();
        await sandbox.UntilAsync("shop", null);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => OpenAsync(sandbox, port, "postgres", Signer(port, "postgres").Token()));
        Assert.Equal("available", (await sandbox.RdsAsync("DescribeDBClusterSnapshots")).One("Status"));
        Assert.Single(Directory.GetDirectories(Path.Combine(sandbox.Host.Options.DataPath, "postgres", "clusters")));
        Assert.Single(Directory.GetDirectories(Path.Combine(sandbox.Host.Options.DataPath, "postgres", "snapshots")));
    }

    [Fact]
    public async Task Readers_have_ports_of_their_own_and_the_data_outlives_the_last_instance()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.AvailableAsync("shop");
        var port = sandbox.RouteOf("shop").Port;
        await ScalarAsync(sandbox, port, "CREATE TABLE kept AS SELECT 7 AS id");
        await AddInstanceAsync(sandbox, "shop-reader");
        var reader = sandbox.Account.State.FindInstance("us-east-1", "shop-reader")!.Value.Instance.Port;
        Assert.Equal(7, await ScalarAsync(sandbox, reader, "SELECT id FROM kept"));
        Assert.Equal("1", (await CountsAsync(sandbox, "DBInstanceIdentifier", "shop-reader"))[..1]);
        Assert.Equal("25006", (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(sandbox, reader, "INSERT INTO kept VALUES (8)"))).SqlState);
        var named = RouteTable.ReaderHost(sandbox.Account.State.Find("us-east-1", "shop")!);
        Assert.Equal("on", await ReadOnlyByNameAsync(sandbox, named, port));
        Assert.Equal("on", await ReadOnlyByNameAsync(sandbox, named, sandbox.Host.Options.GatewayPort));
        Assert.Equal("off", await ReadOnlyByNameAsync(sandbox, named.Replace("cluster-ro-", "cluster-"), port));

        foreach (var instance in new[] { "shop-instance-1", "shop-reader" })
            (await sandbox.RdsAsync("DeleteDBInstance", ("DBInstanceIdentifier", instance))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Account.State.Find("us-east-1", "shop")!.Instances.Count == 0);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(sandbox, port, "SELECT 1"));
        await AddInstanceAsync(sandbox, "shop-again");
        Assert.Equal(7, await ScalarAsync(sandbox, port, "SELECT id FROM kept"));
    }

    private static async Task<string> ReadOnlyByNameAsync(RunningSandbox sandbox, string host, int port)
    {
        var token = (Signer(port, "postgres") with { Host = $"{host}:{port}" }).Token();
        var (_, output, errors) = await Psql.RunAsync($"host={host} hostaddr=127.0.0.1 port={port} user=postgres dbname=postgres sslmode=verify-full sslrootcert={sandbox.Host.CaPath}", token, "SHOW default_transaction_read_only");
        return output + errors;
    }

    [Fact]
    public async Task A_standard_master_logs_in_by_password_until_IAM_is_asked_for()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        const string Password = "swordfish-99";
        (await sandbox.RdsAsync("CreateDBCluster", ("DBClusterIdentifier", "shop"), ("Engine", "aurora-postgresql"), ("MasterUsername", "postgres"), ("MasterUserPassword", Password))).Ok();
        await sandbox.UntilAsync("shop", "available");
        await AddInstanceAsync(sandbox, "shop-one");
        var port = sandbox.RouteOf("shop").Port;
        await ExecuteAsync(sandbox, port, Password, "CREATE ROLE app_user LOGIN; GRANT rds_iam TO app_user");
        Assert.DoesNotContain(Password, await File.ReadAllTextAsync(Path.Combine(sandbox.Host.Options.DataPath, "account.json")));
        Assert.StartsWith("28P01", await RefusalAsync(sandbox, port, "postgres", "wrong"));
        Assert.StartsWith("28P01", await RefusalAsync(sandbox, port, "postgres", Signer(port, "postgres").Token()));

        // IAM is off: a member of rds_iam has no way in, and the backend's trust in it is nobody's.
        Assert.Equal("28P01 password authentication failed for user \"app_user\"", await RefusalAsync(sandbox, port, "app_user", Signer(port, "app_user").Token()));
        await ModifyAsync(sandbox, ("EnableIAMDatabaseAuthentication", "true"));
        Assert.Equal("app_user", await ScalarAsync(sandbox, port, "SELECT current_user::text", "app_user"));
        await sandbox.RestartAsync();
        await sandbox.UntilAsync("shop", "available");
        await ExecuteAsync(sandbox, port, Password, "SELECT 1");

        await ModifyAsync(sandbox, ("MasterUserPassword", "another-99"));
        Assert.StartsWith("28P01", await RefusalAsync(sandbox, port, "postgres", Password));
        await ExecuteAsync(sandbox, port, "another-99", "SELECT 1");
        await ModifyAsync(sandbox, ("MasterUserAuthenticationType", "iam-db-auth"));
        Assert.StartsWith("28000", await RefusalAsync(sandbox, port, "postgres", "another-99"));
        Assert.Equal("postgres", await ScalarAsync(sandbox, port, "SELECT current_user::text"));
        await ModifyAsync(sandbox, ("EnableIAMDatabaseAuthentication", "false"));
        Assert.StartsWith("28P01", await RefusalAsync(sandbox, port, "app_user", Signer(port, "app_user").Token()));
    }

    [Fact]
    public async Task A_master_that_lost_rds_iam_is_let_in_again()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.AvailableAsync("shop");
        var port = sandbox.RouteOf("shop").Port;
        await ScalarAsync(sandbox, port, "REVOKE rds_iam FROM postgres");
        Assert.StartsWith("28P01", await RefusalAsync(sandbox, port, "postgres", Signer(port, "postgres").Token()));
        await ModifyAsync(sandbox, ("MasterUserAuthenticationType", "iam-db-auth"));
        Assert.Equal("postgres", await ScalarAsync(sandbox, port, "SELECT current_user::text"));
        await ScalarAsync(sandbox, port, "CREATE ROLE again LOGIN");
        await ScalarAsync(sandbox, port, "GRANT rds_iam TO again");
    }

    [Fact]
    public async Task What_a_snapshot_or_the_latest_time_holds_is_restored()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.AvailableAsync("shop");
        var port = sandbox.RouteOf("shop").Port;
        await ScalarAsync(sandbox, port, "CREATE TABLE kept AS SELECT 1 AS id");
        (await sandbox.RdsAsync("CreateDBClusterSnapshot", ("DBClusterIdentifier", "shop"), ("DBClusterSnapshotIdentifier", "one"))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Account.State.Snapshots.Single().Status == "available");
        await UntilAnswersAsync(sandbox, port);
        await ScalarAsync(sandbox, port, "UPDATE kept SET id = 2");

        (string, string)[] express = [("EnableInternetAccessGateway", "true"), ("EnableVPCNetworking", "false"), ("EnableIAMDatabaseAuthentication", "true")];
        (await sandbox.RdsAsync("RestoreDBClusterFromSnapshot", [("DBClusterIdentifier", "then"), ("SnapshotIdentifier", "one"), ("Engine", "aurora-postgresql"), .. express])).Ok();
        (await sandbox.RdsAsync("RestoreDBClusterToPointInTime", [("DBClusterIdentifier", "now"), ("SourceDBClusterIdentifier", "shop"), ("UseLatestRestorableTime", "true"), .. express])).Ok();
        foreach (var id in new[] { "then", "now" }) await sandbox.UntilAsync(id, "available");
        await UntilAnswersAsync(sandbox, port);
        await ScalarAsync(sandbox, port, "UPDATE kept SET id = 3");
        (await sandbox.RdsAsync("DeleteDBClusterSnapshot", ("DBClusterSnapshotIdentifier", "one"))).Ok();
        await RunningSandbox.UntilAsync(() => Directory.GetDirectories(Path.Combine(sandbox.Host.Options.DataPath, "postgres", "snapshots")).Length == 0);
        foreach (var id in new[] { "then", "now" }) await AddInstanceAsync(sandbox, id + "-one", id);
        Assert.Equal("1 2 3", $"{await KeptAsync("then")} {await KeptAsync("now")} {await KeptAsync("shop")}");

        (await sandbox.RdsAsync("RebootDBInstance", ("DBInstanceIdentifier", "now-one"))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Account.State.FindInstance("us-east-1", "now-one")!.Value.Instance.Status == "available");
        Assert.Equal(2, await KeptAsync("now"));
        (await sandbox.RdsAsync("StopDBCluster", ("DBClusterIdentifier", "now"))).Ok();
        await sandbox.UntilAsync("now", "stopped");
        Assert.False(sandbox.Host.Fleet!.IsRunning(sandbox.Account.State.Find("us-east-1", "now")!.ResourceId));
        (await sandbox.RdsAsync("StartDBCluster", ("DBClusterIdentifier", "now"))).Ok();
        await sandbox.UntilAsync("now", "available");
        Assert.Equal(2, await KeptAsync("now"));

        Task<object?> KeptAsync(string id) => ScalarAsync(sandbox, sandbox.RouteOf(id).Port, "SELECT id FROM kept");
    }

    [Fact]
    public async Task Faults_and_the_clock_reach_the_gateway()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.UntilAsync("demo", "available");
        var port = sandbox.RouteOf("demo").Port;
        await PutAsync(sandbox, "faults", "{\"gateway\":\"throttle\"}");
        await RefusalAsync(sandbox, port, "app_user", Signer(port, "app_user").Token());
        await PutAsync(sandbox, "faults", "{\"gateway\":\"internal-error\"}");
        await RefusalAsync(sandbox, port, "app_user", Signer(port, "app_user").Token());
        await PutAsync(sandbox, "faults", "{\"gateway\":null}");
        await PutAsync(sandbox, "clock", "{\"offsetSeconds\":901}");
        await RefusalAsync(sandbox, port, "app_user", Signer(port, "app_user").Token());
        Assert.Equal(["ThrottlingException", "InternalError", "ExpiredToken"], await CodesAsync(sandbox, "demo"));
    }

    [Fact]
    public async Task A_login_over_the_limit_is_refused_counted_and_logged_as_throttled()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => { o.Databases = true; o.LoginsPerSecond = 0; });
        await sandbox.UntilAsync("demo", "available");
        var port = sandbox.RouteOf("demo").Port;
        Assert.Equal("28000 PAM authentication failed for user \"app_user\"", await RefusalAsync(sandbox, port, "app_user", Signer(port, "app_user").Token()));
        Assert.Equal(["ThrottlingException"], await CodesAsync(sandbox, "demo"));
        Assert.Equal("1 0 1 0 0", await CountsAsync(sandbox, "DBClusterIdentifier", "demo"));
        Assert.Contains(new MetricKey("us-east-1", "IamDbAuthConnectionFailureThrottling", "DBClusterIdentifier", "demo"), sandbox.Account.Metrics.List("us-east-1").Select(metric => metric.Key));
    }

    [Fact]
    public async Task Demo_traffic_logs_in_well_and_badly()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => { o.Databases = true; o.DemoTraffic = true; });
        await sandbox.UntilAsync("demo", "available");
        await RunningSandbox.UntilAsync(() => sandbox.Account.Logs.Groups("us-east-1").Any(group => group.Name.EndsWith(SandboxAccount.AuthErrorLog, StringComparison.Ordinal)));
        Assert.StartsWith("2 1 1", await CountsAsync(sandbox, "DBClusterIdentifier", "demo"));
        Assert.Equal(["InvalidToken"], await CodesAsync(sandbox, "demo"));
    }

    [Fact]
    public async Task A_port_taken_while_the_sandbox_was_down_is_given_up()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o.Databases = true);
        await sandbox.UntilAsync("demo", "available");
        var port = sandbox.RouteOf("demo").Port;
        await sandbox.StopAsync();
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        other.Start();
        await sandbox.RestartAsync();
        await sandbox.UntilAsync("demo", "available");
        await RunningSandbox.UntilAsync(() => sandbox.RouteOf("demo").Port != port);
        Assert.Equal("app_user", await ScalarAsync(sandbox, sandbox.RouteOf("demo").Port, "SELECT current_user::text", "app_user"));
    }

    // A copy stops the server for a moment.
    private static async Task UntilAnswersAsync(RunningSandbox sandbox, int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await ScalarAsync(sandbox, port, "SELECT 1");
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    private static async Task ModifyAsync(RunningSandbox sandbox, params (string Name, string Value)[] parameters)
    {
        (await sandbox.RdsAsync("ModifyDBCluster", [("DBClusterIdentifier", "shop"), .. parameters])).Ok();
        await sandbox.UntilAsync("shop", "available");
    }

    private static async Task ExecuteAsync(RunningSandbox sandbox, int port, string password, string sql)
    {
        await using var connection = await OpenAsync(sandbox, port, "postgres", password);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task AddInstanceAsync(RunningSandbox sandbox, string id, string cluster = "shop")
    {
        (await sandbox.RdsAsync("CreateDBInstance", ("DBInstanceIdentifier", id), ("DBClusterIdentifier", cluster), ("DBInstanceClass", "db.serverless"), ("Engine", "aurora-postgresql"))).Ok();
        await RunningSandbox.UntilAsync(() => sandbox.Account.State.FindInstance("us-east-1", id)!.Value.Instance.Status == "available");
    }

    /// <summary>Requests, successes, failures, failures by token and by permission, of the last minutes.</summary>
    private static async Task<string> CountsAsync(RunningSandbox sandbox, string dimension, string value)
    {
        string[] names = ["Requests", "Success", "Failure", "FailureInvalidToken", "FailureInsufficientPermissions"];
        var queries = names.Select((n, i) => (JsonNode)new JsonObject
        {
            ["Id"] = "m" + i,
            ["MetricStat"] = new JsonObject
            {
                ["Metric"] = new JsonObject { ["Namespace"] = "AWS/RDS", ["MetricName"] = "IamDbAuthConnection" + n, ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = dimension, ["Value"] = value }) },
                ["Period"] = 60,
                ["Stat"] = "Sum",
            },
        });
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var request = new JsonObject { ["StartTime"] = now - 600, ["EndTime"] = now + 60, ["MetricDataQueries"] = new JsonArray([.. queries]) };
        var answer = (await sandbox.SendAsync(sandbox.CloudWatch("GetMetricData", request.ToJsonString()))).Ok().Json;
        return string.Join(' ', answer["MetricDataResults"]!.AsArray().Select(r => r!["Values"]!.AsArray().Sum(v => v!.GetValue<double>())));
    }

    private static async Task<List<string>> CodesAsync(RunningSandbox sandbox, string cluster = "shop")
    {
        var answer = (await sandbox.SendAsync(sandbox.Logs("FilterLogEvents", $"{{\"logGroupName\":\"/aws/rds/cluster/{cluster}/iam-db-auth-error\"}}"))).Ok().Json;
        return [.. answer["events"]!.AsArray().Select(e => e!["message"]!.ToString().Split("Error Code: ")[1].TrimEnd(')'))];
    }

    private static async Task PutAsync(RunningSandbox sandbox, string what, string json)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, $"{sandbox.Host.AwsUrl}/_sandbox/{what}") { Content = new StringContent(json) };
        using var answer = await sandbox.SendAsync(message);
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
