namespace AuroraConsole.Audit;

/// <summary>One line of the trail. An act has two: <c>began</c> before it takes effect, and its outcome.</summary>
/// <param name="Id">Joins the lines of one act.</param>
/// <param name="At">UTC.</param>
/// <param name="Actor">Who.</param>
/// <param name="Act">What, a name of <c>Access.Act</c>.</param>
/// <param name="Subject">On what.</param>
/// <param name="State"><c>began</c>, <c>succeeded</c>, <c>failed</c> or <c>denied</c>.</param>
/// <param name="Code">The error's code when it failed.</param>
/// <param name="Details">More about it; never a token, key or row value.</param>
public sealed record AuditRecord(
    string Id,
    DateTimeOffset At,
    string Actor,
    string Act,
    string Subject,
    string State,
    string? Code = null,
    IReadOnlyDictionary<string, string>? Details = null);
