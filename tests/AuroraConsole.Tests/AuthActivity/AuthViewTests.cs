using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Why;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Radzen;

namespace AuroraConsole.Tests.AuthActivity;

public sealed class AuthViewTests : BunitContext, IClassFixture<AuthRoom>
{
    private readonly AuthRoom _room;

    public AuthViewTests(AuthRoom room)
    {
        _room = room;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<Toasts>();
        Services.AddScoped<PageAddress>();
        Services.AddSingleton(room.Watch);
        Services.AddSingleton<FleetWatch>(room.Fleet);
        Services.AddSingleton(room.Services.GetRequiredService<AuthLogExport>());
        Services.AddSingleton(room.Services.GetRequiredService<LoginDiagnosis>());
        Services.AddScoped(_ => room.Services.CreateScope().ServiceProvider.GetRequiredService<RoleAnswers>());
        Services.AddSingleton<AuthMarks>(room.Services.GetRequiredService<AuthMarks>());
        Services.AddSingleton(room.Services.GetRequiredService<CloudWatchUse>());
        Services.AddSingleton(Options.Create(new CloudWatchPrices()));
        Services.AddRadzenComponents();
        Services.AddSingleton(room.Services.GetRequiredService<AuroraConsole.AuthActivity.Alarms.AlarmWatch>());
        Services.AddSingleton(room.Services.GetRequiredService<AuroraConsole.AuthActivity.Alarms.LoginAlarms>());
        // Last: it closes the list of services.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void All_seven_metrics_stand_in_the_legends_with_their_totals()
    {
        var page = Show("auth?range=15m");
        page.WaitForAssertion(() => Assert.NotEqual("0", page.Find("[data-metric=IamDbAuthConnectionFailure]").GetAttribute("data-total")));

        var entries = page.FindAll("[data-testid=auth-chart] [data-metric]");
        Assert.Equal(LoginMetrics.All.Select(metric => metric.AwsName()).Order(), entries.Select(entry => entry.GetAttribute("data-metric")!).Order());
        Assert.All(entries, entry => Assert.True(int.TryParse(entry.GetAttribute("data-total"), out _)));
        Assert.Contains("Metrics count", page.WaitForElement("[data-testid=auth-honesty]").TextContent, StringComparison.Ordinal);
        Assert.Contains("DBClusterIdentifier", page.Find("[data-testid=auth-honesty]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_opens_its_cause_and_cure_and_the_address_says_so()
    {
        var page = Show("auth?range=1h");
        page.WaitForElement("[data-testid=auth-log-row]");
        Do(page, "[data-testid=auth-log-row]", row => row.Click());

        page.WaitForElement("[data-testid=auth-why]");
        Assert.Contains("group=us-east-1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(page.Find("[data-testid=auth-log-row]").GetAttribute("data-code"), page.Find("[data-testid=auth-why]").GetAttribute("data-code"));

        Do(page, "[data-testid=auth-why] button[aria-label=Close]", button => button.Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=auth-why]")));
        Assert.DoesNotContain("group=", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_filters_and_the_table_are_in_the_address()
    {
        var page = Show("auth");
        Do(page, "[data-testid=auth-range][data-range='3h']", button => button.Click());
        Do(page, "[data-testid=auth-table]", button => button.Click());
        Do(page, "select[aria-label=Cause]", select => select.Change("ThrottlingException"));

        page.WaitForAssertion(() => Assert.EndsWith("auth?range=3h&view=table&cause=ThrottlingException", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal("on", page.Find("[data-testid=auth-range][data-range='3h']").ClassName);
        page.WaitForAssertion(() => Assert.Equal(180, page.FindAll(".auth-figures tbody tr").Count));
    }

    [Fact]
    public void A_range_that_makes_no_sense_is_said_in_place()
    {
        var page = Show("auth?range=2h");

        Assert.Contains("The range “2h” is not known", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(6, page.FindAll("[data-testid=auth-range]").Count);
    }

    [Fact]
    public async Task A_log_that_is_not_exported_can_be_turned_on_from_where_it_is_missed()
    {
        await _room.StopExportAsync();
        // A window before the cluster was made holds no line.
        var page = Show("auth?cluster=us-east-1/demo&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z");

        page.WaitForElement("[data-testid=auth-export-on]");
        Do(page, "[data-testid=auth-export-on]", button => button.Click());

        page.WaitForAssertion(() => Assert.Contains(AuthLogReader.LogType, _room.Fleet.Current.Find(AuthRoom.Demo)!.LogExports));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=auth-export-on]")));
    }

    [Fact]
    public async Task A_bar_and_the_log_follows_until_its_chip_is_taken_away()
    {
        var page = Show("auth?range=15m");
        page.WaitForElement("[data-testid=auth-log-row]");
        var all = page.Find(".auth-log .ac-panel-head .ac-12").TextContent;
        var charts = page.FindComponent<AuthCharts>();

        await page.InvokeAsync(() => charts.Instance.Picked(DateTimeOffset.UtcNow.AddMinutes(-14).ToUnixTimeMilliseconds(), "IamDbAuthConnectionFailureInvalidToken"));

        Assert.Contains("cause=InvalidToken%2CExpiredToken", Navigation.Uri.Replace("ExpiredToken%2CInvalidToken", "InvalidToken%2CExpiredToken", StringComparison.Ordinal), StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("No line matches", page.Find("[data-testid=auth-log]").TextContent, StringComparison.Ordinal));
        Do(page, "[data-testid=auth-part]", chip => chip.Click());
        page.WaitForElement("[data-testid=auth-log-row]");
        Assert.DoesNotContain("at=", Navigation.Uri, StringComparison.Ordinal);
        Assert.NotEmpty(all);
    }

    [Fact]
    public async Task A_zoom_is_undone_step_by_step()
    {
        var page = Show("auth?range=3h");
        var charts = () => page.FindComponent<AuthCharts>().Instance;
        page.WaitForElement("[data-testid=auth-chart]");
        var now = DateTimeOffset.UtcNow;
        await page.InvokeAsync(() => charts().Brushed(now.AddMinutes(-60).ToUnixTimeMilliseconds(), now.AddMinutes(-10).ToUnixTimeMilliseconds()));
        var first = Navigation.Uri;
        await page.InvokeAsync(() => charts().Brushed(now.AddMinutes(-40).ToUnixTimeMilliseconds(), now.AddMinutes(-20).ToUnixTimeMilliseconds()));
        Assert.NotEqual(first, Navigation.Uri);

        Do(page, "[data-testid=auth-unzoom]", button => button.Click());
        page.WaitForAssertion(() => Assert.Equal(first, Navigation.Uri));
        Do(page, "[data-testid=auth-unzoom]", button => button.Click());
        page.WaitForAssertion(() => Assert.EndsWith("auth?range=3h", Navigation.Uri, StringComparison.Ordinal));

        Do(page, "[data-key='[']", button => button.Click());
        page.WaitForAssertion(() => Assert.Contains("from=", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_live_tail_reads_every_two_seconds_and_ends_when_nobody_follows()
    {
        var page = Show("auth?range=15m");
        page.WaitForElement("[data-testid=auth-log-row]");
        Do(page, "[data-testid=auth-live]", button => button.Click());
        var before = _room.Between.Asked("FilterLogEvents");

        page.WaitForState(() => _room.Between.Asked("FilterLogEvents") >= before + 4, TimeSpan.FromSeconds(30));
        Assert.Equal("true", page.Find("[data-testid=auth-live]").GetAttribute("aria-pressed"));
        Assert.NotEmpty(page.FindAll("[data-testid=auth-log-row]"));

        await page.InvokeAsync(() => page.FindComponent<LiveWatch>().Instance.Ended(hidden: true));
        Assert.Equal("false", page.Find("[data-testid=auth-live]").GetAttribute("aria-pressed"));
        Assert.Contains("hidden", page.Find("[data-testid=auth-live-ended]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_a_megabyte_is_shown_in_part_and_had_whole_by_a_link()
    {
        var line = Sample.Line("InvalidToken") with { Text = new string('x', 1 << 20) };

        var panel = Render<AuthLinePanel>(parameters => parameters.Add(component => component.Line, line).Add(component => component.WholeAt, "api/auth/line?line=1"));
        var log = Render<AuthLog>(parameters => parameters.Add(component => component.Lines, [line]));

        Assert.InRange(panel.Markup.Length, 4000, 8000);
        Assert.InRange(log.Markup.Length, 1, 8000);
        Assert.Equal("api/auth/line?line=1", panel.Find("[data-testid=auth-line-whole]").GetAttribute("href"));
        Assert.Empty(panel.FindAll("[data-copy]"));
    }

    [Fact]
    public void What_a_client_sent_as_its_name_is_text_and_never_markup()
    {
        var line = Sample.Line("InvalidToken", "<img src=x onerror=alert(1)>") with { Text = "<script>alert(1)</script>" };
        var log = Render<AuthLog>(parameters => parameters.Add(component => component.Lines, [line]));
        var why = Render<AuthDiagnosis>(parameters => parameters.Add(component => component.Group, Assert.Single(AuthGroup.Of([line]))).Add(component => component.Cluster, Sample.Cluster("a")).AddCascadingValue(AuthRoom.Ann));

        Assert.Empty(log.FindAll("img, script"));
        Assert.Empty(why.FindAll("img, script"));
        Assert.Contains("<img src=x onerror=alert(1)>", log.Find("tr[data-code]").TextContent, StringComparison.Ordinal);
    }

    // Figures arrive at any time: nothing may be drawn anew between finding an element and using it.
    private static void Do(IRenderedComponent<AuthView> page, string selector, Action<AngleSharp.Dom.IElement> act) => page.InvokeAsync(() => act(page.Find(selector))).GetAwaiter().GetResult();

    private IRenderedComponent<AuthView> Show(string address)
    {
        Navigation.NavigateTo(address);
        return Render<AuthView>(parameters => parameters.AddCascadingValue(AuthRoom.Ann));
    }
}
