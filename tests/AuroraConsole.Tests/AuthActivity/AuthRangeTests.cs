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

    [Theory]
    [InlineData("12h", 720, 60)]
    [InlineData("1d", 1440, 60)]
    [InlineData("7d", 168, 3600)]
    [InlineData("1h", 60, 60)]
    public void A_sample_a_minute_is_had_where_there_are_at_most_1440(string range, int samples, int seconds)
    {
        var window = AuthRange.Parse(range, null, null, "1m").At(Now);

        Assert.Equal((samples, seconds), (window.Count, (int)window.Period.TotalSeconds));
        Assert.Equal(AuthRange.Parse("1h", null, null), AuthRange.Parse("1h", null, null, "1m"));
        Assert.Equal("period", Assert.Throws<ProblemException>(() => AuthRange.Parse(range, null, null, "5m")).Problem.Field);
    }

    [Theory]
    [InlineData(14.9, "1m", 60)]
    [InlineData(15.1, "1m", 300)]
    [InlineData(62.9, "1m", 300)]
    [InlineData(63.1, "1m", 3600)]
    [InlineData(62.9, null, 300)]
    [InlineData(63.1, null, 3600)]
    public void The_period_follows_retention_at_its_borders(double daysAgo, string? period, int seconds)
    {
        var from = Now.AddDays(-daysAgo);

        Assert.Equal(seconds, (int)AuthRange.Parse(null, AuthRange.Iso(from), AuthRange.Iso(from.AddHours(12)), period).At(Now).Period.TotalSeconds);
    }

    [Fact]
    public void A_range_shifts_by_parts_of_itself_and_never_past_now()
    {
        var earlier = AuthRange.LastHour.Shifted(-0.5, Now);
        var window = AuthRange.LastHour.At(Now);

        Assert.Equal((window.From.AddMinutes(-30), window.To.AddMinutes(-30)), (earlier.From, earlier.To));
        Assert.Equal((window.From, window.To), (earlier.Shifted(0.5, Now).From, earlier.Shifted(0.5, Now).To));
        Assert.Equal((window.From, window.To), (earlier.Shifted(5, Now).From, earlier.Shifted(5, Now).To));
    }

    [Fact]
    public void Looking_all_month_at_13_metrics_a_minute_costs_what_the_facts_say() =>
        Assert.Equal(5.69m, new CloudWatchPrices().Month(new AskedInAnHour(Metrics: 13 * 60)), 2);

    [Fact]
    public void What_is_older_than_an_hour_is_no_longer_counted()
    {
        var time = new SetClock { Now = Now };
        var use = new CloudWatchUse(time);
        use.Count(new AskedInAnHour(Metrics: 7, MetricRequests: 1));
        time.Now = Now.AddMinutes(30);
        use.Count(new AskedInAnHour(LogReads: 2));
        Assert.Equal(new AskedInAnHour(7, 1, 0, 2), use.LastHour);

        time.Now = Now.AddMinutes(60);
        Assert.Equal(new AskedInAnHour(LogReads: 2), use.LastHour);
        use.Count(new AskedInAnHour(Lists: 1));
        Assert.Equal(new AskedInAnHour(0, 0, 1, 2), use.LastHour);
    }

    [Fact]
    public void Throttled_rounds_wait_twice_as_long_each_time_with_chance_and_a_limit()
    {
        var ten = TimeSpan.FromSeconds(10);

        Assert.Equal([10, 20, 40, 80, 160, 300, 300], Enumerable.Range(1, 7).Select(round => AuthCadence.AfterThrottling(ten, round, 0).TotalSeconds));
        Assert.Equal(15, AuthCadence.AfterThrottling(ten, 1, 1).TotalSeconds);
        Assert.Equal(TimeSpan.FromHours(1), AuthCadence.AfterThrottling(TimeSpan.FromHours(1), 3, 0));

        var throttled = new Problem("Rate exceeded", "Throttling", 429);
        var first = Backoff.After(null, [null, throttled], ten, Now)!;
        var second = Backoff.After(first, [throttled], ten, Now)!;
        Assert.Equal((1, 2), (first.Rounds, second.Rounds));
        Assert.InRange(second.RetryAt, Now.AddSeconds(20), Now.AddSeconds(30));
        Assert.Null(Backoff.After(second, [null, new Problem("no", "AccessDenied", 403)], ten, Now));
    }

    [Fact]
    public void An_ended_range_is_not_asked_for_again_and_again()
    {
        var ended = AuthRange.Parse(null, AuthRange.Iso(Now.AddHours(-2)), AuthRange.Iso(Now.AddHours(-1)));
        var fresh = AuthRange.Parse(null, AuthRange.Iso(Now.AddHours(-2)), AuthRange.Iso(Now.AddMinutes(-5)));

        Assert.True(AuthCadence.OfMetrics(ended, Now) >= TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(10), AuthCadence.OfMetrics(fresh, Now));
        Assert.Equal(TimeSpan.FromSeconds(50), AuthCadence.OfLog(new AuthQuery(null, AuthRange.LastHour), Now, groups: 50));
        Assert.Equal(TimeSpan.FromSeconds(2), AuthCadence.OfLog(new AuthQuery(null, AuthRange.LastHour, IsLive: true), Now, groups: 1));
        Assert.Equal(TimeSpan.FromSeconds(10), AuthCadence.OfLog(new AuthQuery(null, AuthRange.LastHour, IsLive: true), Now, groups: 50));
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
