using AuroraConsole.AuthActivity;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 14, 56, TimeSpan.Zero);

    [Theory]
    [InlineData("15m", 15, 60)]
    [InlineData("1h", 60, 60)]
    [InlineData("3h", 180, 60)]
    [InlineData("12h", 144, 300)]
    [InlineData("1d", 288, 300)]
    [InlineData("7d", 168, 3600)]
    public void A_relative_range_ends_with_the_running_period(string range, int samples, int seconds)
    {
        var window = AuthRange.Parse(range, null, null).At(Now);

        Assert.Equal((samples, seconds), (window.Count, (int)window.Period.TotalSeconds));
        Assert.True(window.To >= Now && window.To - Now < window.Period);
    }

    [Fact]
    public void An_absolute_range_is_widened_to_whole_minutes_and_wins_over_a_relative_one()
    {
        var window = AuthRange.Parse("7d", "2026-11-21T14:04:30Z", "2026-11-21T16:10:01+02:00").At(Now);

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 14, 4, 0, TimeSpan.Zero), window.From);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 14, 11, 0, TimeSpan.Zero), window.To);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(20, 300)]
    [InlineData(100, 3600)]
    public void The_period_is_never_finer_than_what_CloudWatch_still_keeps(int daysAgo, int seconds)
    {
        var from = Now.AddDays(-daysAgo);

        Assert.Equal(seconds, (int)AuthRange.Parse(null, AuthRange.Iso(from), AuthRange.Iso(from.AddHours(1))).At(Now).Period.TotalSeconds);
    }

    [Theory]
    [InlineData("2h", null, null, "range")]
    [InlineData(null, "yesterday", "2026-11-21T14:00:00Z", "from")]
    [InlineData(null, "2026-11-21T14:00:00Z", null, "to")]
    [InlineData(null, "2026-11-21T14:00:00Z", "2026-11-21T14:00:00Z", "to")]
    [InlineData(null, "2020-11-21T14:00:00Z", "2026-11-21T14:00:00Z", "from")]
    [InlineData(null, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "from")]
    public void A_range_that_makes_no_sense_says_which_part(string? range, string? from, string? to, string field)
    {
        var problem = Assert.Throws<ProblemException>(() => AuthRange.Parse(range, from, to)).Problem;

        Assert.Equal(("BadRange", field), (problem.Code, problem.Field));
    }

    [Fact]
    public void The_last_ten_minutes_may_still_change()
    {
        var window = AuthRange.LastHour.At(Now);

        Assert.Equal(window.IndexOf(Now.AddMinutes(-10)), window.SettledAt(Now));
        Assert.Equal(window.Count, window.SettledAt(Now.AddHours(3)));
    }

    [Fact]
    public void Looking_all_month_at_13_metrics_a_minute_costs_what_the_facts_say() =>
        Assert.Equal(5.62m, AuthCadence.DollarsAMonth(13, TimeSpan.FromMinutes(1)), 2);

    [Fact]
    public void An_ended_range_is_not_asked_for_again_and_again()
    {
        var ended = AuthRange.Parse(null, AuthRange.Iso(Now.AddHours(-2)), AuthRange.Iso(Now.AddHours(-1)));
        var fresh = AuthRange.Parse(null, AuthRange.Iso(Now.AddHours(-2)), AuthRange.Iso(Now.AddMinutes(-5)));

        Assert.True(AuthCadence.OfMetrics(ended, Now) >= TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(10), AuthCadence.OfMetrics(fresh, Now));
        Assert.Equal(TimeSpan.FromSeconds(50), AuthCadence.OfLog(AuthRange.LastHour, Now, groups: 50));
    }
}
