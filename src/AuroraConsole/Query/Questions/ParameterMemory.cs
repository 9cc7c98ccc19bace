using System.Collections.Concurrent;
using AuroraConsole.Access;
using AuroraConsole.Query.Statements;

namespace AuroraConsole.Query.Questions;

/// <summary>The values that were last given in a tab, so that they need not be typed again. In memory alone, gone with the process; long values are not kept.</summary>
public sealed class ParameterMemory
{
    private const int MaxTabs = 200;
    private const int MaxValues = 100;
    private const int MaxLength = 4096;
    private readonly ConcurrentDictionary<(string Actor, string Tab), IReadOnlyDictionary<string, ParameterValue>> _tabs = new();

    /// <summary>By name; empty when none were given.</summary>
    public IReadOnlyDictionary<string, ParameterValue> Of(Actor actor, string tab)
    {
        AccessControl.Demand(actor, Act.RunSql);
        return _tabs.GetValueOrDefault((actor.Name, tab)) ?? new Dictionary<string, ParameterValue>();
    }

    /// <summary>Keeps values beside those of other names.</summary>
    public void Keep(Actor actor, string tab, IReadOnlyDictionary<string, ParameterValue> values)
    {
        var kept = new Dictionary<string, ParameterValue>(Of(actor, tab));
        foreach (var (name, value) in values.Where(value => value.Value.Value is not { Length: > MaxLength }))
            kept[name] = value;
        if (kept.Count > MaxValues || (_tabs.Count >= MaxTabs && !_tabs.ContainsKey((actor.Name, tab))))
            return;
        _tabs[(actor.Name, tab)] = kept;
    }

    /// <summary>Forgets a tab: it was closed.</summary>
    public void Forget(Actor actor, string tab) => _tabs.TryRemove((actor.Name, tab), out _);
}
