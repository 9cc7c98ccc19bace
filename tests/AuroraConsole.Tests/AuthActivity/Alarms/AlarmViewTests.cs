using AngleSharp.Dom;
using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Shared;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Radzen.Blazor;
using AlarmState = AuroraConsole.AuthActivity.Alarms.AlarmState;

namespace AuroraConsole.Tests.AuthActivity.Alarms;

/// <summary>The list and the dialogs over the sandbox's account.</summary>
public sealed class AlarmViewTests : BunitContext, IClassFixture<AlarmRoom>
{
    private readonly AlarmRoom _room;

    public AlarmViewTests(AlarmRoom room)
    {
        _room = room;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddScoped<PageAddress>();
        Services.AddFallbackServiceProvider(room.Services);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task The_usual_alarms_are_made_from_the_empty_list_by_one_confirmation()
    {
        foreach (var alarm in await _room.ListAsync())
            await _room.Alarms.DeleteAsync(AlarmRoom.Ann, alarm, default);
        await _room.ListAsync();
        var (page, dialogs) = Show("auth?alarms=1");
        page.WaitForAssertion(() => Assert.Contains("Create the four usual alarms for demo", page.Markup, StringComparison.Ordinal));

        page.Find("[data-testid=alarms-usual]").Click();
        dialogs.WaitForAssertion(() => Assert.Equal(4, dialogs.FindAll("[data-testid=usual-row]").Count));
        Assert.Contains("$0.40 a month", dialogs.Markup, StringComparison.Ordinal);
        dialogs.Find("[data-testid=usual-topics]").Input("nonsense");
        dialogs.Find("#usual-form").Submit();
        dialogs.WaitForAssertion(() => Assert.Contains("is not a topic's ARN", dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        dialogs.Find("[data-testid=usual-topics]").Input("arn:aws:sns:us-east-1:000000000000:on-call");
        dialogs.Find("#usual-form").Submit();

        dialogs.WaitForAssertion(() => Assert.Equal(4, dialogs.FindAll("[data-testid=usual-row] .ac-status").Count));
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("[data-testid=alarm-row]").Count));
        Assert.All(page.FindAll("[data-testid=alarm-row]"), row => Assert.Contains("on-call", row.TextContent, StringComparison.Ordinal));
        Assert.Contains("4", page.Find("[data-testid=auth-alarms]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_begins_with_the_causes_usual_figures_and_tries_what_is_typed_on_real_samples()
    {
        var now = _room.Account.Clock.GetUtcNow();
        _room.Fail(now.AddHours(-5), LoginMetric.InvalidToken, 6);
        _room.Fail(now.AddHours(-2), LoginMetric.InvalidToken, 20);
        var dialog = Render<AlarmDialog>(parameters => parameters.AddCascadingValue(AlarmRoom.Ann));

        dialog.Find("[data-testid=alarm-cause]").Change(nameof(LoginMetric.InvalidToken));

        dialog.WaitForAssertion(() => Assert.Equal("5", dialog.Find("[data-testid=alarm-threshold]").GetAttribute("value")));
        Assert.Equal("aurora-console/demo/invalid-token", dialog.Find("[data-testid=alarm-name]").GetAttribute("value"));
        dialog.WaitForAssertion(() => Assert.Equal("It would have fired 2 times, for 30 minutes in all.", dialog.Find("[data-testid=alarm-preview]").TextContent));
        dialog.Find("[data-testid=alarm-threshold]").Input("20");
        dialog.WaitForAssertion(() => Assert.Equal("It would have fired once, for 15 minutes.", dialog.Find("[data-testid=alarm-preview]").TextContent));
        dialog.Find("[data-testid=alarm-threshold]").Input("21");
        dialog.WaitForAssertion(() => Assert.Equal("It would not have fired.", dialog.Find("[data-testid=alarm-preview]").TextContent));
        dialog.Find("[data-testid=alarm-datapoints]").Input("2");
        dialog.WaitForAssertion(() => Assert.Contains("With 1 period, 1 must breach.", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(dialog.FindAll("[data-testid=alarm-preview]"));

        // What somebody has chosen stays when the cause changes.
        dialog.Find("[data-testid=alarm-cause]").Change(nameof(LoginMetric.Throttling));
        dialog.WaitForAssertion(() => Assert.Equal("21", dialog.Find("[data-testid=alarm-threshold]").GetAttribute("value")));
    }

    [Fact]
    public async Task A_refusal_stands_at_its_field_and_the_form_keeps_all_that_was_typed()
    {
        await _room.Alarms.PutAsync(AlarmRoom.Ann, _room.Order(LoginMetric.Failure, "taken"), default);
        var dialog = Render<AlarmDialog>(parameters => parameters.AddCascadingValue(AlarmRoom.Ann));
        dialog.WaitForElement("[data-testid=alarm-preview]");
        dialog.Find("[data-testid=alarm-name]").Input("taken");
        dialog.Find("[data-testid=alarm-threshold]").Input("4");

        dialog.Find("#alarm-form").Submit();

        dialog.WaitForAssertion(() => Assert.Contains("already has an alarm of this name", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(("taken", "4"), (dialog.Find("[data-testid=alarm-name]").GetAttribute("value"), dialog.Find("[data-testid=alarm-threshold]").GetAttribute("value")));

        dialog.Find(".cl-dialog").KeyDown("Escape");
        dialog.WaitForAssertion(() => Assert.Contains("Discard what you typed?", dialog.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alarm_is_made_changed_and_deleted_from_the_list()
    {
        var (page, dialogs) = Show("auth?alarms=1&alarm=by-hand");
        await _room.Alarms.PutAsync(AlarmRoom.Ann, _room.Order(LoginMetric.InsufficientPermissions, "by-hand"), default);
        page.WaitForElement("[data-alarm=by-hand]");

        Do(page, "[data-alarm=by-hand] [data-testid=alarm-edit]", button => button.Click());
        dialogs.WaitForElement("[data-testid=alarm-preview]");
        Assert.Empty(dialogs.FindAll("[data-testid=alarm-name]"));
        dialogs.Find("[data-testid=alarm-threshold]").Input("8");
        dialogs.Find("#alarm-form").Submit();
        page.WaitForAssertion(() => Assert.Contains("8 or more failures in 5 minutes", page.Find("[data-alarm=by-hand]").TextContent, StringComparison.Ordinal));

        Do(page, "[data-alarm=by-hand] [data-testid=alarm-delete]", button => button.Click());
        page.WaitForAssertion(() => Assert.Contains("It was not made here", page.Find(".al-confirm").TextContent, StringComparison.Ordinal));
        Do(page, "[data-testid=alarm-delete-confirm]", button => button.Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-alarm=by-hand]")));
    }

    [Fact]
    public void States_have_a_word_and_what_is_not_understood_is_left_alone()
    {
        var since = DateTimeOffset.UtcNow.AddMinutes(-5);
        var rule = AlarmRule.Usual(LoginMetric.Failure);
        LoginAlarm Alarm(string name, AlarmState state, AlarmRule? rule) => new(
            "us-east-1", name, $"arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}", state, since, "<b>why</b>", [LoginMetric.Failure], AuthRoom.Demo,
            new AlarmTarget(LoginDimensions.ByCluster, ["demo"]), rule, [], [], true, since);
        LoginAlarm[] alarms = [Alarm("<img src=x>", AlarmState.Alarm, rule), Alarm("aurora-console/demo/failures", AlarmState.Ok, rule), Alarm("theirs", AlarmState.NoData, null)];
        var silent = new Dictionary<string, Problem> { ["us-east-1"] = new("Rate exceeded.", "Throttling") };

        var drawer = Render<AlarmsDrawer>(parameters => parameters.AddCascadingValue(AlarmRoom.Ann)
            .Add(list => list.Snapshot, new AlarmsSnapshot(since, alarms, silent, 1)).Add(list => list.Alarms, alarms).Add(list => list.CloseAddress, "auth"));

        var rows = drawer.FindAll("[data-testid=alarm-row]");
        Assert.Equal(["In alarm", "OK", "No data"], rows.Select(row => row.QuerySelector(".ac-status")!.TextContent.Trim()));
        Assert.Equal([true, false, true], rows.Select(row => row.TextContent.Contains("made elsewhere", StringComparison.Ordinal)));
        Assert.Equal([1, 1, 0], rows.Select(row => row.QuerySelectorAll("[data-testid=alarm-edit]").Length));
        Assert.Equal("arn:aws:cloudwatch:us-east-1:000000000000:alarm:theirs", rows[2].QuerySelector("[data-copy]")!.GetAttribute("data-copy"));
        Assert.Empty(drawer.FindAll("img"));
        Assert.Contains("could not be read; they are shown as they were", drawer.Find(".ac-notice").TextContent, StringComparison.Ordinal);
        Assert.Contains("3, 1 in alarm", drawer.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clusters_own_page_says_when_one_fires_and_nothing_else()
    {
        var note = Render<FiringNote>(parameters => parameters.AddCascadingValue(AlarmRoom.Ann).Add(line => line.ClusterKey, AuthRoom.Demo));
        var order = _room.Order(LoginMetric.ServerError, "noted");
        _room.Fail(_room.Account.Clock.GetUtcNow().AddMinutes(-1), LoginMetric.ServerError, 3);

        await _room.Alarms.PutAsync(AlarmRoom.Ann, order, default);

        note.WaitForAssertion(() => Assert.Equal("clusters/us-east-1/demo/auth?alarms=1", note.Find("[data-testid=cluster-alarm]").GetAttribute("href")));
        Assert.StartsWith("Alarm: ", note.Find("b").TextContent, StringComparison.Ordinal);
        await _room.Alarms.DeleteAsync(AlarmRoom.Ann, (await _room.ListAsync()).Single(alarm => alarm.Name == "noted"), default);
    }

    // Figures arrive at any time: nothing may be drawn anew between finding an element and using it.
    private static void Do(IRenderedComponent<AlarmsButton> page, string selector, Action<IElement> act) => page.InvokeAsync(() => act(page.Find(selector))).GetAwaiter().GetResult();

    private (IRenderedComponent<AlarmsButton> Page, IRenderedComponent<RadzenDialog> Dialogs) Show(string address)
    {
        Navigation.NavigateTo(address);
        var dialogs = Render<RadzenDialog>(parameters => parameters.AddCascadingValue(AlarmRoom.Ann));
        return (Render<AlarmsButton>(parameters => parameters.AddCascadingValue(AlarmRoom.Ann)), dialogs);
    }
}
