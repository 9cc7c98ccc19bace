using System.Globalization;
using AuroraConsole.Access;
using Microsoft.AspNetCore.Components;

namespace AuroraConsole.Query.History;

/// <summary>The drawer of past runs.</summary>
public sealed partial class HistoryPanel : ComponentBase
{
    private const int Step = 50;
    // Longer ones would stand whole in the page just in case.
    private const int CopyFrom = 4_000;
    private HistoryFilter _filter = new();
    private HistoryPage _page = new([], 0, 0);
    private int _shown = Step;
    private bool _clearing;

    /// <summary>The tab's cluster, <c>region/id</c>, offered as a filter.</summary>
    [Parameter] public string? Cluster { get; set; }

    /// <summary>The tab's role, offered as a filter.</summary>
    [Parameter] public string? Role { get; set; }

    /// <summary>Opens an entry in a new tab, without running it.</summary>
    [Parameter] public EventCallback<HistoryEntry> Open { get; set; }

    /// <summary>Puts a text where the cursor is.</summary>
    [Parameter] public EventCallback<string> Insert { get; set; }

    /// <summary>The drawer is to go.</summary>
    [Parameter] public EventCallback Closed { get; set; }

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Nobody;

    [Inject] private HistoryStore Store { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    private bool IsFiltered => _filter != new HistoryFilter();

    private string CountText => _page.All == 0 ? "" : IsFiltered ? $"{_page.Matching:N0} of {_page.All:N0}" : $"{_page.All:N0}";

    private string EmptyTitle => IsFiltered && _page.All > 0 ? "Nothing matches" : "Nothing was run yet";

    private string EmptyText => IsFiltered && _page.All > 0 ? $"{_page.All:N0} are there without search and filters." : Store.IsOn ? "What you run appears here with its time, rows and outcome." : "Query:History is false, so runs are not remembered.";

    private string Foot => Store.IsOn ? "Kept with their literals in the console's own folder, the newest 5,000; never in this browser." : "Query:History is false: nothing is added any more.";

    /// <inheritdoc />
    protected override void OnInitialized() => Read();

    internal static string OneLine(string text)
    {
        var line = string.Join(' ', text[..Math.Min(text.Length, 400)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 160 ? line : $"{line[..160]}…";
    }

    private static string Took(double ms) => ms < 1000 ? $"{ms.ToString("0", CultureInfo.InvariantCulture)} ms" : $"{(ms / 1000).ToString("0.0", CultureInfo.InvariantCulture)} s";

    private static string Counted(HistoryEntry entry) => entry.Explains ? "plan" : entry.Affected is { } affected && entry.Rows == 0 ? $"{affected:N0} changed" : entry.Rows == 1 ? "1 row" : $"{entry.Rows:N0} rows";

    private void Filter(HistoryFilter filter)
    {
        _filter = filter with { Search = string.IsNullOrWhiteSpace(filter.Search) ? null : filter.Search };
        _shown = Step;
        Read();
    }

    private void More()
    {
        _shown += Step;
        Read();
    }

    private void Clear()
    {
        Store.Clear(Actor);
        _clearing = false;
        Read();
    }

    private void Read() => _page = Store.Find(Actor, _filter, 0, _shown);
}
