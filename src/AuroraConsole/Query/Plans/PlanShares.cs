using System.Text.RegularExpressions;

namespace AuroraConsole.Query.Plans;

/// <summary>
/// Who used what by itself. PostgreSQL measures a step with its children, each loop, and in every parallel process; a CTE's or
/// InitPlan's work is measured where it is first read, not where it hangs in the tree.
/// </summary>
internal static partial class PlanShares
{
    /// <summary>Fills <see cref="PlanNode.Total"/>, <see cref="PlanNode.Own"/> and <see cref="PlanNode.OwnCost"/> of a root's subtree.</summary>
    public static void Fill(PlanNode root)
    {
        PlanNode[] nodes = [.. root.Subtree()];
        var processes = new Dictionary<PlanNode, double>();
        foreach (var node in nodes)
        {
            processes[node] = node.Parent is { } parent ? Processes(parent) ?? processes[parent] : 1;
            node.Total = Total(node, processes[node]);
        }

        foreach (var node in nodes)
        {
            node.Own = node.Children.Where(child => child.Relationship != "InitPlan").Aggregate(node.Total, (left, child) => left.Without(child.Total));
            node.OwnCost = Math.Max(0, (node.Number("Total Cost") ?? 0) - node.Children.Sum(child => Cost(node, child)));
        }

        foreach (var early in nodes.Where(node => node.Relationship == "InitPlan"))
            Charge(early);
    }

    // The leader works too, except for a plan that exactly one worker runs.
    private static double? Processes(PlanNode parent) => parent.Type is "Gather" or "Gather Merge" && parent.Number("Workers Launched") is { } launched
        ? Math.Max(1, parent.Json.TryGetProperty("Single Copy", out var single) && single.ValueKind == System.Text.Json.JsonValueKind.True ? launched : launched + 1)
        : null;

    private static PlanUsage Total(PlanNode node, double processes)
    {
        var loops = node.Loops ?? 0;
        double Blocks(string kind) => (node.Number($"Shared {kind} Blocks") ?? 0) + (node.Number($"Local {kind} Blocks") ?? 0);
        return new PlanUsage(
            // What fewer processes ran than there are was not shared by all.
            (node.Number("Actual Total Time") ?? 0) * loops / Math.Clamp(loops, 1, processes),
            Blocks("Hit"), Blocks("Read"), Blocks("Dirtied"), Blocks("Written"), node.Number("Temp Read Blocks") ?? 0, node.Number("Temp Written Blocks") ?? 0);
    }

    private static double Cost(PlanNode parent, PlanNode child)
    {
        var cost = child.Number("Total Cost") ?? 0;
        return parent.Type == "Nested Loop" && child.Relationship == "Inner" && parent.Children.FirstOrDefault(outer => outer.Relationship == "Outer")?.Number("Plan Rows") is > 1 and var times
            ? cost * times
            : cost;
    }

    // Greatest first, since one of them waited for it and the others found it ready.
    private static void Charge(PlanNode early)
    {
        var left = early.Total;
        foreach (var reader in Readers(early).OrderByDescending(reader => reader.Own.Ms))
        {
            var part = left.AtMost(reader.Own);
            reader.Own = reader.Own.Without(part);
            left = left.Without(part);
        }
    }

    private static IEnumerable<PlanNode> Readers(PlanNode early)
    {
        var own = early.Subtree().ToHashSet();
        var others = early.Parent!.Subtree().Where(node => !own.Contains(node)).ToList();
        if (early.Subplan?.StartsWith("CTE ", StringComparison.Ordinal) == true)
            return others.Where(node => node.Type == "CTE Scan" && node.Text("CTE Name") == early.Subplan[4..]);
        string[] names = [.. Names().Matches(early.Subplan ?? "").Select(name => name.Value)];
        var readers = others.Where(node => node.Json.EnumerateObject().Any(property =>
            property.Value.ValueKind == System.Text.Json.JsonValueKind.String && property.Name != "Subplan Name" && names.Any(name => Mentions(property.Value.GetString()!, name)))).ToList();
        return readers.Count > 0 ? readers : [early.Parent];
    }

    // $1 is not in $12, nor InitPlan 1 in InitPlan 12.
    private static bool Mentions(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (at + name.Length == text.Length || !char.IsAsciiDigit(text[at + name.Length]))
                return true;
        }

        return false;
    }

    // "InitPlan 1 (returns $0,$1)" up to 16, "InitPlan 1", read as "(InitPlan 1).col1", from 17 on.
    [GeneratedRegex(@"InitPlan \d+|\$\d+")]
    private static partial Regex Names();
}
