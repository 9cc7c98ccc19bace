using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.AuthActivity.Why;

/// <summary>What the metrics say about throttling, and about a login after the cure.</summary>
public class FiguresTests
{
    private static readonly AuthGroup Throttled = Assert.Single(AuthGroup.Of([Sample.Line("ThrottlingException", minutesAgo: 6), Sample.Line("ThrottlingException", minutesAgo: 4)]));

    [Fact]
    public void The_busiest_minute_of_the_group_is_held_against_the_limit()
    {
        var only = Assert.Single(ThrottleFindings.Of(Throttled, Counted(LoginMetric.Requests, (20, 90_000), (6, 300), (5, 14_310), (4, 900)), Sample.Now));

        Assert.Equal(StatusKind.Broken, only.Check.Kind);
        Assert.StartsWith("14,310 logins in the 60 s from 14:09:00 UTC, 238.5 a second on average; the limit is 200.", only.Check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_minute_below_the_limit_hides_a_burst()
    {
        var only = Assert.Single(ThrottleFindings.Of(Throttled, Counted(LoginMetric.Requests, (5, 900)), Sample.Now));

        Assert.Equal(StatusKind.Attention, only.Check.Kind);
        Assert.Contains("15 a second on average", only.Check.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("spread over 5 s or more they would have passed", only.Check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_sample_nothing_is_said_about_the_rate()
    {
        Assert.Equal(StatusKind.Unknown, Assert.Single(ThrottleFindings.Of(Throttled, Counted(LoginMetric.Requests, (20, 9)), Sample.Now)).Check.Kind);
        Assert.Equal(StatusKind.Unknown, Assert.Single(ThrottleFindings.Of(Throttled, null, Sample.Now)).Check.Kind);
        Assert.Equal(StatusKind.Unknown, Assert.Single(ThrottleFindings.Of(Throttled with { ClusterKey = "us-east-1/b" }, Counted(LoginMetric.Requests, (5, 9)), Sample.Now)).Check.Kind);
    }

    [Fact]
    public void A_success_counts_only_beyond_what_was_counted_when_the_watch_began()
    {
        var before = Counted(LoginMetric.Success, (3, 50), (0, 4));
        var baseline = SuccessBaseline.Of(before, Sample.Now);

        Assert.Null(baseline.Next(before));
        // A late sample of a minute before the watch is no new success.
        Assert.Null(baseline.Next(Counted(LoginMetric.Success, (3, 90), (0, 4))));
        Assert.Equal((2.0, new DateTimeOffset(2026, 11, 21, 14, 14, 0, TimeSpan.Zero)), baseline.Next(Counted(LoginMetric.Success, (3, 50), (0, 6))));
    }

    [Fact]
    public void The_baseline_holds_while_the_window_moves()
    {
        var baseline = SuccessBaseline.Of(Counted(LoginMetric.Success, (0, 4)), Sample.Now);
        var later = Sample.Now.AddMinutes(2);
        var window = AuthRange.LastHour.At(later);
        var moved = Series(window, LoginMetric.Success, (2, 4), (0, 1));

        Assert.Equal((1.0, new DateTimeOffset(2026, 11, 21, 14, 16, 0, TimeSpan.Zero)), baseline.Next(moved));
    }

    [Theory]
    [InlineData("arn:aws:sts::1:assumed-role/api/i-0c41aa22bb33cc44d", "EC2 instance i-0c41aa22bb33cc44d")]
    [InlineData("arn:aws:sts::1:assumed-role/api/0123456789abcdef0123456789abcdef", "ECS task")]
    [InlineData("arn:aws:sts::1:assumed-role/AWSReservedSSO_Support_01/ann@example.org", "Identity Center: ann@example.org")]
    [InlineData("arn:aws:sts::1:assumed-role/deploy/GitHubActions", "GitHub Actions")]
    [InlineData("arn:aws:iam::1:user/team/ann", "access key")]
    [InlineData("nonsense", null)]
    [InlineData(null, null)]
    public void A_callers_session_tells_what_kind_of_program_it_is(string? arn, string? part)
    {
        if (part is null)
            Assert.Null(CallerKind.Of(arn));
        else
            Assert.Contains(part, CallerKind.Of(arn), StringComparison.Ordinal);
    }

    private static LoginsSnapshot Counted(LoginMetric metric, params (int MinutesAgo, double Value)[] samples) => Series(Sample.Window, metric, samples);

    private static LoginsSnapshot Series(AuthWindow window, LoginMetric metric, params (int MinutesAgo, double Value)[] samples)
    {
        var series = LoginSeries.Gaps(window.Count);
        foreach (var (ago, value) in samples)
            series.Add(metric, window.Count - 1 - ago, value);
        return new LoginsSnapshot(new AuthQuery("us-east-1/a", AuthRange.LastHour), window, Sample.Now, [new ClusterLogins("us-east-1/a", LoginDimensions.ByCluster, series, null)], new Dictionary<string, Problem>(), 7);
    }
}
