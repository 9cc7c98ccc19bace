namespace AuroraConsole.Audit;

/// <summary>An act under way whose beginning is on disk. Say how it ended, once; disposing without a word says it failed.</summary>
public sealed class AuditEntry : IDisposable
{
    private readonly AuditTrail _trail;
    private readonly AuditRecord _began;
    private bool _ended;

    internal AuditEntry(AuditTrail trail, AuditRecord began)
    {
        _trail = trail;
        _began = began;
    }

    /// <summary>The id that joins the lines of this act.</summary>
    public string Id => _began.Id;

    /// <summary>It took effect.</summary>
    public void Succeeded(params (string Name, string Value)[] details) => End("succeeded", null, details.ToDictionary());

    /// <summary>It did not; <paramref name="code"/> as in <see cref="Shared.Problem.Code"/>.</summary>
    public void Failed(string? code) => End("failed", code, null);

    /// <summary>It was not allowed.</summary>
    public void Denied() => End("denied", "AccessDenied", null);

    /// <inheritdoc />
    public void Dispose() => End("failed", null, null);

    private void End(string state, string? code, IReadOnlyDictionary<string, string>? details)
    {
        if (_ended)
            return;
        _ended = true;
        _trail.Finish(_began, state, code, details);
    }
}

internal static class DetailList
{
    /// <summary>Pairs as a dictionary, or <c>null</c> when there are none.</summary>
    public static Dictionary<string, string>? ToDictionary(this (string Name, string Value)[] details) =>
        details.Length == 0 ? null : details.ToDictionary(detail => detail.Name, detail => detail.Value);
}
