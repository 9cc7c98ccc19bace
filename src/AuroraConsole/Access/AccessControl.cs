using AuroraConsole.Audit;
using AuroraConsole.Shared;

namespace AuroraConsole.Access;

/// <summary>
/// The one gate: asks for the permission and writes the record, before the act takes effect.
/// Called by the services of the rooms, never only by their pages.
/// </summary>
public sealed class AccessControl(AuditTrail trail)
{
    /// <summary>Whether <paramref name="actor"/> may do <paramref name="act"/>. One local user for now, who may do everything once signed in.</summary>
    public static bool Allows(Actor actor, Act act) => actor.IsSignedIn && Enum.IsDefined(act);

    /// <summary>For reads: throws when not allowed, records nothing.</summary>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public static void Demand(Actor actor, Act act)
    {
        if (!Allows(actor, act))
            throw new ProblemException(Denied(act));
    }

    /// <summary>
    /// For acts: checks, then writes the record to disk, then returns. The caller reports the outcome on the returned entry;
    /// one that is disposed without a word is recorded as failed.
    /// </summary>
    /// <param name="actor">Who.</param>
    /// <param name="act">What.</param>
    /// <param name="subject">On what: <c>region/cluster</c> or narrower. No secrets.</param>
    /// <param name="details">More about it, shown in the trail. No tokens, keys or row values.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c> (recorded too), 503 <c>AuditUnavailable</c>: without a record nothing is done.</exception>
    public AuditEntry Begin(Actor actor, Act act, string subject, params (string Name, string? Value)[] details)
    {
        if (Allows(actor, act))
            return trail.Begin(actor.Name, act.ToString(), subject, details);
        trail.Begin(actor.Name, act.ToString(), subject, details).Denied();
        throw new ProblemException(Denied(act));
    }

    private static Problem Denied(Act act) =>
        new($"You may not do this ({act}). Sign in with the link that the console printed when it started.", "AccessDenied", StatusCodes.Status403Forbidden);
}
