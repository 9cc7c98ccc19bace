using AuroraConsole.Access;
using AuroraConsole.Activity;
using AuroraConsole.Audit;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using AuroraConsole.Tests.Connect;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.Activity;

/// <summary>The page as somebody uses it, on real sessions.</summary>
[Collection(nameof(ActivityHost))]
public sealed class ActivityViewTests : BunitContext
{
    private readonly ActivityHost _host;

    public ActivityViewTests(ActivityHost host)
    {
        _host = host;
        Services.AddSingleton(host.Watch).AddSingleton(host.Reader).AddSingleton(host.Ends).AddScoped<PageAddress>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task Opening_the_page_of_a_cluster_that_can_sleep_logs_nobody_in_until_one_looks()
    {
        var before = await MintsAsync();
        var view = Render(await ClusterAsync());

        Assert.Contains("Nobody looks yet", view.Markup, StringComparison.Ordinal);
        Assert.Contains("a paused cluster wakes", view.Markup, StringComparison.Ordinal);
        Assert.Equal(before, await MintsAsync());
        Assert.Equal("app_user", view.Find("[data-testid=activity-as]").GetAttribute("value"));

        view.Find("[data-testid=activity-look]").Click();
        view.WaitForElement("[data-testid=session-row]");
        Assert.Contains("keeps demo awake", view.Markup, StringComparison.Ordinal);
        Assert.Contains("GRANT pg_read_all_stats TO app_user;", view.Find("[data-testid=activity-partial]").TextContent, StringComparison.Ordinal);

        view.Find("[data-testid=activity-look]").Click();
        view.WaitForAssertion(() => Assert.Contains("Look", view.Find("[data-testid=activity-look]").TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(view.FindAll("[data-testid=session-row]"));
    }

    [Fact]
    public async Task A_cluster_that_never_sleeps_is_looked_at_at_once()
    {
        var view = Render(await ClusterAsync() with { MinAcu = 1 });

        view.WaitForElement("[data-testid=session-row]");
    }

    [Fact]
    public async Task Without_a_role_of_the_cluster_nobody_is_chosen_silently()
    {
        var view = Render(await ClusterAsync() with { MinAcu = 1, Tags = new Dictionary<string, string>() });

        Assert.True(view.Find("[data-testid=activity-look]").HasAttribute("disabled"));
        Assert.Equal("", view.Find("[data-testid=activity-as]").GetAttribute("value"));
    }

    [Fact]
    public async Task Who_waits_is_shown_below_the_blocker_which_is_marked()
    {
        await using var holder = await _host.OpenAsync("app_user");
        await using var waiter = await _host.OpenAsync("app_user");
        await ActivityHost.RunAsync(holder, "BEGIN; UPDATE slots SET n = 1 WHERE id = 5");
        var waits = ActivityHost.RunAsync(waiter, "UPDATE slots SET n = 2 WHERE id = 5");
        await _host.UntilAsync(ActivityHost.As("postgres"), seen => seen.Find(waiter.ProcessID)?.Wait is not null);

        var view = Render(await ClusterAsync() with { MinAcu = 1 }, new("postgres", "app", "locks", null, null, null, null, null, null));

        Assert.Equal("0", view.WaitForElement($"[data-testid=lock-row][data-pid='{holder.ProcessID}']").GetAttribute("data-depth"));
        Assert.Contains("holds up 1", view.Find("[data-testid=lock-root]").TextContent, StringComparison.Ordinal);
        Assert.Equal("1", view.Find($"[data-testid=lock-row][data-pid='{waiter.ProcessID}']").GetAttribute("data-depth"));
        Assert.Contains($"1 session waits for {holder.ProcessID}", view.Find("[data-testid=activity-headline]").TextContent, StringComparison.Ordinal);
        await ActivityHost.RunAsync(holder, "ROLLBACK");
        await waits;
    }

    [Fact]
    public async Task A_session_is_ended_in_two_steps()
    {
        await using var victim = await _host.OpenAsync("app_user");
        var view = Render(await ClusterAsync() with { MinAcu = 1 }, new("postgres", "app", null, null, null, null, null, null, victim.ProcessID));
        view.WaitForElement("[data-testid=session-terminate]").Click();
        var confirm = view.WaitForElement("[data-testid=session-terminate-confirm]");
        await ActivityHost.RunAsync(victim, "SELECT 1");

        confirm.Click();

        view.WaitForAssertion(() => Assert.Empty(view.FindAll($"[data-testid=session-row][data-pid='{victim.ProcessID}']")));
    }

    [Fact]
    public async Task Ending_what_one_may_not_says_why_and_hidden_text_says_so()
    {
        await using var other = await _host.OpenAsync("postgres");
        var view = Render(await ClusterAsync() with { MinAcu = 1 }, new("app_user", "app", null, null, null, null, null, null, other.ProcessID));
        view.WaitForElement("[data-testid=session-hidden]");
        view.Find("[data-testid=session-terminate]").Click();
        view.WaitForElement("[data-testid=session-terminate-confirm]").Click();

        view.WaitForAssertion(() => Assert.Contains("42501", view.Find("[data-testid=session-problem]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_sessions_say_is_text_and_filters_stand_in_the_address()
    {
        await using var odd = await _host.OpenAsync("app_user");
        await ActivityHost.RunAsync(odd, "SET application_name = '<img src=x>'");
        var view = Render(await ClusterAsync() with { MinAcu = 1 }, new("postgres", "app", null, null, null, null, "<img", null, null));

        Assert.Equal([odd.ProcessID.ToString()], Pids(view.WaitForElements("[data-testid=session-row]")));
        Assert.Empty(view.FindAll("img"));
        view.Find("[data-testid=activity-search]").Change("gone");
        view.WaitForAssertion(() => Assert.EndsWith("?q=gone", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Slow_statements_are_read_when_asked_for()
    {
        var view = Render(await ClusterAsync() with { MinAcu = 1 }, new("postgres", "app", "statements", null, null, null, null, "calls", null));

        view.WaitForElement("[data-testid=statement-row]");
        Assert.Contains("Calls ↓", view.Find("[data-testid=statements-by-calls]").TextContent, StringComparison.Ordinal);
        view.Find("[data-testid=statements-by-mean]").Click();
        view.WaitForAssertion(() => Assert.EndsWith("?sort=mean", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    private static IEnumerable<string?> Pids(IEnumerable<AngleSharp.Dom.IElement> rows) => rows.Select(row => row.GetAttribute("data-pid"));

    private async Task<Cluster> ClusterAsync() => await _host.Rooms.DemoAsync() with { MinAcu = 0 };

    private async Task<int> MintsAsync() => (await _host.Services.GetRequiredService<AuditTrail>().ReadAsync(ActivityHost.Ann, 1000, default)).Count(record => record.Act == nameof(Act.MintToken));

    private IRenderedComponent<ActivityView> Render(Cluster cluster, ActivityRequest? asked = null) => Render<ActivityView>(parameters => parameters
        .AddCascadingValue(cluster).AddCascadingValue(ActivityHost.Ann)
        .Add(view => view.Asked, asked ?? new(null, null, null, null, null, null, null, null, null)));
}
