namespace AuroraConsole.Activity;

/// <summary>What the page shows, as its address says it.</summary>
/// <param name="As">Who looks; <c>null</c>: the cluster's application role.</param>
/// <param name="Database">Where the look logs in.</param>
/// <param name="View"><c>locks</c> or <c>statements</c>; else sessions.</param>
/// <param name="State">A state of <see cref="SessionState"/>, in kebab case.</param>
/// <param name="Role">Sessions of this role.</param>
/// <param name="In">Sessions in this database.</param>
/// <param name="Search">A part of the statement, application, client or pid, any case.</param>
/// <param name="Sort"><c>mean</c>, <c>calls</c> or <c>rows</c>; else total.</param>
/// <param name="Pid">The session in the panel.</param>
public sealed record ActivityRequest(string? As, string? Database, string? View, string? State, string? Role, string? In, string? Search, string? Sort, int? Pid)
{
    /// <summary>The state, if it is one.</summary>
    public SessionState? Kind => Enum.TryParse<SessionState>(State?.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;

    /// <summary>A known order.</summary>
    public string Order => Sort is "mean" or "calls" or "rows" ? Sort : "total";

    /// <summary>Whether a session is wanted.</summary>
    public bool Match(Session session) =>
        (Kind is null || session.Kind == Kind) && (Role is null || session.Role == Role) && (In is null || session.Database == In)
        && (string.IsNullOrWhiteSpace(Search) || new[] { session.Query, session.Application, session.Client, session.Role, session.Pid.ToString() }.Any(text => text?.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase) == true));
}
