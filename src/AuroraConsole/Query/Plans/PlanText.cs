using System.Text;
using System.Text.Json;

namespace AuroraConsole.Query.Plans;

/// <summary>
/// The plan in PostgreSQL's text format, made from its JSON: the server says both in the same order (explain.c), so what is not
/// special goes over line by line, and what a later version adds goes with it.
/// </summary>
internal sealed partial class PlanText
{
    private readonly StringBuilder _text = new();
    private readonly bool _verbose;
    private int _indent;

    private PlanText(bool verbose) => _verbose = verbose;

    /// <summary>All of it, without a line break at the end.</summary>
    public static string Of(QueryPlan plan)
    {
        var writer = new PlanText(plan.Nodes.Any(node => node.Json.TryGetProperty("Output", out _) || node.Json.TryGetProperty("Schema", out _)));
        var roots = new Queue<PlanNode>(plan.Nodes.Where(node => node.Parent is null));
        foreach (var query in plan.Queries)
        {
            // As psql shows the plans of a statement that rules made into several.
            if (writer._text.Length > 0)
                writer._text.Append('\n');
            writer.Query(query, roots);
        }

        return writer._text.ToString().TrimEnd('\n');
    }

    /// <summary>What one step says of itself below its line, as label and value: <c>Filter</c>, <c>Sort Method</c>, <c>Buffers</c> …</summary>
    public static IEnumerable<(string Label, string Value)> Facts(PlanNode node)
    {
        var writer = new PlanText(verbose: true);
        writer.Properties(node.Json, node);
        return writer._text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Where(line => line.Contains(':'))
            .Select(line => (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()));
    }

    private void Query(JsonElement query, Queue<PlanNode> roots)
    {
        foreach (var property in query.EnumerateObject())
        {
            _indent = 0;
            switch (property.Name)
            {
                case "Plan":
                    Node(roots.Dequeue());
                    break;
                case "Planning Time" or "Execution Time":
                    Line($"{property.Name}: {property.Value} ms");
                    break;
                default:
                    if (!Group(property, query, node: null))
                        Plain(property);
                    break;
            }
        }
    }

    private void Node(PlanNode node)
    {
        var outer = _indent;
        if (node.Subplan is { } subplan)
        {
            Line(subplan);
            _indent++;
        }

        if (_indent > 0)
        {
            Begin();
            _text.Append("->  ");
            _indent += 2;
        }

        _text.Append(PlanTitle.Line(node)).Append(Estimates(node.Json)).Append(Actual(node.Json)).Append('\n');
        _indent++;
        Properties(node.Json, node);
        foreach (var child in node.Children)
            Node(child);
        _indent = outer;
    }

    private void Properties(JsonElement json, PlanNode node)
    {
        foreach (var property in json.EnumerateObject().Where(property => !InLine.Contains(property.Name)))
        {
            if (!Group(property, json, node))
                Plain(property);
        }
    }

    // Names and values, as ExplainProperty writes them.
    private void Plain(JsonProperty property)
    {
        var (name, value) = (property.Name, property.Value);
        switch (value.ValueKind)
        {
            case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                if (value.GetArrayLength() > 0)
                    Line($"{name}: {string.Join(", ", value.EnumerateArray())}");
                break;
            case JsonValueKind.False when SaidWhenTrue.Contains(name):
            case JsonValueKind.True when name == "Inner Unique" && !_verbose:
            // A removed row now and then is 0 a loop in JSON, so this line may be missing where the server's text says 0.
            case JsonValueKind.Number when (name.StartsWith("Rows Removed by", StringComparison.Ordinal) || name == "Subplans Removed") && value.GetDouble() == 0:
            case JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null:
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Line($"{name}: {(value.GetBoolean() ? "true" : "false")}");
                break;
            default:
                Line($"{name}: {value}");
                break;
        }
    }

    private static string Estimates(JsonElement json) => json.TryGetProperty("Total Cost", out var total)
        ? $"  (cost={Raw(json, "Startup Cost")}..{total.GetRawText()} rows={Raw(json, "Plan Rows")} width={Raw(json, "Plan Width")})"
        : "";

    private static string Actual(JsonElement json)
    {
        if (!json.TryGetProperty("Actual Loops", out var loops))
            return "";
        if (Amount(json, "Actual Loops") == 0)
            return " (never executed)";
        var time = json.TryGetProperty("Actual Total Time", out var total) ? $"time={Raw(json, "Actual Startup Time")}..{total.GetRawText()} " : "";
        return $" (actual {time}rows={Raw(json, "Actual Rows")} loops={loops.GetRawText()})";
    }

    private void Line(string line)
    {
        Begin();
        _text.Append(line).Append('\n');
    }

    // Only at the beginning of a line: a worker's number stands before its first.
    private void Begin()
    {
        if (_text.Length == 0 || _text[^1] == '\n')
            _text.Append(' ', 2 * _indent);
    }

    private static string Raw(JsonElement json, string key) => json.TryGetProperty(key, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";

    private static bool Has(JsonElement json, string key) => json.TryGetProperty(key, out _);

    private static double Amount(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    private static readonly HashSet<string> SaidWhenTrue = ["Inner Unique", "Single Copy", "Disabled"];

    // Said in the step's own line, or not at all in text.
    private static readonly HashSet<string> InLine =
    [
        "Node Type", "Strategy", "Partial Mode", "Command", "Operation", "Custom Plan Provider", "Parent Relationship", "Subplan Name", "Parallel Aware", "Async Capable", "Join Type",
        "Scan Direction", "Index Name", "Relation Name", "Schema", "Alias", "Function Name", "Table Function Name", "CTE Name", "Tuplestore Name",
        "Startup Cost", "Total Cost", "Plan Rows", "Plan Width", "Actual Startup Time", "Actual Total Time", "Actual Rows", "Actual Loops", "Plans",
    ];
}
