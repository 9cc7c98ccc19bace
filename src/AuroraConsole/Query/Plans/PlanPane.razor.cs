using System.Globalization;
using System.Text.Json;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AuroraConsole.Query.Plans;

/// <summary>Draws a plan. Arrow keys walk it, Enter goes to the detail; nothing of it leaves the page.</summary>
public sealed partial class PlanPane : ComponentBase
{
    // Deeper ones stay at this indentation; aria-level tells the rest.
    private const int DeepestDrawn = 24;
    private string? _read;
    private QueryPlan? _plan;
    private Problem? _problem;
    private PlanNode? _chosen;
    private PlanNode[] _roots = [];
    private IReadOnlyList<PlanAdvice> _advice = [];
    private (string Label, string Text)[] _summary = [];

    /// <summary>The text of EXPLAIN (FORMAT JSON).</summary>
    [Parameter, EditorRequired] public string Plan { get; set; } = "";

    /// <summary>A word on how it ran, such as "Ran in a transaction that was rolled back".</summary>
    [Parameter] public string? Note { get; set; }

    /// <summary>Explains again, measured.</summary>
    [Parameter] public EventCallback Analyze { get; set; }

    [Inject] private IJSRuntime Browser { get; set; } = default!;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_read, Plan))
            return;
        _read = Plan;
        (_plan, _problem, _chosen, _advice, _summary) = (null, null, null, [], []);
        try
        {
            _plan = QueryPlan.Parse(Plan);
            _roots = [.. _plan.Nodes.Where(node => node.Parent is null)];
            _advice = PlanAdvice.Of(_plan);
            _chosen = _advice is [var first, ..] ? first.Node : _roots is [var root, ..] ? root : null;
            _summary = [.. _plan.Queries.SelectMany(Summary)];
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await Browser.InvokeVoidAsync("import", "./js/query-plan.js");
    }

    private void Choose(PlanNode node) => _chosen = node;

    private string? Class(PlanNode node) => string.Join(' ', ((string?[])
        [node == _chosen ? "on" : null, node == _plan!.Slowest && _plan.IsTimed ? "slowest" : null, node.Loops == 0 ? "never" : null]).OfType<string>()) is { Length: > 0 } set ? set : null;

    private string Weight(PlanNode node) => _plan!.IsTimed ? Ms(node.Own.Ms) : node.OwnCost.ToString("N2", CultureInfo.InvariantCulture);

    private IEnumerable<(string Label, string Text)> Facts(PlanNode node)
    {
        if (node.Loops > 0 && _plan!.IsTimed)
            yield return ("Time", node.Children.Count == 0 ? $"{Ms(node.Own.Ms)} ms" : $"{Ms(node.Own.Ms)} ms itself, {Ms(node.Total.Ms)} ms with what is below it");
        if (node.Loops is > 1 and var loops)
            yield return ("Ran", $"{N(loops)} times, in all processes");
        if (Buffers([node], own: true) is { } buffers)
            yield return (node.Children.Count == 0 ? "Buffers" : "Buffers itself", buffers);
        foreach (var (label, value) in PlanText.Facts(node).Where(fact => fact.Label != "Buffers" || node.Children.Count > 0))
        {
            if (label.StartsWith("Rows Removed by", StringComparison.Ordinal) && node.Number(label) is { } removed && node.Loops is { } times && node.RealRows is { } kept)
                yield return (label, $"{N(removed * times)} of {N((removed * times) + kept)}");
            else
                yield return (label == "Buffers" ? "Buffers with what is below it" : label, value);
        }

        if (node.Text("Relation Name") is not null && node.Text("Index Name") is { } index)
            yield return ("Index", index);
        if (node.Number("Total Cost") is { } cost)
            yield return ("Cost, width", $"{(node.Number("Startup Cost") ?? 0).ToString("0.00", CultureInfo.InvariantCulture)}..{cost.ToString("N2", CultureInfo.InvariantCulture)}, {N(node.Number("Plan Width") ?? 0)} bytes a row");
    }

    // What belongs to the whole: just-in-time compilation, triggers, settings that differ from their defaults.
    private static IEnumerable<(string Label, string Text)> Summary(JsonElement query)
    {
        if (query.TryGetProperty("JIT", out var jit) && jit.TryGetProperty("Timing", out var timing) && timing.TryGetProperty("Total", out var total))
            yield return ("JIT", $"{Ms(total.GetDouble())} ms");
        if (query.TryGetProperty("Triggers", out var triggers))
        {
            foreach (var trigger in triggers.EnumerateArray())
            {
                var name = (trigger.TryGetProperty("Constraint Name", out var constraint) ? constraint : trigger.GetProperty("Trigger Name")).GetString();
                yield return ($"Trigger {name}", $"{(trigger.TryGetProperty("Time", out var time) ? $"{Ms(time.GetDouble())} ms, " : "")}{trigger.GetProperty("Calls")} calls");
            }
        }

        if (query.TryGetProperty("Settings", out var settings) && settings.EnumerateObject().Any())
            yield return ("Settings", string.Join(", ", settings.EnumerateObject().Select(setting => $"{setting.Name} = {setting.Value}")));
    }

    private static string? Buffers(IEnumerable<PlanNode> nodes, bool own = false)
    {
        var used = nodes.Select(node => own ? node.Own : node.Total).ToList();
        var words = new (string Word, double Blocks)[]
        {
            ("hit", used.Sum(usage => usage.Hit)), ("read", used.Sum(usage => usage.Read)), ("dirtied", used.Sum(usage => usage.Dirtied)), ("written", used.Sum(usage => usage.Written)),
            ("temp read", used.Sum(usage => usage.TempRead)), ("temp written", used.Sum(usage => usage.TempWritten)),
        };
        return string.Join(", ", words.Where(word => word.Blocks > 0).Select(word => $"{N(word.Blocks)} {word.Word}")) is { Length: > 0 } said ? said : null;
    }

    private static string Needs(IReadOnlyList<PlanCure> cures) => cures switch
    {
        [_] => "This needs read-write and the table's owner.",
        [_, _] when cures.All(cure => cure.NeedsOwner) => "Both need read-write and the table's owner.",
        _ when cures.All(cure => cure.NeedsOwner) => "All need read-write and the table's owner.",
        _ => "What names a table needs read-write and the table's owner.",
    };

    private static string Off(PlanNode node) => node.OffBy switch
    {
        null => "",
        >= 1000 => "> 1,000 ×",
        >= 10 and var many => $"{many.ToString("0", CultureInfo.InvariantCulture)} ×",
        var few => $"{few.Value.ToString("0.#", CultureInfo.InvariantCulture)} ×",
    };

    private static string Rows(double? rows) => rows is { } known ? N(known) : "";

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Ms(double ms) => ms.ToString(ms < 1 ? "N3" : "N1", CultureInfo.InvariantCulture);

    private static string N(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
