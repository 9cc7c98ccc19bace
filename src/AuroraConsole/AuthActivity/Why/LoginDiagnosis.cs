using AuroraConsole.Access;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>Verifies what can be verified about a group of failed logins without a connection to its database.</summary>
public sealed class LoginDiagnosis(PermissionFindings permissions, MintRecords mints, TimeProvider time)
{
    /// <summary>What was found about the group as it is now.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="group">The group.</param>
    /// <param name="cluster">Its cluster; <c>null</c> when AWS no longer lists it.</param>
    /// <param name="logins">The metrics on the page, if any.</param>
    /// <param name="roles">Users named in the log of that cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">403 <c>AccessDenied</c>.</exception>
    public async Task<Diagnosis> OfAsync(Actor actor, AuthGroup group, Cluster? cluster, LoginsSnapshot? logins, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        AccessControl.Demand(actor, Act.View);
        var now = time.GetUtcNow();
        if (cluster is null)
            return new Diagnosis(null, [Finding.Of(StatusKind.Unknown, "Cluster", $"cannot tell: {group.ClusterKey} is no longer listed, so nothing can be verified and no policy or command made for it", "DescribeDBClusters", now)]);
        return group.Cause.Code switch
        {
            "NotAuthorized" when group.Role is { } role => await permissions.OfAsync(actor, group, cluster, role, roles, cancellationToken),
            "ExpiredToken" => new Diagnosis(null, await FromTrailAsync(actor, known => TokenFindings.OfExpired(group, cluster, known, now), now, cancellationToken)),
            "InvalidToken" => new Diagnosis(null, await FromTrailAsync(actor, known => TokenFindings.OfInvalid(group, cluster, known, now), now, cancellationToken)),
            "ThrottlingException" => new Diagnosis(null, ThrottleFindings.Of(group, logins, now)),
            _ => new Diagnosis(null, []),
        };
    }

    private async Task<IReadOnlyList<Finding>> FromTrailAsync(Actor actor, Func<IReadOnlyList<Mint>, IReadOnlyList<Finding>> judge, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return judge(await mints.ReadAsync(actor, cancellationToken));
        }
        catch (ProblemException error)
        {
            return [Finding.Of(StatusKind.Unknown, "Minted here", $"cannot tell: the trail cannot be read. {error.Problem.Sentence}", "audit trail", now)];
        }
    }
}
