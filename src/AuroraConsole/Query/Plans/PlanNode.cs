using System.Text.Json;

namespace AuroraConsole.Query.Plans;

/// <summary>One step of a plan, as EXPLAIN (FORMAT JSON) tells it. Rows and times in the JSON are of one loop; here they are of all.</summary>
public sealed class PlanNode
{
    private readonly List<PlanNode> _children = [];

    internal PlanNode(JsonElement json, PlanNode? parent, int index)
    {
        Json = json;
        Parent = parent;
        Index = index;
        Depth = parent is null ? 0 : parent.Depth + 1;
        parent?._children.Add(this);
        Type = Text("Node Type") ?? "Node";
        Relationship = Text("Parent Relationship");
        Subplan = Text("Subplan Name");
        Loops = Number("Actual Loops");
        MayStopEarly = IsCutBy(parent);
    }

    /// <summary>Place in the plan, from 0: parents before children.</summary>
    public int Index { get; }

    /// <summary>0 for the root.</summary>
    public int Depth { get; }

    /// <summary>Who takes the rows; <c>null</c> for the root.</summary>
    public PlanNode? Parent { get; }

    /// <summary>Who delivers rows, in PostgreSQL's order.</summary>
    public IReadOnlyList<PlanNode> Children => _children;

    /// <summary>JSON's Node Type, such as <c>Seq Scan</c>.</summary>
    public string Type { get; }

    /// <summary><c>Outer</c>, <c>Inner</c>, <c>InitPlan</c>, <c>SubPlan</c>, <c>Member</c>, <c>Subquery</c>.</summary>
    public string? Relationship { get; }

    /// <summary>Such as <c>CTE recent</c> or <c>InitPlan 1 (returns $0)</c>.</summary>
    public string? Subplan { get; }

    /// <summary>How often it ran, in all processes; 0: never; <c>null</c>: not measured.</summary>
    public double? Loops { get; }

    /// <summary>Whether who takes its rows may stop before the last, so that fewer than planned say nothing.</summary>
    public bool MayStopEarly { get; }

    /// <summary>Rows planned in all loops.</summary>
    public double? PlannedRows => Number("Plan Rows") * (Loops is > 0 and var loops ? loops : 1);

    /// <summary>Rows delivered in all loops; <c>null</c> where nobody counted.</summary>
    public double? RealRows => IsUncounted ? null : Number("Actual Rows") * Loops;

    /// <summary>Real to planned rows, each at least 1; <c>null</c> when it says nothing.</summary>
    public double? Ratio
    {
        get
        {
            if (Loops is not > 0 || IsUncounted || Number("Actual Rows") is not { } real || Number("Plan Rows") is not { } planned)
                return null;
            var ratio = Math.Max(real, 1) / Math.Max(planned, 1);
            return ratio < 1 && MayStopEarly ? null : ratio;
        }
    }

    /// <summary>How many times too many or too few rows were expected; at least 1.</summary>
    public double? OffBy => Ratio is { } ratio ? Math.Max(ratio, 1 / ratio) : null;

    /// <summary>Time and buffers with its children.</summary>
    public PlanUsage Total { get; internal set; }

    /// <summary>Time and buffers without its children.</summary>
    public PlanUsage Own { get; internal set; }

    /// <summary>The planner's cost without its children, in its own units.</summary>
    public double OwnCost { get; internal set; }

    internal JsonElement Json { get; }

    // BitmapAnd and BitmapOr always report 0 (PostgreSQL's manual, "Using EXPLAIN").
    private bool IsUncounted => Type is "BitmapAnd" or "BitmapOr" or "ModifyTable";

    /// <summary>A number of the JSON.</summary>
    public double? Number(string key) => Json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>A text of the JSON.</summary>
    public string? Text(string key) => Json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Itself and all below, parents first.</summary>
    public IEnumerable<PlanNode> Subtree()
    {
        var rest = new Stack<PlanNode>([this]);
        while (rest.TryPop(out var node))
        {
            yield return node;
            for (var child = node._children.Count - 1; child >= 0; child--)
                rest.Push(node._children[child]);
        }
    }

    private bool IsCutBy(PlanNode? parent) => parent is not null
        && (parent.Type is "Limit" or "Merge Join"
            || Relationship is "InitPlan" or "SubPlan"
            || (Relationship == "Inner" && parent.Type == "Nested Loop" && parent.Text("Join Type") is "Semi" or "Anti")
            // These read to the end whatever happens above.
            || (parent.MayStopEarly && parent.Type is not ("Sort" or "Hash" or "Aggregate" or "ModifyTable")));
}
