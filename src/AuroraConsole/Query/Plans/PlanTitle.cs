using AuroraConsole.Database;

namespace AuroraConsole.Query.Plans;

/// <summary>A step's name and object as PostgreSQL's text format writes them (explain.c, ExplainNode).</summary>
internal static class PlanTitle
{
    /// <summary>Such as <c>Parallel Seq Scan</c>, <c>Hash Left Join</c>, <c>Partial HashAggregate</c>.</summary>
    public static string Name(PlanNode node) => (Is(node, "Parallel Aware") ? "Parallel " : "") + (Is(node, "Async Capable") ? "Async " : "") + (node.Type switch
    {
        "Nested Loop" or "Hash Join" or "Merge Join" => Join(node.Type, node.Text("Join Type")),
        "Aggregate" => (node.Text("Partial Mode") is "Partial" or "Finalize" ? node.Text("Partial Mode") + " " : "") + node.Text("Strategy") switch
        {
            "Sorted" => "GroupAggregate",
            "Hashed" => "HashAggregate",
            "Mixed" => "MixedAggregate",
            _ => "Aggregate",
        },
        "SetOp" => $"{(node.Text("Strategy") == "Hashed" ? "HashSetOp" : "SetOp")} {node.Text("Command")}".TrimEnd(),
        "ModifyTable" => node.Text("Operation") ?? "ModifyTable",
        "Foreign Scan" when node.Text("Operation") is { } operation and not "Select" => $"Foreign {operation}",
        "Custom Scan" when node.Text("Custom Plan Provider") is { } provider => $"Custom Scan ({provider})",
        _ => node.Type,
    });

    /// <summary>What it reads or writes, quoted as in SQL: <c>orders o</c>, <c>public.orders</c>; <c>null</c> for steps without an object.</summary>
    public static string? Target(PlanNode node) => node.Type == "Bitmap Index Scan" ? Quoted(node.Text("Index Name")) : Target(node.Text);

    /// <summary>The same of any object of the JSON that names a relation.</summary>
    public static string? Target(Func<string, string?> text)
    {
        var name = text("Relation Name") ?? text("Function Name") ?? text("Table Function Name") ?? text("CTE Name") ?? text("Tuplestore Name");
        var alias = text("Alias");
        var full = name is null ? null : text("Schema") is { } schema ? $"{SqlIdentifier.Quote(schema)}.{SqlIdentifier.Quote(name)}" : SqlIdentifier.Quote(name);
        return alias is null || alias == name ? full : $"{full} {SqlIdentifier.Quote(alias)}".TrimStart();
    }

    /// <summary>The line of the step: <c>Index Scan Backward using orders_pkey on orders o</c>.</summary>
    public static string Line(PlanNode node)
    {
        var name = Name(node);
        if (node.Type is "Index Scan" or "Index Only Scan")
            name += (node.Text("Scan Direction") == "Backward" ? " Backward" : "") + $" using {Quoted(node.Text("Index Name"))}";
        return Target(node) is { } target ? $"{name} on {target}" : name;
    }

    /// <summary>What tells it from others of its kind when it has no object: keys or the condition, without outer parentheses.</summary>
    public static string? Gist(PlanNode node)
    {
        if (Target(node) is { } target)
            return target;
        foreach (var key in (string[])["Sort Key", "Group Key", "Cache Key"])
        {
            if (node.Json.TryGetProperty(key, out var keys))
                return keys.ValueKind == System.Text.Json.JsonValueKind.Array ? string.Join(", ", keys.EnumerateArray()) : keys.ToString();
        }

        var condition = node.Text("Hash Cond") ?? node.Text("Merge Cond") ?? node.Text("Join Filter") ?? node.Text("One-Time Filter");
        return condition is ['(', .. var inner, ')'] && !inner.Contains('(') ? inner : condition;
    }

    internal static bool Is(PlanNode node, string key) => node.Json.TryGetProperty(key, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.True;

    private static string Join(string type, string? how) => how switch
    {
        null or "Inner" => type,
        _ => $"{(type == "Nested Loop" ? type : type[..^5])} {how} Join",
    };

    private static string Quoted(string? name) => SqlIdentifier.Quote(name ?? "");
}
