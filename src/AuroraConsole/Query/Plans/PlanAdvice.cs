using System.Globalization;
using AuroraConsole.Database;

namespace AuroraConsole.Query.Plans;

/// <summary>Something to try, and why it may help.</summary>
/// <param name="Sentence">Why.</param>
/// <param name="Sql">To copy; <c>null</c> when there is nothing to run.</param>
/// <param name="NeedsOwner">Whether it takes read-write mode and the table's owner.</param>
public sealed record PlanCure(string Sentence, string? Sql = null, bool NeedsOwner = false);

/// <summary>What stands out at one step.</summary>
/// <param name="Node">The step.</param>
/// <param name="Sentence">What is seen.</param>
/// <param name="Cures">Surest first; none when the plan does not tell.</param>
public sealed record PlanAdvice(PlanNode Node, string Sentence, IReadOnlyList<PlanCure> Cures)
{
    private const double ManyRows = 10_000;
    private const double ManyLoops = 1_000;

    // Below this part of the time a step is not worth a cure.
    private const double Notable = 0.1;

    /// <summary>What stands out, the costliest step first. Without ANALYZE only where the estimated cost lies.</summary>
    public static IReadOnlyList<PlanAdvice> Of(QueryPlan plan) =>
    [
        .. plan.Nodes.Select(node => About(plan, node)).OfType<PlanAdvice>()
            .OrderByDescending(advice => advice.Node == plan.Slowest).ThenByDescending(advice => advice.Node == plan.WorstEstimate).ThenByDescending(advice => plan.Weight(advice.Node)).Take(6),
    ];

    private static PlanAdvice? About(QueryPlan plan, PlanNode node)
    {
        if (plan.IsMeasured && node.Loops is not > 0)
            return null;
        var share = plan.Share(node);
        var matters = !plan.IsTimed || share >= Notable;
        var (seen, cures) = (new List<string>(), new List<PlanCure>());
        if (node == plan.Slowest)
            seen.Add($"{share.ToString("0 %", CultureInfo.InvariantCulture)} of the {(plan.IsTimed ? "time" : "estimated cost")}.");
        Spilled(node, seen, cures);
        HeapFetched(node, seen, cures);
        if (matters && node.Type is "Seq Scan" or "Index Scan" or "Bitmap Heap Scan")
            Dropped(plan, node, seen, cures);
        Misjudged(plan, node, seen, cures);
        if (matters)
            Repeated(node, seen, cures);
        return seen.Count == 0 ? null : new PlanAdvice(node, string.Join(' ', seen), cures);
    }

    private static void Spilled(PlanNode node, List<string> seen, List<PlanCure> cures)
    {
        // KB that would have had to fit; what lies on disk takes more room in memory, by experience two to three times.
        double? needed = null;
        if (node.Text("Sort Space Type") == "Disk" && node.Number("Sort Space Used") is { } sorted)
        {
            seen.Add($"It sorted on disk: {Size(sorted)} did not fit into work_mem.");
            needed = 3 * sorted;
        }
        else if (node.Number("Hash Batches") is > 1 and var batches && node.Number("Peak Memory Usage") is { } hashed)
        {
            seen.Add($"It hashed in {N(batches)} batches, all but one through disk: work_mem holds one.");
            needed = batches * hashed;
        }
        else if (node.Number("HashAgg Batches") is > 1 && node.Number("Disk Usage") is { } grouped)
        {
            seen.Add($"Its groups did not fit into work_mem: {Size(grouped)} went through disk.");
            needed = (3 * grouped) + node.Number("Peak Memory Usage");
        }
        else if (node.Number("Lossy Heap Blocks") is > 0 and var lossy)
        {
            seen.Add($"Its bitmap did not fit into work_mem: {N(lossy)} blocks are known by block only, and every row of them is checked again.");
            needed = 64 * 1024;
        }

        if (needed is not { } kilobytes)
            return;
        var megabytes = Math.Pow(2, Math.Ceiling(Math.Log2(Math.Max(8, kilobytes / 1024))));
        cures.Add(megabytes <= 1024
            ? new PlanCure("More memory for this session may keep it off the disk; each sort and hash of each process may take that much.", $"SET work_mem = '{N(megabytes, "0")}MB';")
            : new PlanCure($"It would take about {N(megabytes / 1024)} GB of work_mem. Let it sort, join or group fewer rows or narrower ones instead."));
    }

    private static void HeapFetched(PlanNode node, List<string> seen, List<PlanCure> cures)
    {
        if (node.Number("Heap Fetches") is not { } fetches || fetches < ManyRows || fetches < 0.1 * node.RealRows)
            return;
        seen.Add($"The index alone was not enough: {N(fetches)} rows were looked up in the table, since their pages changed after the last vacuum.");
        if (Table(node) is { } table)
            cures.Add(new PlanCure("Vacuum marks the pages that all may see.", $"VACUUM {table};", NeedsOwner: true));
    }

    private static void Dropped(QueryPlan plan, PlanNode node, List<string> seen, List<PlanCure> cures)
    {
        if (node.Text("Filter") is not { } filter || node.Loops is not { } loops)
            return;
        var dropped = (node.Number("Rows Removed by Filter") ?? 0) * loops;
        var kept = node.RealRows ?? 0;
        if (dropped < ManyRows || dropped < kept)
            return;
        seen.Add($"It reads {N(dropped + kept)} rows to keep {N(kept)}{(node == plan.WorstEstimate ? $", and the planner expected {N(node.PlannedRows ?? 0)}" : "")}.");
        var columns = FilterColumns.Of(filter).Indexable;
        if (Table(node) is not { } table)
            return;
        cures.Add(columns.Count > 0
            ? new PlanCure(
                node.Type == "Seq Scan" ? $"No index was used for {string.Join(" with ", columns)}. One may help; it costs room and slows writes." : $"{node.Text("Index Name") ?? "The index"} finds rows that the filter drops. One that has {string.Join(" with ", columns)} too may help.",
                $"CREATE INDEX CONCURRENTLY ON {table} ({string.Join(", ", columns)});", NeedsOwner: true)
            : new PlanCure("An index on the filter's expression may help, if it is asked for often."));
    }

    // Only where it begins: above, it is the same mistake handed on.
    private static void Misjudged(QueryPlan plan, PlanNode node, List<string> seen, List<PlanCure> cures)
    {
        if (node != plan.WorstEstimate || node.OffBy is not { } off)
            return;
        if (!seen.Any(sentence => sentence.Contains("the planner expected", StringComparison.Ordinal)))
            seen.Add($"The planner expected {N(node.PlannedRows ?? 0)} rows and {N(node.RealRows ?? 0)} came: {Times(off)} {(node.Ratio > 1 ? "more" : "fewer")}. The plan above was chosen for the wrong number.");
        string[] tables = [.. (Table(node) is { } own ? [own] : node.Subtree().Select(Table).OfType<string>()).Distinct().Take(4)];
        if (tables.Length == 0)
        {
            cures.Add(new PlanCure(node.Type == "Function Scan" ? $"What a function returns is guessed. Its owner can say: ALTER FUNCTION {PlanTitle.Target(node)} ROWS {N(Math.Max(1, node.Number("Actual Rows") ?? 1), "0")}." : "Its rows come from no table, so no statistics tell how many."));
            return;
        }

        cures.Insert(0, new PlanCure("The statistics may be old or missing. The plan does not tell when they were taken.", $"ANALYZE {string.Join(", ", tables)};", NeedsOwner: true));
        var columns = FilterColumns.Of(node.Text("Filter") ?? node.Text("Recheck Cond") ?? node.Text("Index Cond")).All;
        if (columns.Count > 1 && tables is [var table] && node.Text("Relation Name") is { } name)
        {
            cures.Add(new PlanCure(
                $"{string.Join(" and ", columns)} may go together; the planner takes columns for independent until told.",
                $"CREATE STATISTICS {SqlIdentifier.Quote($"{name}_together")} ON {string.Join(", ", columns)} FROM {table};\nANALYZE {table};", NeedsOwner: true));
        }
    }

    private static void Repeated(PlanNode node, List<string> seen, List<PlanCure> cures)
    {
        if (node is not { Relationship: "Inner" or "SubPlan", Loops: >= ManyLoops and var loops } || node.Parent is not { } parent)
            return;
        var driver = parent.Children.FirstOrDefault(child => child.Relationship == "Outer");
        seen.Add($"It ran {N(loops)} times, once for each row of {(driver is null || node.Relationship == "SubPlan" ? PlanTitle.Line(parent) : PlanTitle.Line(driver))}.");
        if (driver?.OffBy is >= 10 && driver.Ratio > 1 && node.Relationship == "Inner")
            cures.Add(new PlanCure($"The planner expected {N(driver.PlannedRows ?? 0)} rows to repeat it for. With that mended it may choose a hash join by itself."));
        else if (node.Type == "Seq Scan" && FilterColumns.Of(parent.Text("Join Filter") ?? node.Text("Filter")).Indexable.Count == 0)
            cures.Add(new PlanCure("Each time it reads the whole table. An index on what it is joined by may help."));
    }

    private static string? Table(PlanNode node) => node.Text("Relation Name") is not { } name ? null
        : node.Text("Schema") is { } schema ? $"{SqlIdentifier.Quote(schema)}.{SqlIdentifier.Quote(name)}" : SqlIdentifier.Quote(name);

    private static string Times(double factor) => factor < 1000 ? $"{N(factor)} times" : "over 1,000 times";

    private static string Size(double kilobytes) => kilobytes < 1024 ? $"{N(kilobytes)} kB" : $"{N(kilobytes / 1024)} MB";

    private static string N(double number, string format = "N0") => number.ToString(format, CultureInfo.InvariantCulture);
}
