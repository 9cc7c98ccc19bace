using System.Buffers.Binary;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using AuroraConsole.Sandbox.Tests.Postgres;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>Who wakes a paused cluster, and who does not.</summary>
[Collection("gateway")]
public sealed class PauseTests(Gateways gateways)
{
    private const string Id = RunningGateway.ResourceId;

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_right_token_wakes_and_wrong_ones_are_refused_and_recorded_without(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await gateway.PauseAsync();
        Assert.Equal("28000 PAM authentication failed for user \"app_user\"", await gateway.RefusalAsync("app_user", "bad"));
        Assert.Equal("28000 PAM authentication failed for user \"app_readonly\"", await gateway.RefusalAsync("app_readonly", (gateway.Signer("app_readonly") with { Key = "SANDBOXAPP" }).Token()));
        foreach (var role in new[] { "nobody_here", "App_user", "pg_monitor" })
            Assert.Equal($"28P01 password authentication failed for user \"{role}\"", await gateway.RefusalAsync(role, gateway.Token(role)));
        Assert.StartsWith("28000 pg_hba.conf rejects", await gateway.RefusalAsync("rdsadmin", gateway.Token("rdsadmin")));
        Assert.True(gateway.Fleet.IsPaused(Id));
        Assert.Null(gateway.Fleet.Running(Id));
        Assert.Equal([LoginOutcome.InvalidToken, LoginOutcome.NotAuthorized], gateway.TakeLogins().Select(login => login.Outcome));

        Assert.Equal((0, "app_user", ""), await Psql.RunAsync(gateway.Psql("app_user"), gateway.Token("app_user"), "select current_user"));
        Assert.False(gateway.Fleet.IsPaused(Id));
        Assert.Equal([LoginOutcome.Success], gateway.TakeLogins().Select(login => login.Outcome));
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task Many_clients_that_wake_it_together_all_get_in(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await gateway.PauseAsync();
        var together = new TaskCompletionSource();
        var clients = Enumerable.Range(0, 150).Select(async i =>
        {
            await together.Task;
            var settings = gateway.Settings("app_user", gateway.Token("app_user"));
            settings.Timeout = 120;
            var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync();
            Assert.Equal(i, await connection.ScalarAsync($"select {i}"));
            return connection;
        }).ToList();
        together.SetResult();
        var open = await Task.WhenAll(clients);
        Assert.Equal(150, await gateway.Fleet.CountConnectionsAsync(Id, default));
        foreach (var connection in open) await connection.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_role_with_a_password_wakes_it_as_only_the_database_knows_the_password(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using (var admin = await gateway.OpenAsync("postgres")) await admin.ScalarAsync("drop role if exists sleeper; create role sleeper login password 'right'");
        await gateway.PauseAsync();
        await using (var connection = await gateway.OpenAsync("sleeper", "right")) Assert.Equal("sleeper", await connection.ScalarAsync("select current_user::text"));
        Assert.Empty(gateway.TakeLogins());
    }

    [Fact]
    public async Task What_roles_were_granted_before_the_pause_counts_after_it()
    {
        var gateway = await gateways.OnAsync("found");
        await using (var admin = await gateway.OpenAsync("postgres")) await admin.ScalarAsync("drop role if exists late; create role late login; create role late_group; grant rds_iam to late_group; grant late_group to late");
        await gateway.PauseAsync();
        await using (await gateway.OpenAsync("late"))
        {
        }
        await using (var admin = await gateway.OpenAsync("postgres")) await admin.ScalarAsync("drop role late; drop role late_group");
        await gateway.PauseAsync();
        Assert.StartsWith("28P01", await gateway.RefusalAsync("late", gateway.Token("late")));
        Assert.True(gateway.Fleet.IsPaused(Id));
    }

    [Fact]
    public async Task An_open_session_keeps_it_awake_and_the_sandbox_s_own_does_not()
    {
        var gateway = await gateways.OnAsync("found");
        await using (var idle = await gateway.OpenAsync("app_user"))
        {
            Assert.Null(gateway.Fleet.IdleSince(Id));
            Assert.False(await gateway.Fleet.PauseAsync(Id, default));
            Assert.Equal(1, await idle.ScalarAsync("select 1"));
        }
        await gateway.PauseAsync();
    }

    [Fact]
    public async Task A_client_that_only_knocks_neither_keeps_it_awake_nor_wakes_it()
    {
        var gateway = await gateways.OnAsync("found");
        using var silent = await WireClient.StartAsync(gateway.Route.Port, "app_user");
        await silent.ReadToAsync('R');
        await gateway.PauseAsync();
        using (var other = await WireClient.StartAsync(gateway.Route.Port, "app_user")) await other.ReadToAsync('R');
        Assert.True(gateway.Fleet.IsPaused(Id));

        // What was asked before the pause is answered after it.
        await silent.SendPasswordAsync(gateway.Token("app_user"));
        await silent.ReadToAsync('Z');
        Assert.False(gateway.Fleet.IsPaused(Id));
    }

    [Fact]
    public async Task A_cancel_request_does_not_wake_it()
    {
        var gateway = await gateways.OnAsync("found");
        byte[] key;
        using (var client = await WireClient.StartAsync(gateway.Route.Port, "app_user"))
        {
            await client.ReadToAsync('R');
            await client.SendPasswordAsync(gateway.Token("app_user"));
            key = await client.ReadToAsync('K');
            Assert.NotEqual(0, BinaryPrimitives.ReadInt32BigEndian(key));
        }
        await gateway.PauseAsync();
        using (var cancel = await WireClient.ConnectAsync(gateway.Route.Port))
        {
            await cancel.SendAsync(WireClient.Packet(WireClient.CancelRequest, key));
            Assert.Null(await cancel.ReadByteAsync());
        }
        Assert.True(gateway.Fleet.IsPaused(Id));
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task The_limit_of_connections_counts_from_the_next_start_on_and_refuses_only_who_is_over_it(string build)
    {
        var gateway = await gateways.OnAsync(build);
        await using (var before = await gateway.OpenAsync("app_user"))
        {
            gateway.ConnectionLimit = 8;
            Assert.Equal("2000", await before.ScalarAsync("show max_connections"));
        }
        var open = new List<NpgsqlConnection>();
        try
        {
            await gateway.PauseAsync();
            // One is the sandbox's own, three are kept for its like.
            for (var i = 0; i < 4; i++) open.Add(await gateway.OpenAsync("app_user"));
            Assert.StartsWith("53300", await gateway.RefusalAsync("app_user", gateway.Token("app_user")));
            foreach (var connection in open) Assert.Equal("8", await connection.ScalarAsync("show max_connections"));
            await open[0].DisposeAsync();
            await RunningSandbox.UntilAsync(() => gateway.Fleet.Users(Id) == 3);
            await using (await gateway.OpenAsync("app_user"))
            {
            }
        }
        finally
        {
            foreach (var connection in open) await connection.DisposeAsync();
            gateway.ConnectionLimit = 2_000;
        }
        // The next test's start has the usual limit again.
        await gateway.PauseAsync();
    }
}
