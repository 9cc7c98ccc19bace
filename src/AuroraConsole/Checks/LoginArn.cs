using AuroraConsole.Fleet;

namespace AuroraConsole.Checks;

/// <summary>Where a policy's resource and the one IAM is asked about part ways.</summary>
internal static class LoginArn
{
    /// <summary>
    /// Whether an IAM pattern matches a text: <c>*</c> and <c>?</c> stand for others, <c>${*}</c>, <c>${?}</c> and <c>${$}</c> for themselves.
    /// Case counts in resources and not in actions.
    /// </summary>
    public static bool Matches(string pattern, string text, bool ignoreCase = false)
    {
        var letters = Letters(pattern);
        // The classic two-finger walk: on a mismatch the last star takes one letter more.
        var (p, t, star, kept) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < letters.Count && letters[p] is { IsStar: true })
                (star, kept) = (p++, t);
            else if (p < letters.Count && letters[p].Is(text[t], ignoreCase))
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++kept);
            else
                return false;
        }

        return letters.Skip(p).All(letter => letter.IsStar);
    }

    /// <summary>Both texts cut at the same places: which parts keep the first from matching the second.</summary>
    public static (IReadOnlyList<ArnPart> Have, IReadOnlyList<ArnPart> Want) Compare(string have, string want)
    {
        var (ours, theirs) = (Cut(have), Cut(want));
        if (ours.Length != theirs.Length)
            return ([new ArnPart(have, true)], [new ArnPart(want, true)]);
        var wrong = ours.Zip(theirs, (one, other) => !Matches(one, other)).ToArray();
        return (Parts(ours), Parts(theirs));

        IReadOnlyList<ArnPart> Parts(string[] texts) =>
            [.. texts.SelectMany((text, at) => new[] { new ArnPart(at == 0 ? "" : at == 7 ? "/" : ":", false), new ArnPart(text, wrong[at]) }).Where(part => part.Text.Length > 0)];
    }

    /// <summary>The first part of a resource that keeps it from being this login, in words; <c>null</c> when no part does.</summary>
    public static string? Difference(string resource, Cluster cluster, string role)
    {
        var right = LoginPolicy.UserArn(cluster, role);
        if (Matches(resource, right))
            return null;
        var (have, want) = (resource.Split(':', 7), right.Split(':', 7));
        if (have.Length < 7 || have[0] != "arn")
            return $"{resource} is not the ARN of a database user, which has seven parts: arn:PARTITION:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/ROLE.";
        if (!Matches(have[2], want[2]))
            return have[2] == "rds" ? "It names the service rds; logins are rds-db." : $"It names the service {have[2]}; logins are rds-db.";
        if (!Matches(have[5], want[5]))
            return $"It names a {have[5]}; logins are of a dbuser.";
        if (!Matches(have[1], want[1]))
            return $"The partition is {have[1]}; this cluster is in {want[1]}.";
        if (!Matches(have[3], want[3]))
            return $"The region is {(have[3].Length == 0 ? "missing" : have[3])}; this cluster is in {want[3]}.";
        if (!Matches(have[4], want[4]))
            return $"The account is {(have[4].Length == 0 ? "missing" : have[4])}; this cluster is in {want[4]}.";
        return Login(have[6], cluster, role);
    }

    // RESOURCE-ID/ROLE: what is left when all parts before it are right.
    private static string Login(string have, Cluster cluster, string role)
    {
        if (have.IndexOf('/') is var slash && slash < 0)
            return $"The role is missing: after {have} comes a slash and its name, such as {cluster.ResourceId}/{role}.";
        var (id, name) = (have[..slash], have[(slash + 1)..]);
        if (!Matches(id, cluster.ResourceId))
        {
            return id.Equals(cluster.Id, StringComparison.OrdinalIgnoreCase) ? $"{id} is the cluster's name; a policy names its resource id, {cluster.ResourceId}."
                : id.Equals(cluster.ResourceId, StringComparison.OrdinalIgnoreCase) ? $"{id} differs from the resource id {cluster.ResourceId} in case, which counts."
                : id.StartsWith("db-", StringComparison.Ordinal) ? $"{id} is an instance's resource id; logins to an Aurora cluster need the cluster's, {cluster.ResourceId}."
                : id.StartsWith("cluster-", StringComparison.Ordinal) ? $"{id} is the resource id of another cluster, perhaps of one this replaced: a new or restored cluster has a new id, here {cluster.ResourceId}."
                : $"{id} is not this cluster's resource id, {cluster.ResourceId}.";
        }

        return name.Equals(role, StringComparison.OrdinalIgnoreCase)
            ? $"{name} and {role} differ in case, which counts: PostgreSQL and IAM compare the letters as they are."
            : $"It allows {name}, not {role}.";
    }

    // arn, partition, service, region, account, dbuser, resource id, role
    private static string[] Cut(string arn) => arn.Split(':', 7) is [.., var login] parts && parts.Length == 7 ? [.. parts[..6], .. login.Split('/', 2)] : [arn];

    private static List<Letter> Letters(string pattern)
    {
        var letters = new List<Letter>();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (i + 3 < pattern.Length && pattern[i] == '$' && pattern[i + 1] == '{' && pattern[i + 2] is '*' or '?' or '$' && pattern[i + 3] == '}')
            {
                letters.Add(new Letter(pattern[i + 2], IsLiteral: true));
                i += 3;
            }
            else
            {
                letters.Add(new Letter(pattern[i], IsLiteral: false));
            }
        }

        return letters;
    }

    private readonly record struct Letter(char Value, bool IsLiteral)
    {
        public bool IsStar => Value == '*' && !IsLiteral;

        public bool Is(char other, bool ignoreCase) =>
            (Value == '?' && !IsLiteral) || Value == other || (ignoreCase && char.ToUpperInvariant(Value) == char.ToUpperInvariant(other));
    }
}

/// <summary>A part of an ARN.</summary>
/// <param name="Text">As it stands.</param>
/// <param name="IsWrong">It keeps the two from matching.</param>
public sealed record ArnPart(string Text, bool IsWrong);
