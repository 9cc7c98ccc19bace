using System.Globalization;
using System.Text.Json;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Plans;

/// <summary>What EXPLAIN (FORMAT JSON) said, of PostgreSQL 13 to 18; keys it does not know are kept for the text.</summary>
public sealed class QueryPlan
{
    /// <summary>Longest text taken, in UTF-16 units.</summary>
    public const int MaxText = 8 << 20;

    /// <summary>Most steps taken.</summary>
    public const int MaxNodes = 5_000;

    /// <summary>Deepest tree taken.</summary>
    public const int MaxDepth = 1_500;

    private QueryPlan(IReadOnlyList<JsonElement> queries)
    {
        Queries = queries;
        foreach (var query in queries.Where(query => query.TryGetProperty("Plan", out _)))
            Nodes.AddRange(Read(query.GetProperty("Plan"), Nodes.Count));
        foreach (var root in Nodes.Where(node => node.Parent is null))
            PlanShares.Fill(root);
        IsMeasured = Nodes.Any(node => node.Loops is not null);
        IsTimed = Nodes.Any(node => node.Number("Actual Total Time") is not null);
        PlanningMs = Sum("Planning Time");
        ExecutionMs = Sum("Execution Time") ?? (IsTimed ? Nodes.Where(node => node.Parent is null).Sum(root => root.Total.Ms) : null);
        Slowest = Nodes.MaxBy(Weight) is { } heaviest && Weight(heaviest) > 0 ? heaviest : null;
        WorstEstimate = Nodes.Where(IsSource).MaxBy(node => node.OffBy);
    }

    /// <summary>All steps, parents before children; rules can make several trees of one statement.</summary>
    public List<PlanNode> Nodes { get; } = [];

    /// <summary>Whether it ran (ANALYZE).</summary>
    public bool IsMeasured { get; }

    /// <summary>Whether times were taken; TIMING OFF leaves them out.</summary>
    public bool IsTimed { get; }

    /// <summary>Milliseconds.</summary>
    public double? PlanningMs { get; }

    /// <summary>Milliseconds.</summary>
    public double? ExecutionMs { get; }

    /// <summary>The step with the greatest own time, or own cost when none was taken.</summary>
    public PlanNode? Slowest { get; }

    /// <summary>Where the worst misestimate begins: its children were estimated far better. <c>null</c>: none is off by 10.</summary>
    public PlanNode? WorstEstimate { get; }

    internal IReadOnlyList<JsonElement> Queries { get; }

    /// <summary>Own time in milliseconds, or own cost when no time was taken.</summary>
    public double Weight(PlanNode node) => IsTimed ? node.Own.Ms : node.OwnCost;

    /// <summary>The part of the whole, 0 to 1.</summary>
    public double Share(PlanNode node)
    {
        var whole = IsTimed ? ExecutionMs ?? 0 : Nodes.Sum(Weight);
        return whole > 0 ? Math.Min(1, Weight(node) / whole) : 0;
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException"><c>PlanTooLarge</c> or <c>PlanNotUnderstood</c>.</exception>
    public static QueryPlan Parse(string text)
    {
        if (text.Length > MaxText)
            throw TooLarge($"has {text.Length.ToString("N0", CultureInfo.InvariantCulture)} characters; at most {MaxText.ToString("N0", CultureInfo.InvariantCulture)} are drawn");
        try
        {
            // A step lies two levels below its parent; a few more for what it says of itself.
            var json = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = (2 * MaxDepth) + 16 });
            return new QueryPlan([.. (json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().AsEnumerable() : [json]).Where(query => query.ValueKind == JsonValueKind.Object)]);
        }
        catch (JsonException error)
        {
            throw error.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
                ? TooLarge($"is deeper than {MaxDepth.ToString("N0", CultureInfo.InvariantCulture)} steps")
                : new ProblemException(new Problem("What the server sent is no plan in JSON. Copy it as text and look at it there.", "PlanNotUnderstood"), error);
        }
    }

    private static ProblemException TooLarge(string how) => new(new Problem($"This plan {how}. Copy it as JSON, or explain a part of the statement.", "PlanTooLarge"));

    private static IEnumerable<PlanNode> Read(JsonElement root, int index)
    {
        var rest = new Stack<(JsonElement Json, PlanNode? Parent)>([(root, null)]);
        while (rest.TryPop(out var next))
        {
            if (index == MaxNodes)
                throw TooLarge($"has more than {MaxNodes.ToString("N0", CultureInfo.InvariantCulture)} steps");
            var node = new PlanNode(next.Json, next.Parent, index++);
            yield return node;
            if (!next.Json.TryGetProperty("Plans", out var plans) || plans.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var child in plans.EnumerateArray().Where(child => child.ValueKind == JsonValueKind.Object).Reverse())
                rest.Push((child, node));
        }
    }

    // Off by 12 above children that are off by 11 is their mistake handed on.
    private static bool IsSource(PlanNode node) => node.OffBy >= 10
        && Math.Max(node.PlannedRows ?? 0, node.RealRows ?? 0) >= 100
        && node.Children.All(child => child.OffBy is not { } below || below < node.OffBy / 2 || child.Ratio > 1 != node.Ratio > 1);

    private double? Sum(string key)
    {
        double[] found = [.. Queries.Where(query => query.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number).Select(query => query.GetProperty(key).GetDouble())];
        return found.Length > 0 ? found.Sum() : null;
    }
}
