using System.Diagnostics;
using AuroraConsole.Sandbox.Account;
using AuroraConsole.Sandbox.Tests.Aws;
using Npgsql;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>Bad days on demand, as clients meet them.</summary>
[Collection("gateway")]
public sealed class FaultTests(Gateways gateways) : IAsyncLifetime
{
    private RunningGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _gateway = await gateways.OnAsync("found");
        _gateway.TakeLogins();
    }

    public Task DisposeAsync()
    {
        _gateway.Faults.Replace([], []);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(Faults.InternalError, LoginOutcome.InternalError)]
    [InlineData(Faults.Throttle, LoginOutcome.Throttled)]
    public async Task IAM_s_own_faults_meet_good_tokens_only_and_as_often_as_set(string kind, LoginOutcome outcome)
    {
        const string refused = "28000 PAM authentication failed for user \"app_user\"";
        Set(new Fault(kind) { Next = 2 });
        Assert.Equal(refused, await _gateway.RefusalAsync("app_user", _gateway.Token("app_user")));
        Assert.Equal(refused, await _gateway.RefusalAsync("app_user", "no token"));
        Assert.Equal(1, Assert.Single(_gateway.Faults.Left.Gateway).Next);
        Assert.Equal(refused, await _gateway.RefusalAsync("app_user", _gateway.Token("app_user")));
        await using (await _gateway.OpenAsync("app_user"))
        {
        }
        Assert.Equal([outcome, LoginOutcome.InvalidToken, outcome, LoginOutcome.Success], _gateway.TakeLogins().Select(login => login.Outcome));
    }

    [Fact]
    public async Task A_slow_gateway_lets_in_late()
    {
        Set(new Fault(Faults.Slow) { Seconds = 1, Next = 1 });
        var started = Stopwatch.GetTimestamp();
        await using var connection = await _gateway.OpenAsync("app_user");
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task A_login_may_lose_its_connection_without_a_word()
    {
        Set(new Fault(Faults.CutLogin) { Next = 1 });
        var cut = await Assert.ThrowsAnyAsync<NpgsqlException>(() => _gateway.OpenAsync("app_user"));
        Assert.IsNotType<PostgresException>(cut);
        Assert.Empty(_gateway.TakeLogins());
        await using var connection = await _gateway.OpenAsync("app_user");
    }

    [Fact]
    public async Task Another_cluster_s_fault_meets_nobody_here()
    {
        Set([.. new[] { Faults.InternalError, Faults.Throttle, Faults.CutLogin }.Select(kind => new Fault(kind) { Cluster = "eu-west-1/demo" })]);
        await using (await _gateway.OpenAsync("app_user"))
        {
        }
        Set(new Fault(Faults.Throttle) { Cluster = "us-east-1/demo" });
        Assert.StartsWith("28000", await _gateway.RefusalAsync("app_user", _gateway.Token("app_user")));
    }

    [Fact]
    public async Task Open_sessions_are_cut_with_what_they_do_and_the_cluster_goes_on()
    {
        await RunningSandbox.UntilAsync(() => _gateway.Fleet.Users(RunningGateway.ResourceId) == 0);
        await using var idle = await _gateway.OpenAsync("app_user");
        await using var busy = await _gateway.OpenAsync("app_user");
        var sleep = busy.ScalarAsync("select pg_sleep(600)");
        _gateway.Server.CutSessions("us-east-1/other");
        Assert.Equal(1, await idle.ScalarAsync("select 1"));
        Assert.False(sleep.IsCompleted);

        _gateway.Server.CutSessions("us-east-1/demo");
        Assert.IsNotType<PostgresException>(await Assert.ThrowsAnyAsync<NpgsqlException>(() => sleep));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => idle.ScalarAsync("select 1"));
        await RunningSandbox.UntilAsync(() => _gateway.Fleet.Users(RunningGateway.ResourceId) == 0);
        await using var again = await _gateway.OpenAsync("app_user");
        Assert.Equal(1, await again.ScalarAsync("select 1"));
    }

    private void Set(params Fault[] faults) => _gateway.Faults.Replace(faults, []);
}
