using System.Collections.Concurrent;
using AuroraConsole.Access;

namespace AuroraConsole.Query.Schema;

/// <summary>Whether an actor keeps the schema pane open, for as long as the process runs.</summary>
public sealed class SchemaPane
{
    private readonly ConcurrentDictionary<string, bool> _open = new();

    /// <summary>Open until it was closed.</summary>
    public bool IsOpen(Actor actor) => _open.GetValueOrDefault(actor.Name, true);

    /// <summary>Remembers.</summary>
    public void Remember(Actor actor, bool open) => _open[actor.Name] = open;
}
