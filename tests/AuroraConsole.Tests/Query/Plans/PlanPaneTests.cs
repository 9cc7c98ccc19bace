using AuroraConsole.Query.Plans;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Tests.Query.Plans;

public sealed class PlanPaneTests : IDisposable
{
    private const string Analyzed = """
        [{"Plan": {"Node Type": "Sort", "Sort Key": ["o.placed_at"], "Total Cost": 10, "Plan Rows": 12, "Plan Width": 8, "Actual Startup Time": 19, "Actual Total Time": 20, "Actual Rows": 100, "Actual Loops": 1, "Shared Hit Blocks": 7, "Plans": [
          {"Node Type": "Seq Scan", "Relation Name": "orders", "Alias": "o", "Filter": "(note <> '<img src=x>'::text)", "Rows Removed by Filter": 90000, "Total Cost": 9, "Plan Rows": 5, "Plan Width": 8, "Actual Startup Time": 0, "Actual Total Time": 18.5, "Actual Rows": 100, "Actual Loops": 1, "Shared Hit Blocks": 7},
          {"Node Type": "Result", "Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 1", "Total Cost": 1, "Plan Rows": 1, "Actual Total Time": 0, "Actual Rows": 0, "Actual Loops": 0}]},
          "Planning Time": 1.8, "Triggers": [{"Trigger Name": "audit", "Relation": "orders", "Time": 2.5, "Calls": 3}], "Execution Time": 20.5}]
        """;

    private readonly BunitContext _page = new();

    public PlanPaneTests()
    {
        _page.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public void Dispose() => _page.Dispose();

    [Fact]
    public void The_slowest_step_is_chosen_marked_and_explained()
    {
        var pane = Pane(Analyzed);

        var rows = pane.FindAll("[data-testid=plan-row]");
        Assert.Equal(["1", "2", "2"], rows.Select(row => row.GetAttribute("aria-level")));
        Assert.Equal("true", rows[1].GetAttribute("aria-selected"));
        Assert.Contains("slowest", rows[1].ClassList);
        Assert.Contains("20 × more", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("never executed", rows[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("90,000 of 90,100", pane.Find("[data-testid=plan-detail]").TextContent, StringComparison.Ordinal);
        Assert.Contains("90 % of the time. It reads 90,100 rows to keep 100, and the planner expected 5.", pane.Find("[data-testid=plan-advice]").TextContent, StringComparison.Ordinal);
        Assert.Contains("ANALYZE orders;", pane.Find("[data-testid=plan-advice]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_has_times_buffers_triggers_and_the_note()
    {
        var summary = Pane(Analyzed, note: "Ran in a transaction that was rolled back").Find("[data-testid=plan-summary]").TextContent;

        Assert.All((string[])["Planning 1.8 ms", "Execution 20.5 ms", "Buffers 7 hit", "Trigger audit 2.5 ms, 3 calls", "Ran in a transaction that was rolled back"], part => Assert.Contains(part, summary, StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_gets_focus_shows_its_detail()
    {
        var pane = Pane(Analyzed);

        pane.FindAll("[data-testid=plan-row]")[0].Focus();

        Assert.StartsWith("Sort, in detail", pane.Find("[data-testid=plan-detail] h2").TextContent, StringComparison.Ordinal);
        Assert.Equal(["0", "-1", "-1"], pane.FindAll("[data-testid=plan-row]").Select(row => row.GetAttribute("tabindex")));
    }

    [Fact]
    public void What_the_plan_says_is_text_and_never_markup() => Assert.Empty(Pane(Analyzed).FindAll("img"));

    [Fact]
    public void Without_analyze_costs_stand_for_times_and_it_says_so()
    {
        var asked = false;
        var pane = Pane("""[{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Alias": "t", "Total Cost": 12.5, "Plan Rows": 4, "Plan Width": 8}}]""", analyze: () => asked = true);

        Assert.Contains("Own cost", pane.Find("thead").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Rows real", pane.Find("thead").TextContent, StringComparison.Ordinal);
        Assert.Contains("nothing was run", pane.Find("[data-testid=plan-advice]").TextContent, StringComparison.Ordinal);
        pane.Find("[data-testid=plan-advice] button.ac-btn").Click();
        Assert.True(asked);
    }

    [Fact]
    public void A_plan_that_cannot_be_drawn_says_why() => Assert.Contains("no plan in JSON", Pane("no").Find(".ac-problem").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Nothing_planned_says_so() => Assert.Contains("plans nothing", Pane("[]").Markup, StringComparison.Ordinal);

    [Fact]
    public void Text_and_json_are_copied_whole()
    {
        var buttons = _page.Render<PlanButtons>(parameters => parameters.Add(component => component.Plan, Analyzed).Add(component => component.Analyze, () => { }));

        buttons.Find("[data-testid=plan-copy-text]").Click();
        buttons.Find("[data-testid=plan-copy-json]").Click();

        Assert.Equal([PlanText.Of(QueryPlan.Parse(Analyzed)), Analyzed], _page.JSInterop.Invocations["aurora.copy"].Select(call => call.Arguments[0]));
    }

    private IRenderedComponent<PlanPane> Pane(string plan, string? note = null, Action? analyze = null) => _page.Render<PlanPane>(parameters =>
    {
        parameters.Add(pane => pane.Plan, plan).Add(pane => pane.Note, note);
        if (analyze is not null)
            parameters.Add(pane => pane.Analyze, analyze);
    });
}
