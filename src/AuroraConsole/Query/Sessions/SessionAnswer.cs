namespace AuroraConsole.Query.Sessions;

/// <summary>A tab's session as the API shows it.</summary>
/// <param name="Phase"><c>closed</c>, <c>connecting</c>, <c>idle</c> or <c>running</c>.</param>
/// <param name="Since">UTC.</param>
/// <param name="Cluster"><c>region/id</c> where it is, or was last.</param>
/// <param name="Database">The database.</param>
/// <param name="Role">The role.</param>
/// <param name="Transaction"><c>none</c>, <c>open</c> or <c>failed</c>.</param>
/// <param name="Holds">What would end with the connection.</param>
/// <param name="TokenExpiresAt">UTC: end of the token it logged in with.</param>
/// <param name="ProcessId">As in pg_stat_activity.</param>
/// <param name="ClosesAt">UTC: when it is closed for being idle.</param>
/// <param name="Ended">Why there is no connection any more.</param>
public sealed record SessionAnswer(
    string Phase, DateTimeOffset? Since, string? Cluster, string? Database, string? Role, string Transaction, IReadOnlyList<string> Holds, DateTimeOffset? TokenExpiresAt, int? ProcessId, DateTimeOffset? ClosesAt, string? Ended)
{
    /// <summary>The session as it stands; <c>null</c>: the tab never ran anything.</summary>
    public static SessionAnswer Of(SessionState? state) => state is null
        ? new SessionAnswer("closed", null, null, null, null, "none", [], null, null, null, null)
        : new SessionAnswer(
            RunAnswer.Word(state.Phase), state.Since, state.Place?.Cluster, state.Place?.Database, state.Place?.Role, RunAnswer.Word(state.Transaction),
            state.Holds.IsDefault ? [] : [.. state.Holds], state.TokenExpiresAt, state.ProcessId, state.ClosesAt, state.Ended);
}
