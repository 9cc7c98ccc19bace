using AuroraConsole.Audit;

namespace AuroraConsole.Clusters.Operations;

/// <summary>Ends the record when the order is refused, unless the work that was begun has taken it over.</summary>
internal sealed class Handover(AuditEntry entry) : IDisposable
{
    private bool _taken;

    /// <summary>The record.</summary>
    public AuditEntry Entry => entry;

    /// <summary>From here on its ending is the caller's.</summary>
    public AuditEntry Take()
    {
        _taken = true;
        return entry;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_taken)
            entry.Dispose();
    }
}
