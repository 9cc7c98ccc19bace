using AuroraConsole.Access;
using AuroraConsole.Audit;

namespace AuroraConsole.AuthActivity;

/// <summary>What was done here that bears on logins, from the audit trail, to be drawn over the charts. The trail is read once for all, and again when it grew.</summary>
public sealed class AuthMarks : IDisposable
{
    private const int MostRecords = 20_000;

    // What only reads leaves no mark.
    private static readonly string[] Unmarked = [nameof(Act.View), nameof(Act.RunSql), nameof(Act.ExportResult), nameof(Act.ReadAudit), nameof(Act.SignIn)];
    private readonly AuditTrail _trail;
    private Task<IReadOnlyList<AuditRecord>>? _records;

    /// <summary>Reads nothing yet.</summary>
    public AuthMarks(AuditTrail trail)
    {
        _trail = trail;
        _trail.Changed += Forget;
    }

    /// <summary>The marks of a window, oldest first; mints within one period are one mark.</summary>
    /// <param name="actor">Who asks; one who may not read the trail gets none.</param>
    /// <param name="query">Whose cluster; those of all for the fleet.</param>
    /// <param name="window">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AuthMark>> ReadAsync(Actor actor, AuthQuery query, AuthWindow window, CancellationToken cancellationToken)
    {
        if (!AccessControl.Allows(actor, Act.ReadAudit))
            return [];
        // A task that began before the trail grew is forgotten with it, so what it brings is never taken for the newest.
        var reading = _records is { IsFaulted: false } known ? known : _records = _trail.ReadAsync(actor, MostRecords, CancellationToken.None);
        var records = await reading.WaitAsync(cancellationToken);
        return [..
            records.Where(record => record.At >= window.From && record.At < window.To && record.State != "denied" && !Unmarked.Contains(record.Act) && IsOf(query, record))
                .GroupBy(record => record.Act == nameof(Act.MintToken) ? (Bar: window.IndexOf(record.At), Id: "") : (Bar: 0, record.Id))
                .Select(group => group.Key.Id == "" ? Minted([.. group]) : Done(group.First()))
                .OrderBy(mark => mark.At)];
    }

    /// <inheritdoc />
    public void Dispose() => _trail.Changed -= Forget;

    private static bool IsOf(AuthQuery query, AuditRecord record) =>
        query.Cluster is not { } key || record.Subject == key || record.Subject.StartsWith(key + "/", StringComparison.Ordinal);

    private static AuthMark Minted(IReadOnlyList<AuditRecord> mints)
    {
        var roles = string.Join(", ", mints.Select(mint => mint.Details?.GetValueOrDefault("role")).OfType<string>().Distinct().Take(3));
        var what = mints.Count == 1 ? "token minted" : $"{mints.Count:N0} tokens minted";
        return new AuthMark(mints.Min(mint => mint.At), true, roles == "" ? what : $"{what} for {roles}");
    }

    private static AuthMark Done(AuditRecord record)
    {
        var cluster = record.Subject[(record.Subject.IndexOf('/') + 1)..];
        var details = string.Join(", ", (record.Details ?? new Dictionary<string, string>()).Take(3).Select(detail => $"{detail.Key} {detail.Value}"));
        var state = record.State switch { "failed" => ", failed", "began" => ", under way", _ => "" };
        return new AuthMark(record.At, false, $"{Words(record.Act)} {cluster}{(details == "" ? "" : $" ({details})")}{state}");
    }

    // DeleteCluster reads "delete cluster".
    private static string Words(string act) => string.Concat(act.Select((letter, at) => char.IsUpper(letter) ? $"{(at == 0 ? "" : " ")}{char.ToLowerInvariant(letter)}" : letter.ToString()));

    private void Forget() => _records = null;
}

/// <summary>One mark.</summary>
/// <param name="At">UTC.</param>
/// <param name="IsMint">Tokens were minted; else something was changed.</param>
/// <param name="Text">What, for the reader.</param>
public sealed record AuthMark(DateTimeOffset At, bool IsMint, string Text);
