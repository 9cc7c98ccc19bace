using AuroraConsole.Query.Plans;
using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Query.Plans;

/// <summary>Own times, misestimates, bounds; figures by hand, and plans of a real server.</summary>
[Collection(nameof(PlanServer))]
public sealed class QueryPlanTests(PlanServer server)
{
    [Fact]
    public void A_step_that_ran_often_is_counted_in_all_its_loops()
    {
        var plan = QueryPlan.Parse("""
            [{"Plan": {"Node Type": "Nested Loop", "Actual Total Time": 100, "Actual Rows": 500, "Actual Loops": 1, "Plan Rows": 10, "Plans": [
              {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Actual Total Time": 10, "Actual Rows": 100, "Actual Loops": 1, "Plan Rows": 2},
              {"Node Type": "Index Scan", "Parent Relationship": "Inner", "Actual Total Time": 0.8, "Actual Rows": 5, "Actual Loops": 100, "Plan Rows": 5}]}, "Execution Time": 101}]
            """);

        Assert.Equal([10, 10, 80], plan.Nodes.Select(node => Math.Round(node.Own.Ms, 6)));
        Assert.Equal([500, 100, 500], plan.Nodes.Select(node => node.RealRows));
        Assert.Equal([10, 2, 500], plan.Nodes.Select(node => node.PlannedRows));
        Assert.Equal([50, 50, 1], plan.Nodes.Select(node => node.OffBy));
        Assert.Same(plan.Nodes[2], plan.Slowest);
        Assert.Same(plan.Nodes[1], plan.WorstEstimate);
    }

    [Fact]
    public void Parallel_processes_share_the_time_on_the_wall()
    {
        var plan = QueryPlan.Parse("""
            [{"Plan": {"Node Type": "Gather", "Workers Launched": 2, "Single Copy": false, "Actual Total Time": 40, "Actual Rows": 300, "Actual Loops": 1, "Plans": [
              {"Node Type": "Seq Scan", "Actual Total Time": 30, "Actual Rows": 100, "Actual Loops": 3}]}}]
            """);

        Assert.Equal([10, 30], plan.Nodes.Select(node => node.Own.Ms));
        Assert.Equal(300, plan.Nodes[1].RealRows);
    }

    [Fact]
    public void What_one_of_three_processes_ran_is_not_divided()
    {
        var plan = QueryPlan.Parse("""
            [{"Plan": {"Node Type": "Gather", "Workers Launched": 2, "Actual Total Time": 50, "Actual Loops": 1, "Plans": [
              {"Node Type": "Append", "Actual Total Time": 20, "Actual Loops": 3, "Plans": [
                {"Node Type": "Seq Scan", "Actual Total Time": 45, "Actual Loops": 1}, {"Node Type": "Seq Scan", "Actual Total Time": 5, "Actual Loops": 1}]}]}}]
            """);

        Assert.Equal([30, 0, 45, 5], plan.Nodes.Select(node => node.Own.Ms));
    }

    [Fact]
    public void The_work_of_a_cte_belongs_to_itself_and_not_to_who_reads_it_first()
    {
        var plan = QueryPlan.Parse("""
            [{"Plan": {"Node Type": "Hash Join", "Actual Total Time": 100, "Actual Loops": 1, "Shared Hit Blocks": 60, "Plans": [
              {"Node Type": "Seq Scan", "Parent Relationship": "InitPlan", "Subplan Name": "CTE big", "Actual Total Time": 60, "Actual Loops": 1, "Shared Hit Blocks": 60},
              {"Node Type": "CTE Scan", "CTE Name": "big", "Parent Relationship": "Outer", "Actual Total Time": 70, "Actual Loops": 1, "Shared Hit Blocks": 60},
              {"Node Type": "CTE Scan", "CTE Name": "big", "Parent Relationship": "Inner", "Actual Total Time": 5, "Actual Loops": 1}]}}]
            """);

        Assert.Equal([25, 60, 10, 5], plan.Nodes.Select(node => node.Own.Ms));
        Assert.Equal([0, 60, 0, 0], plan.Nodes.Select(node => node.Own.Hit));
    }

    [Theory]
    [InlineData("InitPlan 1 (returns $1)", "(total > $1)", 12)]
    [InlineData("InitPlan 1", "(total > (InitPlan 1).col1)", 12)]
    [InlineData("InitPlan 1 (returns $1)", "(total > $12)", 42)]
    public void An_initplan_is_charged_to_who_reads_its_value(string name, string filter, double own)
    {
        var plan = QueryPlan.Parse($$$"""
            [{"Plan": {"Node Type": "Sort", "Actual Total Time": 50, "Actual Loops": 1, "Plans": [
              {"Node Type": "Aggregate", "Parent Relationship": "InitPlan", "Subplan Name": "{{{name}}}", "Actual Total Time": 30, "Actual Loops": 1},
              {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Filter": "{{{filter}}}", "Actual Total Time": 42, "Actual Loops": 1}]}}]
            """);

        Assert.Equal(own, plan.Nodes[2].Own.Ms);
    }

    [Fact]
    public async Task Own_times_of_a_real_plan_add_up_to_the_root()
    {
        foreach (var statement in (string[])
            ["SELECT * FROM sales s JOIN customers c ON c.id = s.customer WHERE total > (SELECT avg(total) FROM sales) ORDER BY c.name",
             "WITH big AS MATERIALIZED (SELECT * FROM sales) SELECT count(*) FROM big a JOIN big b USING (id)",
             "SELECT c.name, (SELECT count(*) FROM sales s WHERE s.customer = c.id) FROM customers c"])
        {
            var plan = await server.PlanAsync(statement, settings: "SET max_parallel_workers_per_gather = 0");

            Assert.All(plan.Nodes, node => Assert.InRange(node.Own.Ms, 0, node.Total.Ms));
            Assert.InRange(plan.Nodes.Sum(node => node.Own.Ms) / plan.Nodes[0].Total.Ms, 0.9, 1.1);
            Assert.Equal(plan.Nodes[0].Total.Hit, plan.Nodes.Sum(node => node.Own.Hit), 1.0);
        }
    }

    [Fact]
    public async Task Steps_that_never_ran_say_so_and_are_no_misestimate()
    {
        var plan = await server.PlanAsync("SELECT * FROM customers c JOIN sales s ON s.customer = c.id WHERE c.name = 'nobody'", settings: "SET enable_hashjoin = off; SET enable_mergejoin = off");

        var never = plan.Nodes.Where(node => node.Loops == 0).ToList();
        Assert.NotEmpty(never);
        Assert.All(never, node => Assert.Null(node.OffBy));
        Assert.Contains("(never executed)", PlanText.Of(plan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_stops_a_scan_makes_no_misestimate()
    {
        var plan = await server.PlanAsync("SELECT * FROM sales WHERE status = 'done' LIMIT 5");

        Assert.Equal("Seq Scan", plan.Nodes[1].Type);
        Assert.Null(plan.Nodes[1].OffBy);
        Assert.Null(plan.WorstEstimate);
    }

    [Fact]
    public async Task The_misestimate_is_found_where_it_begins()
    {
        // Both columns say the same, which the planner does not know: 2 % of 2 % where 2 % come.
        var plan = await server.PlanAsync("SELECT * FROM sales s JOIN customers c ON c.id = s.customer WHERE s.status = 'open' AND s.kind = 'web' ORDER BY c.name", settings: "SET max_parallel_workers_per_gather = 0");

        Assert.Equal("sales", plan.WorstEstimate?.Text("Relation Name"));
        Assert.InRange(plan.WorstEstimate!.OffBy!.Value, 20, 100);
    }

    [Fact]
    public void A_thousand_steps_deep_are_read_and_written()
    {
        var text = string.Concat(Enumerable.Repeat("""{"Node Type": "Materialize", "Total Cost": 1, "Plans": [""", 999)) + """{"Node Type": "Result", "Total Cost": 1}""" + string.Concat(Enumerable.Repeat("]}", 999));

        var plan = QueryPlan.Parse("""[{"Plan": """ + text + "}]");

        Assert.Equal(1000, plan.Nodes.Count);
        Assert.Equal(1000, PlanText.Of(plan).Split('\n').Length);
    }

    [Fact]
    public void Too_deep_too_many_too_long_and_no_json_each_get_a_sentence()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"Plans": [""", 2000)) + "{}" + string.Concat(Enumerable.Repeat("]}", 2000));
        deep = """[{"Plan": """ + deep + "}]";
        var many = """[{"Plan": {"Plans": [""" + string.Join(',', Enumerable.Repeat("{}", QueryPlan.MaxNodes)) + "]}}]";

        Assert.Contains("deeper than 1,500 steps", Refusal(deep), StringComparison.Ordinal);
        Assert.Contains("more than 5,000 steps", Refusal(many), StringComparison.Ordinal);
        Assert.Contains("at most 8,388,608", Refusal(new string(' ', QueryPlan.MaxText + 1)), StringComparison.Ordinal);
        Assert.Contains("no plan in JSON", Refusal("Seq Scan on t"), StringComparison.Ordinal);

        static string Refusal(string text) => Assert.Throws<ProblemException>(() => QueryPlan.Parse(text)).Problem.Sentence;
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"Plan": {}}]""")]
    [InlineData("""[{"Plan": {"Node Type": 5, "Actual Loops": "x", "Plans": 7, "Total Cost": null}}]""")]
    [InlineData("""["Utility Statement"]""")]
    public void Odd_json_is_no_error(string text) => PlanText.Of(QueryPlan.Parse(text));
}
