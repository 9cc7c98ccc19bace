using System.Text.Json;

namespace AuroraConsole.Query.Plans;

/// <summary>What JSON says in several properties and text in one line of its own form.</summary>
internal sealed partial class PlanText
{
    /// <returns>Whether the property belongs to a group; the group is written at its first.</returns>
    private bool Group(JsonProperty property, JsonElement json, PlanNode? node)
    {
        switch (property.Name)
        {
            case "Sort Method":
                Line($"Sort Method: {property.Value}  {Raw(json, "Sort Space Type")}: {Raw(json, "Sort Space Used")}kB");
                return true;
            case "Full-sort Groups" or "Pre-sorted Groups":
                Line(SortGroups(property.Name, property.Value));
                return true;
            case "Hash Buckets":
                Line($"Buckets: {Changed(json, "Hash Buckets")}  Batches: {Changed(json, "Hash Batches")}  Memory Usage: {Raw(json, "Peak Memory Usage")}kB");
                return true;
            case "Planned Partitions":
            case "HashAgg Batches" when !Has(json, "Planned Partitions"):
                HashAggregate(json);
                return true;
            case "Cache Hits":
                if (Amount(json, "Cache Misses") > 0)
                    Line($"Hits: {property.Value}  Misses: {Raw(json, "Cache Misses")}  Evictions: {Raw(json, "Cache Evictions")}  Overflows: {Raw(json, "Cache Overflows")}  Memory Usage: {Raw(json, "Peak Memory Usage")}kB");
                return true;
            case "Exact Heap Blocks":
                Counts("Heap Blocks:", json, [("exact", "Exact Heap Blocks"), ("lossy", "Lossy Heap Blocks")]);
                return true;
            case "Tuples Inserted" when node?.Text("Operation") == "Merge":
                Counts("Tuples:", json, [("inserted", "Tuples Inserted"), ("updated", "Tuples Updated"), ("deleted", "Tuples Deleted"), ("skipped", "Tuples Skipped")]);
                return true;
            case "Tuples Updated" or "Tuples Deleted" or "Tuples Skipped" when node?.Text("Operation") == "Merge":
                return true;
            case "Storage":
                Line($"Storage: {property.Value}  Maximum Storage: {Raw(json, "Maximum Storage")}kB");
                return true;
            case "Sampling Method":
                Line($"Sampling: {property.Value} ({Joined(json, "Sampling Parameters")}){(Has(json, "Repeatable Seed") ? $" REPEATABLE ({Raw(json, "Repeatable Seed")})" : "")}");
                return true;
            case "Grouping Sets":
                foreach (var set in property.Value.EnumerateArray())
                    GroupingSet(set);
                return true;
            case "Target Tables":
                foreach (var table in property.Value.EnumerateArray())
                    Target(table, node);
                return true;
            case "Workers":
                foreach (var worker in property.Value.EnumerateArray())
                    Worker(worker, node);
                return true;
            case "Shared Hit Blocks":
                Buffers(json);
                return true;
            case "WAL Records":
                Counts("WAL:", json, [("records", "WAL Records"), ("fpi", "WAL FPI"), ("bytes", "WAL Bytes"), ("buffers full", "WAL Buffers Full")]);
                return true;
            case "Planning":
                Planning(property.Value);
                return true;
            case "Memory Used":
                Line($"Memory: used={property.Value}kB  allocated={Raw(json, "Memory Allocated")}kB");
                return true;
            case "Settings":
                var settings = property.Value.EnumerateObject().Select(setting => setting.Value.ValueKind == JsonValueKind.Null ? $"{setting.Name} = NULL" : $"{setting.Name} = '{setting.Value}'");
                Line($"Settings: {string.Join(", ", settings)}");
                return true;
            case "Triggers":
                foreach (var trigger in property.Value.EnumerateArray())
                    Trigger(trigger);
                return true;
            case "JIT":
                Jit(property.Value);
                return true;
            case "Serialization":
                Line($"Serialization: {(Has(property.Value, "Time") ? $"time={Raw(property.Value, "Time")} ms  " : "")}output={Raw(property.Value, "Output Volume")}kB  format={Raw(property.Value, "Format")}");
                return true;
            default:
                return Rest.Contains(property.Name) || property.Name.EndsWith(" Blocks", StringComparison.Ordinal);
        }
    }

    private static string Changed(JsonElement json, string key) =>
        Has(json, $"Original {key}") && Raw(json, key) is var now && Raw(json, $"Original {key}") is var first && first != now ? $"{now} (originally {first})" : Raw(json, key);

    private static string Joined(JsonElement json, string key) => json.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(", ", list.EnumerateArray()) : Raw(json, key);

    private static string SortGroups(string name, JsonElement groups)
    {
        var methods = groups.TryGetProperty("Sort Methods Used", out var used) ? used.GetArrayLength() : 0;
        var line = $"{name}: {Raw(groups, "Group Count")}  Sort Method{(methods > 1 ? "s" : "")}: {Joined(groups, "Sort Methods Used")}";
        foreach (var kind in (string[])["Memory", "Disk"])
        {
            if (groups.TryGetProperty($"Sort Space {kind}", out var space))
                line += $"  Average {kind}: {Raw(space, "Average Sort Space Used")}kB  Peak {kind}: {Raw(space, "Peak Sort Space Used")}kB";
        }

        return line;
    }

    private void HashAggregate(JsonElement json)
    {
        List<string> parts = [];
        if (Amount(json, "Planned Partitions") > 0)
            parts.Add($"Planned Partitions: {Raw(json, "Planned Partitions")}");
        if (Amount(json, "Peak Memory Usage") > 0)
            parts.Add($"Batches: {Raw(json, "HashAgg Batches")}  Memory Usage: {Raw(json, "Peak Memory Usage")}kB");
        if (Amount(json, "HashAgg Batches") > 1)
            parts.Add($"Disk Usage: {Raw(json, "Disk Usage")}kB");
        if (parts.Count > 0)
            Line(string.Join("  ", parts));
    }

    // Amounts of 0 are left out, and the line when nothing is left.
    private void Counts(string label, JsonElement json, (string Word, string Key)[] counts)
    {
        var said = counts.Where(count => Amount(json, count.Key) > 0).Select(count => $" {count.Word}={Raw(json, count.Key)}");
        if (string.Concat(said) is { Length: > 0 } line)
            Line(label + line);
    }

    private void GroupingSet(JsonElement set)
    {
        var sorted = set.TryGetProperty("Sort Key", out var sort);
        if (sorted)
        {
            Line($"Sort Key: {string.Join(", ", sort.EnumerateArray())}");
            _indent++;
        }

        foreach (var name in (string[])["Hash Key", "Group Key"])
        {
            if (!set.TryGetProperty($"{name}s", out var keys))
                continue;
            foreach (var key in keys.EnumerateArray())
                Line($"{name}: {(key.GetArrayLength() == 0 ? "()" : string.Join(", ", key.EnumerateArray()))}");
        }

        if (sorted)
            _indent--;
    }

    private void Target(JsonElement table, PlanNode? node)
    {
        Line($"{node?.Text("Operation")} on {PlanTitle.Target(key => table.TryGetProperty(key, out var value) ? value.GetString() : null)}");
        _indent++;
        foreach (var property in table.EnumerateObject().Where(property => !InLine.Contains(property.Name)))
            Plain(property);
        _indent--;
    }

    private void Worker(JsonElement worker, PlanNode? node)
    {
        Begin();
        _text.Append($"Worker {Raw(worker, "Worker Number")}:  ");
        _indent++;
        var before = _text.Length;
        // Its own rows are said only with VERBOSE, unlike how it sorted or hashed.
        if (_verbose && Has(worker, "Actual Loops"))
            Line(Actual(worker).Trim(' ', '(', ')'));
        foreach (var property in worker.EnumerateObject().Where(property => property.Name != "Worker Number" && !InLine.Contains(property.Name)))
        {
            if (!Group(property, worker, node))
                Plain(property);
        }

        if (_text.Length == before)
            _text.Append('\n');
        _indent--;
    }

    private void Buffers(JsonElement json)
    {
        var parts = ((string[])["Shared", "Local", "Temp"]).Select(kind => Part(kind.ToLowerInvariant(), kind, ["Hit", "Read", "Dirtied", "Written"], " Blocks")).Where(part => part.Length > 0);
        if (string.Join(",", parts) is { Length: > 0 } blocks)
            Line($"Buffers:{blocks}");
        // Up to 14 one pair of times, up to 16 shared and local in one, then all apart.
        string?[] times = Has(json, "Shared I/O Read Time") ? [Times(" shared", "Shared I/O"), Times(" local", "Local I/O"), Times(" temp", "Temp I/O")]
            : Has(json, "Temp I/O Read Time") ? [Times(" shared/local", "I/O"), Times(" temp", "Temp I/O")]
            : [Times("", "I/O")];
        if (string.Join(",", times.Where(time => time is not null)) is { Length: > 0 } io)
            Line($"I/O Timings:{io}");

        string Part(string word, string kind, string[] what, string unit)
        {
            var said = string.Concat(what.Where(which => Amount(json, $"{kind} {which}{unit}") > 0).Select(which => $" {which.ToLowerInvariant()}={Raw(json, $"{kind} {which}{unit}")}"));
            return said.Length > 0 ? $" {word}{said}" : "";
        }

        string? Times(string word, string kind)
        {
            var said = string.Concat(((string[])["Read", "Write"]).Where(which => Amount(json, $"{kind} {which} Time") > 0).Select(which => $" {which.ToLowerInvariant()}={Raw(json, $"{kind} {which} Time")}"));
            return said.Length > 0 ? word + said : null;
        }
    }

    private void Planning(JsonElement planning)
    {
        var before = _text.Length;
        Line("Planning:");
        var said = _text.Length;
        _indent++;
        foreach (var property in planning.EnumerateObject())
            Group(property, planning, node: null);
        _indent--;
        if (_text.Length == said)
            _text.Length = before;
    }

    private void Trigger(JsonElement trigger)
    {
        var constraint = Has(trigger, "Constraint Name") ? $" for constraint {Raw(trigger, "Constraint Name")}" : "";
        // With a constraint the trigger's own name is PostgreSQL's invention and said only with VERBOSE.
        var name = constraint.Length == 0 || _verbose ? $" {Raw(trigger, "Trigger Name")}" : "";
        Line($"Trigger{name}{constraint}: {(Has(trigger, "Time") ? $"time={Raw(trigger, "Time")} " : "")}calls={Raw(trigger, "Calls")}");
    }

    private void Jit(JsonElement jit)
    {
        Line("JIT:");
        _indent++;
        Line($"Functions: {Raw(jit, "Functions")}");
        if (jit.TryGetProperty("Options", out var options))
            Line($"Options: {string.Join(", ", options.EnumerateObject().Select(option => $"{option.Name} {(option.Value.GetBoolean() ? "true" : "false")}"))}");
        if (jit.TryGetProperty("Timing", out var timing))
            Line($"Timing: {string.Join(", ", timing.EnumerateObject().Select(Time))}");
        _indent--;

        // From 17 on generation is an object: how long deforming took of it.
        static string Time(JsonProperty time) => time.Value.ValueKind == JsonValueKind.Object
            ? $"{time.Name} {Raw(time.Value, "Total")} ms (Deform {Raw(time.Value, "Deform")} ms)"
            : $"{time.Name} {time.Value} ms";
    }

    // Said with the first of their group.
    private static readonly HashSet<string> Rest =
    [
        "Sort Space Used", "Sort Space Type", "Original Hash Buckets", "Hash Batches", "Original Hash Batches", "Peak Memory Usage", "HashAgg Batches", "Disk Usage", "Cache Misses", "Cache Evictions",
        "Cache Overflows", "Lossy Heap Blocks", "Maximum Storage", "Sampling Parameters", "Repeatable Seed", "WAL FPI", "WAL Bytes", "WAL Buffers Full", "Memory Allocated",
        "I/O Read Time", "I/O Write Time", "Shared I/O Read Time", "Shared I/O Write Time", "Local I/O Read Time", "Local I/O Write Time", "Temp I/O Read Time", "Temp I/O Write Time",
    ];
}
