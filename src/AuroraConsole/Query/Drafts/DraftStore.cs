using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Drafts;

/// <summary>
/// Each actor's tabs and texts, in <c>drafts/</c> under the data path, 0600. They stay here and never go to the browser's storage.
/// </summary>
public sealed class DraftStore(ConsoleOptions console)
{
    private const int MaxTabs = 30;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _gate = new();

    /// <summary>The actor's tabs in order; empty at first.</summary>
    public IReadOnlyList<QueryTab> Tabs(Actor actor)
    {
        AccessControl.Demand(actor, Act.RunSql);
        lock (_gate)
            return ReadTabs(actor);
    }

    /// <summary>Adds a tab, or changes the one with its id.</summary>
    /// <exception cref="ProblemException">409 <c>TooManyTabs</c>.</exception>
    public IReadOnlyList<QueryTab> Save(Actor actor, QueryTab tab) => Change(actor, tabs =>
    {
        var at = tabs.FindIndex(other => other.Id == tab.Id);
        if (at >= 0)
            tabs[at] = tab;
        else if (tabs.Count < MaxTabs)
            tabs.Add(tab);
        else
            throw new ProblemException(new Problem($"{MaxTabs} tabs are open. Close one first.", "TooManyTabs", StatusCodes.Status409Conflict));
    });

    /// <summary>Closes a tab and deletes its text.</summary>
    public IReadOnlyList<QueryTab> Close(Actor actor, string tab) => Change(actor, tabs =>
    {
        if (tabs.RemoveAll(other => other.Id == tab) > 0)
            File.Delete(TextPath(actor, tab));
    });

    /// <summary>The text of a tab; empty when none was written.</summary>
    public async Task<string> ReadTextAsync(Actor actor, string tab, CancellationToken cancellationToken)
    {
        RequireTab(actor, tab);
        var path = TextPath(actor, tab);
        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "";
    }

    /// <summary>Tells one text of a tab from another.</summary>
    public static string Version(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>Keeps the text of a tab.</summary>
    /// <param name="actor">Whose tab.</param>
    /// <param name="tab">The tab.</param>
    /// <param name="text">All of it.</param>
    /// <param name="before">The version it was made from: another page of the actor's may have written since. <c>null</c>: whatever is there.</param>
    /// <returns>The version kept.</returns>
    /// <exception cref="ProblemException">404 <c>NoSuchTab</c>, 413 <c>TextTooLong</c>, 409 <c>DraftChanged</c>.</exception>
    public string WriteText(Actor actor, string tab, string text, string? before = null)
    {
        RequireTab(actor, tab);
        if (text.Length > RunPlan.MaxText)
            throw new ProblemException(new Problem("The text is longer than 1,000,000 characters, so its draft is not kept.", "TextTooLong", StatusCodes.Status413PayloadTooLarge));
        // Reading would take it for a byte order mark.
        text = text.TrimStart('\uFEFF');
        var (path, version) = (TextPath(actor, tab), Version(text));
        lock (_gate)
        {
            if (before is not null && Version(File.Exists(path) ? File.ReadAllText(path) : "") is { } now && now != before && now != version)
                throw new ProblemException(new Problem("This tab was written in on another page. What you see here is not kept: copy what you need of it, then reload.", "DraftChanged", StatusCodes.Status409Conflict));
            PrivateFiles.Replace(path, Encoding.UTF8.GetBytes(text));
        }

        return version;
    }

    // Also keeps a made-up id from naming a path: only ids that are in the list reach the disk.
    private void RequireTab(Actor actor, string tab)
    {
        if (!Tabs(actor).Any(known => known.Id == tab))
            throw new ProblemException(new Problem("There is no such tab. It was closed; open a new one.", "NoSuchTab", StatusCodes.Status404NotFound));
    }

    private List<QueryTab> Change(Actor actor, Action<List<QueryTab>> change)
    {
        AccessControl.Demand(actor, Act.RunSql);
        lock (_gate)
        {
            var tabs = ReadTabs(actor);
            change(tabs);
            PrivateFiles.Replace(TabsPath(actor), JsonSerializer.SerializeToUtf8Bytes(tabs, Json));
            return tabs;
        }
    }

    private List<QueryTab> ReadTabs(Actor actor)
    {
        var path = TabsPath(actor);
        return File.Exists(path) ? JsonSerializer.Deserialize<List<QueryTab>>(File.ReadAllBytes(path), Json) ?? [] : [];
    }

    private string TabsPath(Actor actor) => Path.Combine(Folder(actor), "tabs.json");

    private string TextPath(Actor actor, string tab) => Path.Combine(Folder(actor), $"{tab}.sql");

    private string Folder(Actor actor) => PrivateFiles.Folder(console.DataPath, "drafts", actor.FileName);
}
