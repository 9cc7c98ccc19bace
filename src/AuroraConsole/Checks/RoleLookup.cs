using AuroraConsole.Access;
using AuroraConsole.Database;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Checks;

/// <summary>Asks the database why it refuses a role, logged in as somebody who gets in. Wakes a paused cluster; the token it takes is in the trail.</summary>
public sealed class RoleLookup(RoleReader reader, TimeProvider time)
{
    /// <summary>What a login as <paramref name="role"/> meets; one check that is not known where <paramref name="asRole"/> cannot read it.</summary>
    public async Task<RoleFindings> AskAsync(Actor actor, Cluster cluster, string database, string role, string asRole, CancellationToken cancellationToken)
    {
        IReadOnlyList<LoginCheck> checks;
        try
        {
            checks = LoginCauses.Of(await reader.ReadLoginAsync(actor, cluster, database, role, asRole, cancellationToken), database, role);
        }
        catch (ProblemException error)
        {
            checks = [new LoginCheck("Roles", StatusKind.Unknown, $"not known: {asRole} cannot read them. {error.Problem.Sentence}", error.Problem.Code)];
        }

        return new RoleFindings(time.GetUtcNow(), asRole, checks);
    }
}

/// <summary>What the database says about a role.</summary>
/// <param name="At">UTC.</param>
/// <param name="AsRole">Who read it.</param>
/// <param name="Checks">In the order a login meets them.</param>
public sealed record RoleFindings(DateTimeOffset At, string AsRole, IReadOnlyList<LoginCheck> Checks);
