using System.Text.RegularExpressions;
using AuroraConsole.Query.Drafts;
using AuroraConsole.Query.History;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Saved;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Radzen;

namespace AuroraConsole.Query;

/// <summary>What the page asks before a run, and what it remembers: history and saved queries.</summary>
public sealed partial class QueryPage
{
    private Drawer _drawer;

    private enum Drawer
    {
        None,
        History,
        Saved,
    }

    [SupplyParameterFromQuery(Name = "saved")] private string? SavedQueryId { get; set; }

    [Inject] private SavedQueries SavedQueries { get; set; } = default!;

    [Inject] private DialogService Dialogs { get; set; } = default!;

    [Inject] private Toasts Toasts { get; set; } = default!;

    // A saved query and its tab have one name, unless the tab still has the one it was opened with.
    [GeneratedRegex(@"^Query \d+$")]
    private static partial Regex UnnamedTab();

    private async Task<RunAnswers?> AskAsync(object settings, bool all)
    {
        var check = await _browser!.InvokeAsync<CheckAnswer?>("check", settings, all);
        if (check is not null)
            return await RunQuestions.OpenAsync(Dialogs, check, _tab.Id, $"{_tab.Role} on {Cluster?.Id ?? _tab.Cluster}");
        _problem = new Problem("What has to be asked before this runs could not be found out, so it was not run. Try again.", "CheckUnavailable");
        return null;
    }

    private void Toggle(Drawer drawer) => _drawer = _drawer == drawer ? Drawer.None : drawer;

    private async Task CloseDrawerAsync()
    {
        _drawer = Drawer.None;
        await _browser!.InvokeVoidAsync("focus");
    }

    private void OpenEntry(HistoryEntry entry) => OpenTab(Blank() with { Cluster = entry.Cluster, Database = entry.Database, Role = entry.Role }, entry.Text);

    private void OpenSaved(SavedQuery query) => OpenTab(
        Blank() with { Name = query.Name, Cluster = query.Cluster ?? _tab.Cluster, Database = query.Database ?? _tab.Database, Role = query.Role ?? _tab.Role }, query.Text);

    // The text goes into the draft and never runs by itself.
    private void OpenTab(QueryTab tab, string text)
    {
        try
        {
            _tabs = Drafts.Save(Actor, tab with { TimeoutSeconds = _tab.TimeoutSeconds, RowLimit = _tab.RowLimit });
            Drafts.WriteText(Actor, tab.Id, text);
            _drawer = Drawer.None;
            GoTo(tab);
        }
        catch (ProblemException full)
        {
            _problem = full.Problem;
        }
    }

    private void OpenSavedLink()
    {
        if (SavedQueryId is null)
            return;
        try
        {
            OpenSaved(SavedQueries.Get(Actor, SavedQueryId));
        }
        catch (ProblemException gone)
        {
            _problem = gone.Problem;
        }
    }

    private async Task InsertAsync(string text)
    {
        _drawer = Drawer.None;
        await _browser!.InvokeVoidAsync("insert", text);
    }

    private async Task SaveAsync(bool asNew)
    {
        _problem = null;
        try
        {
            await _browser!.InvokeVoidAsync("keep");
            var text = await Drafts.ReadTextAsync(Actor, _tab.Id, _gone.Token);
            var named = UnnamedTab().IsMatch(_tab.Name) ? null : SavedQueries.All(Actor).FirstOrDefault(query => query.Name == _tab.Name);
            var kept = named is null || asNew
                ? await SaveQueryDialog.OpenAsync(Dialogs, new SavedQuery("", named is null && !UnnamedTab().IsMatch(_tab.Name) ? _tab.Name : "", text, null, _tab.Cluster, _tab.Database, _tab.Role))
                : SavedQueries.Save(Actor, named with { Text = text });
            if (kept is null)
                return;
            Change(_tab with { Name = kept.Name });
            Toasts.Say("Query saved", kept.Name);
        }
        catch (ProblemException refused)
        {
            _problem = refused.Problem;
        }
    }
}
