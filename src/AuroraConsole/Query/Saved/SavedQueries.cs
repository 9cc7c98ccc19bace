using System.Text.Json;
using AuroraConsole.Access;
using AuroraConsole.Query.Runs;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Saved;

/// <summary>Each actor's saved queries, one file in <c>saved/</c> under the data path, 0600, replaced whole.</summary>
public sealed class SavedQueries(ConsoleOptions console, TimeProvider time)
{
    private const int MaxQueries = 500;
    private const int MaxName = 100;
    private const int MaxDescription = 1_000;
    private const long MaxBytes = 20_000_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Lock _gate = new();

    /// <summary>All, by name.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public IReadOnlyList<SavedQuery> All(Actor actor)
    {
        AccessControl.Demand(actor, Act.RunSql);
        lock (_gate)
            return [.. Read(actor).OrderBy(query => query.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The one of an id.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchQuery</c>, also when it is somebody else's.</exception>
    public SavedQuery Get(Actor actor, string id) => All(actor).FirstOrDefault(query => query.Id == id) ?? throw Missing();

    /// <summary>Saves a new one (no id), or changes the one with its id: text, name, description, place.</summary>
    /// <returns>As it is kept.</returns>
    /// <exception cref="ProblemException">400 with the field, 404 <c>NoSuchQuery</c>, 409 <c>NameTaken</c> or <c>TooManyQueries</c>, 413 <c>TextTooLong</c>.</exception>
    public SavedQuery Save(Actor actor, SavedQuery query)
    {
        AccessControl.Demand(actor, Act.RunSql);
        var checkedQuery = Check(query) with { Id = query.Id.Length > 0 ? query.Id : Guid.NewGuid().ToString("N")[..12], SavedAt = time.GetUtcNow() };
        Change(actor, all =>
        {
            var at = all.FindIndex(other => other.Id == query.Id);
            if (query.Id.Length > 0 && at < 0)
                throw Missing();
            Put(all, at, checkedQuery);
        });
        return checkedQuery;
    }

    /// <summary>Deletes one; the answer can be given to <see cref="Restore"/>.</summary>
    /// <exception cref="ProblemException">404 <c>NoSuchQuery</c>.</exception>
    public SavedQuery Delete(Actor actor, string id)
    {
        var gone = Get(actor, id);
        Change(actor, all => all.RemoveAll(query => query.Id == id));
        return gone;
    }

    /// <summary>Undoes a deletion.</summary>
    /// <exception cref="ProblemException">409 <c>NameTaken</c>: another took its name meanwhile.</exception>
    public void Restore(Actor actor, SavedQuery query) => Change(actor, all => Put(all, all.FindIndex(other => other.Id == query.Id), query));

    private static SavedQuery Check(SavedQuery query)
    {
        var name = query.Name.Trim();
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
            throw new ProblemException(new Problem($"A name has 1 to {MaxName} characters, in one line.", "InvalidRequest", Field: "name"));
        if (query.Description?.Length > MaxDescription)
            throw new ProblemException(new Problem("A description has at most 1,000 characters.", "InvalidRequest", Field: "description"));
        if (string.IsNullOrWhiteSpace(query.Text))
            throw new ProblemException(new Problem("There is no text to save.", "InvalidRequest", Field: "text"));
        if (query.Text.Length > RunPlan.MaxText)
            throw new ProblemException(new Problem("The text is longer than 1,000,000 characters, so it is not saved.", "TextTooLong", StatusCodes.Status413PayloadTooLarge, "text"));
        return query with { Name = name, Description = string.IsNullOrWhiteSpace(query.Description) ? null : query.Description.Trim() };
    }

    private static void Put(List<SavedQuery> all, int at, SavedQuery query)
    {
        if (all.Any(other => other.Id != query.Id && other.Name.Equals(query.Name, StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(new Problem($"You have a query named {query.Name} already. Choose another name, or open that one and save it.", "NameTaken", StatusCodes.Status409Conflict, "name"));
        if (at >= 0)
            all[at] = query;
        else if (all.Count < MaxQueries)
            all.Add(query);
        else
            throw new ProblemException(new Problem($"{MaxQueries} queries are saved. Delete one first.", "TooManyQueries", StatusCodes.Status409Conflict));
    }

    private static ProblemException Missing() => new(new Problem("There is no such saved query. It was deleted, or it is somebody else's.", "NoSuchQuery", StatusCodes.Status404NotFound));

    private void Change(Actor actor, Action<List<SavedQuery>> change)
    {
        AccessControl.Demand(actor, Act.RunSql);
        lock (_gate)
        {
            var all = Read(actor);
            change(all);
            var content = JsonSerializer.SerializeToUtf8Bytes(all, Json);
            if (content.Length > MaxBytes)
                throw new ProblemException(new Problem("Your saved queries would take more than 20 MB. Delete some first.", "TextTooLong", StatusCodes.Status413PayloadTooLarge));
            PrivateFiles.Replace(PathOf(actor), content);
        }
    }

    private List<SavedQuery> Read(Actor actor)
    {
        var path = PathOf(actor);
        return File.Exists(path) ? JsonSerializer.Deserialize<List<SavedQuery>>(File.ReadAllBytes(path), Json) ?? [] : [];
    }

    private string PathOf(Actor actor) => Path.Combine(PrivateFiles.Folder(console.DataPath, "saved"), $"{actor.FileName}.json");
}
