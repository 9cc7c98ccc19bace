using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Postgres;
using AuroraConsole.Sandbox.Tests.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

[Collection("gateway")]
public sealed class TrafficTests(Gateways gateways)
{
    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task Rows_come_and_go_unchanged_by_COPY(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using var connection = await gateway.OpenAsync("postgres");
        await connection.ScalarAsync("create temp table t (n serial, line text)");
        var random = new Random(3);
        var lines = Enumerable.Range(0, 20_000).Select(_ => Convert.ToHexString(RandomBytes(random, random.Next(200)))).ToList();
        await using (var import = await connection.BeginTextImportAsync("copy t (line) from stdin"))
        {
            foreach (var line in lines) await import.WriteAsync(line + "\n");
        }
        Assert.Equal((20_000L, lines.Sum(line => (long)line.Length)), ((long)(await connection.ScalarAsync("select count(*) from t"))!, (long)(await connection.ScalarAsync("select sum(length(line)) from t"))!));
        using var export = await connection.BeginTextExportAsync("copy (select line from t order by n) to stdout");
        var got = (await export.ReadToEndAsync()).Split('\n');
        Assert.Equal(lines.Count + 1, got.Length);
        Assert.True(lines.SequenceEqual(got[..^1]));

        static byte[] RandomBytes(Random random, int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task A_notification_arrives_while_the_client_waits()
    {
        var gateway = await gateways.OnAsync("found");
        await using var listener = await gateway.OpenAsync("app_user");
        await using var speaker = await gateway.OpenAsync("app_readonly");
        await listener.ScalarAsync("listen news");
        var heard = new TaskCompletionSource<string>();
        listener.Notification += (_, told) => heard.TrySetResult(told.Payload);
        var waiting = listener.WaitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        await speaker.ScalarAsync("select pg_notify('news', 'fresh')");
        await waiting;
        Assert.Equal("fresh", await heard.Task);
    }

    [Fact]
    public async Task Npgsql_cancels_a_statement_and_goes_on()
    {
        var gateway = await gateways.OnAsync("found");
        await using var connection = await gateway.OpenAsync("app_user");
        await using var sleep = new NpgsqlCommand("select pg_sleep(60)", connection);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<OperationCanceledException>(() => sleep.ExecuteNonQueryAsync(soon.Token));
        Assert.Equal(1, await connection.ScalarAsync("select 1"));
    }

    [Fact]
    public async Task A_stopped_cluster_ends_its_sessions_and_says_so_to_new_ones()
    {
        var gateway = await RunningGateway.StartAsync("found");
        await using var own = gateway;
        await using var open = await gateway.OpenAsync("app_user");
        await gateway.Fleet.StopAsync(RunningGateway.ResourceId, default);
        var ended = await Assert.ThrowsAsync<PostgresException>(() => open.ScalarAsync("select 1"));
        Assert.Equal("57P01", ended.SqlState);
        gateway.TakeLogins();
        Assert.StartsWith("57P03 the database system of cluster \"demo\" is not accepting connections", await gateway.RefusalAsync("app_user", gateway.Token("app_user")));
        Assert.Empty(gateway.TakeLogins());

        await gateway.Fleet.StartAsync(RunningGateway.ResourceId, default);
        await using var again = await gateway.OpenAsync("app_user");
        Assert.Equal(1L, await gateway.Fleet.CountConnectionsAsync(RunningGateway.ResourceId, default));

        gateway.Server.Close(gateway.Route.Port);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => again.ScalarAsync("select 1"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => gateway.OpenAsync("app_user"));
        gateway.Server.Listen(gateway.Route);
        await using var reopened = await gateway.OpenAsync("app_user");
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task The_demo_s_roles_may_do_what_they_are_for(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await DemoDatabase.SeedAsync(gateway.Fleet, RunningGateway.ResourceId, default);
        await using var writer = await gateway.OpenAsync("app_user");
        await using var reader = await gateway.OpenAsync("app_readonly");
        Assert.Equal(4000L, await reader.ScalarAsync("select count(*) from orders"));
        Assert.True((long)(await writer.ScalarAsync("select count(*) from payments"))! > 2000);
        Assert.Equal(0L, await reader.ScalarAsync("select count(*) from customers where email not like '%.example'"));
        Assert.Equal(1L, await writer.ScalarAsync("with i as (insert into customers (name, email, country) values ('A', gen_random_uuid() || '@x.example', 'DE') returning 1) select count(*) from i"));
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => reader.ScalarAsync("select * from payments"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => reader.ScalarAsync("delete from customers"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => writer.ScalarAsync("create table mine ()"))).SqlState);

        await using var owner = await gateway.OpenAsync("postgres");
        await owner.ScalarAsync("drop table if exists later; create table later as select 1 as x");
        Assert.Equal(1, await reader.ScalarAsync("select x from later"));
        Assert.Equal(1, await writer.ScalarAsync("update later set x = x returning x"));
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task The_master_user_may_what_it_may_on_Aurora_and_no_more(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using var master = await gateway.OpenAsync("postgres", database: "postgres");
        await master.ScalarAsync("create table if not exists here ()");
        await master.ScalarAsync("drop database if exists other");
        await master.ScalarAsync("create database other");
        await using (var other = await gateway.OpenAsync("postgres", database: "other"))
        {
            await other.ScalarAsync("create table t ()");
            Assert.NotNull(await other.ScalarAsync("select count(*) from pg_stat_statements"));
        }
        Assert.Equal("off", await master.ScalarAsync("select current_setting('is_superuser')"));
        Assert.Equal(true, await master.ScalarAsync("select pg_has_role('postgres', 'pg_monitor', 'USAGE') and pg_has_role('postgres', 'pg_signal_backend', 'USAGE')"));
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => master.ScalarAsync("alter role rdsadmin nologin"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => master.ScalarAsync("copy here from program 'id'"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => master.ScalarAsync("set role rdsadmin"))).SqlState);
        foreach (var role in new[] { "rdsadmin", "pg_execute_server_program", "pg_read_server_files", "pg_write_server_files" })
        {
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => master.ScalarAsync($"grant {role} to postgres"))).SqlState);
        }
    }

    [Fact]
    public async Task Every_login_at_once_is_decided_once()
    {
        var gateway = await gateways.OnAsync("found");
        gateway.TakeLogins();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            if (i % 3 == 0)
            {
                Assert.StartsWith("28000", await gateway.RefusalAsync("app_user", "bad"));
                return;
            }
            await using var connection = await gateway.OpenAsync("app_user");
            Assert.Equal(i, await connection.ScalarAsync($"select {i}"));
        }));
        var logins = gateway.TakeLogins();
        Assert.Equal((40, 20), (logins.Count(login => login.Outcome == LoginOutcome.Success), logins.Count(login => login.Outcome == LoginOutcome.InvalidToken)));
    }
}
