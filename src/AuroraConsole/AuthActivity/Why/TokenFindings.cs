using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.AuthActivity.Why;

/// <summary>Whether a refused token can have come from this console.</summary>
public static class TokenFindings
{
    private const string Name = "Minted here";
    private const string Trail = "audit trail";
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(24);

    // The trail's clock and CloudWatch's are not the same.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>For tokens that were too old at the group's newest line.</summary>
    public static IReadOnlyList<Finding> OfExpired(AuthGroup group, Cluster cluster, IReadOnlyList<Mint> mints, DateTimeOffset now)
    {
        var at = group.Last;
        List<Mint> ours = [.. mints.Where(mint => mint.ClusterKey == cluster.Key && mint.Role == group.Role && mint.At > at - LookBack && mint.At <= at)];
        List<Mint> ended = [.. ours.Where(mint => mint.ExpiresAt <= at).OrderByDescending(mint => mint.ExpiresAt)];
        if (ended is not [var last, ..])
            return [Finding.Of(StatusKind.Available, Name, $"no token of {Role(group)} for {cluster.Id} that was minted here in the 24 hours before this line had expired by then: another program signed it", Trail, now)];
        var findings = new List<Finding>
        {
            Finding.Of(StatusKind.Attention, Name,
                $"{last.Who} minted a token of {last.Role} for {last.Host} at {Moments.Text(last.At, at)} ({last.Purpose}). It had expired at {Moments.Text(last.ExpiresAt, at)} UTC, {Moments.Span(at - last.ExpiresAt)} before this line"
                + (ended.Count > 1 ? $"; {ended.Count - 1} older had expired too" : ""), Trail, now),
        };
        if (ours.Where(mint => mint.ExpiresAt > at).MaxBy(mint => mint.At) is { } fresh)
            findings.Add(Finding.Of(StatusKind.Attention, "A newer token", $"one minted here at {Moments.Text(fresh.At, at)} UTC was still good at this line: the client kept the older one", Trail, now));
        return findings;
    }

    /// <summary>For passwords that were no valid token at the group's newest line.</summary>
    public static IReadOnlyList<Finding> OfInvalid(AuthGroup group, Cluster cluster, IReadOnlyList<Mint> mints, DateTimeOffset now)
    {
        var at = group.Last;
        List<Mint> alive = [.. mints.Where(mint => mint.At <= at + Slack && at < mint.ExpiresAt).OrderByDescending(mint => mint.At)];
        var findings = new List<Finding>();
        if (alive.FirstOrDefault(mint => mint.ClusterKey == cluster.Key && mint.Role == group.Role) is { } right)
        {
            findings.Add(Finding.Of(StatusKind.Attention, Name, IsEarlier(right, cluster)
                ? $"{right.Who} minted a token of {right.Role} {Ago(at, right)} for an earlier {cluster.Id} ({right.ResourceId}): it is not good for this one"
                : $"{right.Who} minted a token of {right.Role} for {right.Host} {Ago(at, right)} ({right.Purpose}), and it was good. If that is what was sent, the client cut or changed it: compare its length and checksum", Trail, now));
        }
        else
        {
            findings.Add(Finding.Of(StatusKind.Available, Name, $"no token of {Role(group)} for {cluster.Id} was minted here in the 15 minutes before this line: another program signed it, or it is no token", Trail, now));
        }

        if (alive.FirstOrDefault(mint => (mint.ClusterKey == cluster.Key) != (mint.Role == group.Role)) is { } other)
        {
            findings.Add(Finding.Of(StatusKind.Attention, "Minted for another login",
                $"{other.Who} minted a token of {other.Role} for {other.Host} ({other.ClusterKey}) {Ago(at, other)}; sent to {cluster.Id} as {Role(group)} it is invalid", Trail, now));
        }

        findings.Add(Finding.Of(StatusKind.Unknown, "What was signed",
            $"cannot tell: the line does not say. It must be exactly {cluster.Endpoint}:{cluster.Port}, region {cluster.Region}, user {Role(group)}; a CNAME, a tunnel's port or another region makes it invalid", "DescribeDBClusters", now));
        return findings;
    }

    private static bool IsEarlier(Mint mint, Cluster cluster) => mint.ResourceId is { } id && id != cluster.ResourceId;

    private static string Ago(DateTimeOffset at, Mint mint) => mint.At >= at ? "at the time of this line" : $"{Moments.Span(at - mint.At)} before this line";

    private static string Role(AuthGroup group) => group.Role ?? "that user";
}
