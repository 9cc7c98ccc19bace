using AuroraConsole.AuthActivity;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace AuroraConsole.Tests.AuthActivity;

public sealed class AuthViewTests : BunitContext, IClassFixture<AuthRoom>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly AuthRoom _room;

    public AuthViewTests(AuthRoom room)
    {
        _room = room;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<Toasts>();
        Services.AddSingleton(room.Watch);
        Services.AddSingleton<FleetWatch>(room.Fleet);
        Services.AddSingleton(room.Services.GetRequiredService<AuthLogExport>());
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
        page.WaitForAssertion(() => Assert.NotEqual("0", page.Find("[data-metric=IamDbAuthConnectionFailure]").GetAttribute("data-total")), Patience);

        var entries = page.FindAll("[data-testid=auth-chart] [data-metric]");
        Assert.Equal(LoginMetrics.All.Select(metric => metric.AwsName()).Order(), entries.Select(entry => entry.GetAttribute("data-metric")!).Order());
        Assert.All(entries, entry => Assert.True(int.TryParse(entry.GetAttribute("data-total"), out _)));
        Assert.Contains("Metrics count", page.Find("[data-testid=auth-honesty]").TextContent, StringComparison.Ordinal);
        Assert.Contains("DBClusterIdentifier", page.Find("[data-testid=auth-honesty]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_opens_its_cause_and_cure_and_the_address_says_so()
    {
        var page = Show("auth?range=1h");
        page.WaitForElement("[data-testid=auth-log-row]", Patience);
        Do(page, "[data-testid=auth-log-row]", row => row.Click());

        page.WaitForElement("[data-testid=auth-why]", Patience);
        Assert.Contains("group=us-east-1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(page.Find("[data-testid=auth-log-row]").GetAttribute("data-code"), page.Find("[data-testid=auth-why]").GetAttribute("data-code"));

        Do(page, "[data-testid=auth-why] button[aria-label=Close]", button => button.Click());
        Assert.Empty(page.FindAll("[data-testid=auth-why]"));
        Assert.DoesNotContain("group=", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_filters_and_the_table_are_in_the_address()
    {
        var page = Show("auth");
        Do(page, "[data-testid=auth-range][data-range='3h']", button => button.Click());
        Do(page, "[data-testid=auth-table]", button => button.Click());
        Do(page, "select[aria-label=Cause]", select => select.Change("ThrottlingException"));

        Assert.EndsWith("auth?range=3h&view=table&cause=ThrottlingException", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("on", page.Find("[data-testid=auth-range][data-range='3h']").ClassName);
        page.WaitForAssertion(() => Assert.Equal(180, page.FindAll(".auth-figures tbody tr").Count), Patience);
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

        page.WaitForElement("[data-testid=auth-export-on]", Patience);
        Do(page, "[data-testid=auth-export-on]", button => button.Click());

        page.WaitForAssertion(() => Assert.Contains(AuthLogReader.LogType, _room.Fleet.Current.Find(AuthRoom.Demo)!.LogExports), Patience);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=auth-export-on]")), Patience);
    }

    [Fact]
    public void What_a_client_sent_as_its_name_is_text_and_never_markup()
    {
        var line = Sample.Line("InvalidToken", "<img src=x onerror=alert(1)>") with { Text = "<script>alert(1)</script>" };
        var log = Render<AuthLog>(parameters => parameters.Add(component => component.Lines, [line]));
        var why = Render<AuthDiagnosis>(parameters => parameters.Add(component => component.Group, Assert.Single(AuthGroup.Of([line]))).Add(component => component.Cluster, Sample.Cluster("a")));

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
