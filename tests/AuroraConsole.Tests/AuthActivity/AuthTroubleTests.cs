using AuroraConsole.AuthActivity;

namespace AuroraConsole.Tests.AuthActivity;

/// <summary>What AWS does on a bad day, at a real endpoint. Each test has a room of its own.</summary>
public sealed class AuthTroubleTests : IAsyncLifetime
{
    private static readonly AuthQuery LastHour = new(null, AuthRange.LastHour);
    private readonly AuthRoom _room = new();

    public Task InitializeAsync() => _room.InitializeAsync();

    public Task DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task Throttled_metrics_stay_as_they_were_with_the_next_try_and_come_back()
    {
        using var look = _room.Watch.LookAtLogins(AuthRoom.Ann, LastHour, static () => { });
        await AuthRoom.EventuallyAsync(() => look.Current?.Sum.Total(LoginMetric.Failure) > 0, "a failure");
        _room.Between.Refuse("GetMetricData", "ThrottlingException", "Rate exceeded");

        await AuthRoom.EventuallyAsync(() => look.Current!.Backoff is not null, "the throttling");
        var throttled = look.Current!;
        Assert.True(throttled.Sum.Total(LoginMetric.Failure) > 0);
        Assert.Equal(429, Assert.Single(throttled.Clusters).Problem!.Status);
        Assert.InRange(throttled.Backoff!.RetryAt - throttled.AskedAt, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));

        _room.Between.PassOn("GetMetricData");
        await AuthRoom.EventuallyAsync(() => look.Current!.Backoff is null, "the recovery");
        Assert.Null(Assert.Single(look.Current!.Clusters).Problem);
    }

    [Fact]
    public async Task A_denied_log_is_said_and_the_metrics_are_shown()
    {
        _room.Between.Refuse("FilterLogEvents", "AccessDeniedException", "not authorized to perform logs:FilterLogEvents");
        using var logins = _room.Watch.LookAtLogins(AuthRoom.Ann, LastHour, static () => { });
        using var log = _room.Watch.LookAtLog(AuthRoom.Ann, LastHour, static () => { });

        await AuthRoom.EventuallyAsync(() => log.Current is not null && logins.Current is not null, "both");

        Assert.Contains("logs:FilterLogEvents", Assert.Single(log.Current!.Clusters).Problem!.Sentence, StringComparison.Ordinal);
        Assert.Null(log.Current.Backoff);
        Assert.Null(Assert.Single(logins.Current!.Clusters).Problem);
    }

    [Fact]
    public async Task Twenty_viewers_cost_what_one_does_and_nobody_costs_nothing()
    {
        var looks = Enumerable.Range(0, 20).Select(_ => _room.Watch.LookAtLogins(AuthRoom.Ann, LastHour, static () => { })).ToList();
        var logs = Enumerable.Range(0, 20).Select(_ => _room.Watch.LookAtLog(AuthRoom.Ann, LastHour, static () => { })).ToList();
        await Task.WhenAll(looks.Select(look => look.LoadedAsync(default)));
        await Task.WhenAll(logs.Select(look => look.LoadedAsync(default)));

        Assert.InRange(_room.Between.Asked("GetMetricData"), 0, 2);
        Assert.InRange(_room.Between.Asked("FilterLogEvents"), 1, 2);

        looks.ForEach(look => look.Dispose());
        logs.ForEach(look => look.Dispose());
        var (metrics, lines) = (_room.Between.Asked("GetMetricData"), _room.Between.Asked("FilterLogEvents"));
        await Task.Delay(TimeSpan.FromSeconds(12));
        Assert.Equal((metrics, lines), (_room.Between.Asked("GetMetricData"), _room.Between.Asked("FilterLogEvents")));
    }

    [Fact]
    public async Task A_cluster_that_was_deleted_keeps_its_logins_and_its_lines_in_the_range()
    {
        using (var look = _room.Watch.LookAtLogins(AuthRoom.Ann, LastHour, static () => { }))
            await AuthRoom.EventuallyAsync(() => look.Current?.Sum.Total(LoginMetric.Failure) > 0, "a failure");
        await _room.DeleteDemoAsync();
        var query = new AuthQuery(null, AuthRange.Parse("3h", null, null));
        using var logins = _room.Watch.LookAtLogins(AuthRoom.Ann, query, static () => { });
        using var log = _room.Watch.LookAtLog(AuthRoom.Ann, query, static () => { });

        await AuthRoom.EventuallyAsync(() => logins.Current?.Clusters.Count > 0 && log.Current?.Clusters.Count > 0, "the cluster that is gone");

        var gone = Assert.Single(logins.Current!.Clusters);
        Assert.True(gone is { ClusterKey: AuthRoom.Demo, IsGone: true });
        Assert.True(logins.Current.Sum.Total(LoginMetric.Failure) > 0);
        Assert.True(Assert.Single(log.Current!.Clusters) is { IsGone: true, Lines.Count: > 0 });
    }
}
