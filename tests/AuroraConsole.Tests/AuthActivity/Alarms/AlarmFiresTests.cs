using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using Microsoft.Extensions.DependencyInjection;
using AlarmState = AuroraConsole.AuthActivity.Alarms.AlarmState;
using AlarmWatch = AuroraConsole.AuthActivity.Alarms.AlarmWatch;

namespace AuroraConsole.Tests.AuthActivity.Alarms;

/// <summary>From a token that the gateway refuses to an alarm that fires.</summary>
public sealed class AlarmFiresTests(AuthRoom room) : IClassFixture<AuthRoom>
{
    [Fact]
    public async Task Real_bad_logins_make_an_alarm_fire_that_was_made_here()
    {
        using var logins = room.Watch.LookAtLogins(AuthRoom.Ann, new AuthQuery(null, AuthRange.LastHour), static () => { });
        await AuthRoom.EventuallyAsync(() => logins.Current?.Sum.Total(LoginMetric.Failure) > 0, "a bad login");
        var cause = LoginMetrics.Causes.First(metric => logins.Current!.Sum.Total(metric) > 0);
        var alarms = room.Services.GetRequiredService<LoginAlarms>();
        var order = Assert.Single(await alarms.UsualAsync(AuthRoom.Ann, [AuthRoom.Demo], [], default), order => order.Rule.Metric == cause);
        await alarms.PutAsync(AuthRoom.Ann, order with { Rule = order.Rule with { Threshold = 1 } }, default);

        // The running minute does not count.
        room.Account.Clock.Offset += TimeSpan.FromMinutes(1);

        var watch = room.Services.GetRequiredService<AlarmWatch>();
        using var view = watch.Look(AuthRoom.Ann, static () => { });
        await AuthRoom.EventuallyAsync(
            () =>
            {
                watch.Hurry();
                return view.Current?.Firing(AuthRoom.Demo) is { State: AlarmState.Alarm };
            },
            "the alarm");
        Assert.Equal([cause], view.Current!.Firing(AuthRoom.Demo)!.Metrics);
    }
}
