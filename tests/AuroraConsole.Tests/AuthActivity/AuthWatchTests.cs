using AuroraConsole.Access;
using AuroraConsole.AuthActivity;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthWatchTests(AuthRoom room) : IClassFixture<AuthRoom>
{
    private static readonly AuthQuery LastHour = new(null, AuthRange.LastHour);

    [Fact]
    public async Task A_bad_login_at_the_gateway_is_counted_once_and_has_its_line()
    {
        using var logins = room.Watch.LookAtLogins(AuthRoom.Ann, LastHour, static () => { });
        using var log = room.Watch.LookAtLog(AuthRoom.Ann, LastHour, static () => { });

        await AuthRoom.EventuallyAsync(
            () => logins.Current?.Sum is { } sum && sum.Total(LoginMetric.Success) > 0 && sum.Total(LoginMetric.Failure) is > 0 and var failures && log.Current?.Lines.Count >= failures,
            "a good and a bad login");

        var sum = logins.Current!.Sum;
        Assert.Equal(sum.Total(LoginMetric.Requests), sum.Total(LoginMetric.Success) + sum.Total(LoginMetric.Failure));
        Assert.Equal(sum.Total(LoginMetric.Failure), LoginMetrics.Causes.Sum(cause => sum.Total(cause) ?? 0));
        Assert.Equal(LoginDimensions.ByCluster, Assert.Single(logins.Current.Clusters).Dimension);
        Assert.All(log.Current!.Lines, line => Assert.Contains(line.Cause, AuthCause.Known));
        Assert.All(log.Current.Lines, line => Assert.NotNull(line.Role));
    }

    [Fact]
    public async Task The_fleet_line_and_the_page_share_one_fetch()
    {
        var summaries = room.Services.GetRequiredService<AuthSummaryWatch>();
        using var look = summaries.Look(static () => { });
        using var page = room.Watch.LookAtLogins(AuthRoom.Ann, LastHour, static () => { });
        using var other = room.Watch.LookAtLogins(AuthRoom.Ann, new AuthQuery(null, AuthRange.Parse("1h", null, null)), static () => { });

        await AuthRoom.EventuallyAsync(() => summaries.Find(AuthRoom.Demo)?.TotalRequests > 0, "a summary");

        Assert.Same(page.Current, other.Current);
        var summary = summaries.Find(AuthRoom.Demo)!;
        Assert.Equal(30, summary.Requests.Count);
        Assert.Equal(summary.TotalRequests, summary.Requests.Sum());
        Assert.Null(summaries.Find("us-east-1/no-such"));
    }

    [Fact]
    public async Task Scripts_get_the_same_figures()
    {
        var report = room.Services.GetRequiredService<AuthReport>();

        var answer = await report.GetAsync(AuthRoom.Ann, AuthRoom.Demo, AuthRange.Parse("15m", null, null), default);

        Assert.Equal(7, answer.Totals.Count);
        Assert.Equal(60, answer.PeriodSeconds);
        Assert.Equal(AuthRoom.Demo, Assert.Single(answer.Clusters).Cluster);
        var missing = await Assert.ThrowsAsync<ProblemException>(() => report.GetAsync(AuthRoom.Ann, "us-east-1/nobody", AuthRange.LastHour, default));
        Assert.Equal(404, missing.Problem.Status);
    }

    [Fact]
    public async Task Nobody_signed_in_sees_nothing()
    {
        Assert.Throws<ProblemException>(() => room.Watch.LookAtLogins(Actor.Nobody, LastHour, static () => { }));
        Assert.Throws<ProblemException>(() => room.Watch.LookAtLog(Actor.Nobody, LastHour, static () => { }));
        await Assert.ThrowsAsync<ProblemException>(() => room.Services.GetRequiredService<AuthReport>().GetAsync(Actor.Nobody, null, AuthRange.LastHour, default));
    }
}
