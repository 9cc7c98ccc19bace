using System.Text.Json;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;

namespace AuroraConsole.Checks;

/// <summary>
/// Reads one IAM policy as IAM does and says whether it lets its holder log in, and if not, which part is in the way.
/// Evaluated here: the text goes nowhere and is not kept.
/// </summary>
public static class PolicyCheck
{
    // User Guide, "IAM database access": global condition keys that a database login does not carry.
    private static readonly string[] Unsupported = ["aws:Referer", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:UserAgent", "aws:VpcSourceIp"];

    /// <summary>Checks a pasted policy.</summary>
    /// <param name="text">JSON, IAM's grammar.</param>
    /// <param name="cluster">Where the login goes.</param>
    /// <param name="role">The database role, exactly as it is called.</param>
    public static PolicyVerdict Check(string text, Cluster cluster, string role)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement is { ValueKind: JsonValueKind.Object } policy && policy.TryGetProperty("Statement", out var statements)
                ? Judge(statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray()] : [statements], cluster, role)
                : PolicyVerdict.Unreadable("This is JSON but no policy: a policy is an object with a Statement. Paste all of it, from the first brace to the last.");
        }
        catch (JsonException error)
        {
            return PolicyVerdict.Unreadable($"This is not JSON: line {error.LineNumber + 1}, character {error.BytePositionInLine + 1}. Often a comma or a quote is missing just before it.");
        }
    }

    /// <summary>Whether a condition key says nothing about a database login.</summary>
    public static bool IsUnsupported(string key) => Unsupported.Contains(key, StringComparer.OrdinalIgnoreCase);

    private static PolicyVerdict Judge(IReadOnlyList<JsonElement> statements, Cluster cluster, string role)
    {
        var findings = new List<PolicyFinding>();
        var (allows, mayAllow, denies, mayDeny) = (false, false, false, false);
        foreach (var (statement, index) in statements.Select((statement, index) => (statement, index)))
        {
            var name = Name(statement, index);
            if (Text(statement, "Effect") is not ("Allow" or "Deny"))
            {
                findings.Add(new(name, StatusKind.Broken, "Its Effect must be Allow or Deny, written exactly so; IAM refuses the policy."));
                continue;
            }

            var denying = Text(statement, "Effect") == "Deny";
            if (Applies(statement, name, denying, cluster, role, findings) is not { } sure)
                continue;
            (allows, mayAllow, denies, mayDeny) = (allows || (!denying && sure), mayAllow || (!denying && !sure), denies || (denying && sure), mayDeny || (denying && !sure));
        }

        return (denies, allows, mayAllow, mayDeny) switch
        {
            (true, _, _, _) => new(StatusKind.Broken, $"It denies {role} on {cluster.Id}, and a denial wins over every permission.", findings),
            (_, true, _, false) => new(StatusKind.Available, $"It allows {role} on {cluster.Id}.", findings),
            (_, true, _, true) => new(StatusKind.Attention, $"It allows {role} on {cluster.Id} unless a conditional denial applies.", findings),
            (_, _, true, _) => new(StatusKind.Attention, $"It may allow {role} on {cluster.Id}: that hangs on what cannot be known from the text.", findings),
            _ => new(StatusKind.Broken, $"It does not allow {role} on {cluster.Id}.", findings),
        };
    }

    // Whether the statement speaks of this login: true, false when it may (a condition, a variable), null when it does not.
    private static bool? Applies(JsonElement statement, string name, bool denying, Cluster cluster, string role, List<PolicyFinding> findings)
    {
        if (statement.TryGetProperty("Principal", out _) || statement.TryGetProperty("NotPrincipal", out _))
        {
            findings.Add(new(name, StatusKind.Broken, "It has a Principal, so it is a trust or resource policy. A login needs a policy attached to the user or role that signs, which has none."));
            return null;
        }

        if (!Covers(statement, "Action", pattern => LoginArn.Matches(pattern, LoginPolicy.Action, ignoreCase: true)))
        {
            if (!denying)
                findings.Add(new(name, StatusKind.Unknown, Values(statement, "Action").Any(action => action.StartsWith("rds:", StringComparison.OrdinalIgnoreCase))
                    ? "Its actions are of rds, which manages clusters. A login is rds-db:connect."
                    : "Its actions do not include rds-db:connect."));
            return null;
        }

        var arn = LoginPolicy.UserArn(cluster, role);
        var variable = Values(statement, "Resource").Concat(Values(statement, "NotResource")).FirstOrDefault(HasVariable);
        if (!Covers(statement, "Resource", pattern => LoginArn.Matches(pattern, arn)))
        {
            if (variable is not null)
            {
                findings.Add(new(name, StatusKind.Unknown, $"{variable} holds a variable that is known only when somebody logs in."));
                return false;
            }

            if (!denying)
                findings.AddRange(Values(statement, "Resource").DefaultIfEmpty("").Select(resource => new PolicyFinding(name, StatusKind.Broken,
                    resource.Length == 0 ? "It has no Resource that this login could match." : LoginArn.Difference(resource, cluster, role) ?? "", resource, arn)));
            return null;
        }

        return Unconditional(statement, name, denying, findings) && variable is null;
    }

    private static bool Unconditional(JsonElement statement, string name, bool denying, List<PolicyFinding> findings)
    {
        var keys = statement.TryGetProperty("Condition", out var condition) && condition.ValueKind == JsonValueKind.Object
            ? condition.EnumerateObject().Where(test => test.Value.ValueKind == JsonValueKind.Object).SelectMany(test => test.Value.EnumerateObject().Select(key => key.Name)).Distinct().ToList()
            : [];
        foreach (var key in keys)
        {
            findings.Add(IsUnsupported(key)
                ? new(name, StatusKind.Attention, $"{key} is not supported for database logins, which do not carry it: it protects nothing here{(denying ? ", and a negated test such as NotIpAddress denies every login" : " and may keep the statement from ever applying")}. Remove it.", key)
                : new(name, StatusKind.Unknown, $"Whether {key} is met is known only when somebody logs in.", key));
        }

        if (keys.Count == 0)
            findings.Add(new(name, denying ? StatusKind.Broken : StatusKind.Available, denying ? "Denies this login." : "Allows this login."));
        return keys.Count == 0;
    }

    // Action or NotAction, Resource or NotResource.
    private static bool Covers(JsonElement statement, string element, Func<string, bool> matches) =>
        statement.TryGetProperty($"Not{element}", out _) ? !Values(statement, $"Not{element}").Any(matches) : Values(statement, element).Any(matches);

    private static bool HasVariable(string resource) => resource.Replace("${*}", "", StringComparison.Ordinal).Replace("${?}", "", StringComparison.Ordinal).Replace("${$}", "", StringComparison.Ordinal).Contains("${", StringComparison.Ordinal);

    private static List<string> Values(JsonElement statement, string element) =>
        !statement.TryGetProperty(element, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [];

    private static string? Text(JsonElement statement, string element) =>
        statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty(element, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Name(JsonElement statement, int index) => Text(statement, "Sid") is { Length: > 0 } sid ? $"Statement {index + 1}, {sid}" : $"Statement {index + 1}";
}

/// <summary>What a policy does for one login.</summary>
/// <param name="Kind">Available: allows. Attention: may allow. Broken: does not. Unknown: cannot be read.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="Findings">Statement by statement.</param>
public sealed record PolicyVerdict(StatusKind Kind, string Sentence, IReadOnlyList<PolicyFinding> Findings)
{
    /// <summary>No policy.</summary>
    public static PolicyVerdict Unreadable(string sentence) => new(StatusKind.Unknown, sentence, []);
}

/// <summary>One part of a policy.</summary>
/// <param name="Statement">Which statement: its number and <c>Sid</c>.</param>
/// <param name="Kind">Available, attention, broken or unknown.</param>
/// <param name="Sentence">What it does or what is wrong.</param>
/// <param name="Have">The part as it stands.</param>
/// <param name="Want">What a login is matched against.</param>
public sealed record PolicyFinding(string Statement, StatusKind Kind, string Sentence, string? Have = null, string? Want = null);
