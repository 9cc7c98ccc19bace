using System.Globalization;
using System.Net;

namespace AuroraConsole.Sandbox.Account;

/// <summary>The condition block of a statement.</summary>
internal static class PolicyCondition
{
    // AWS ignores these for rds-db:connect (Aurora User Guide, "IAM database authentication": limitations). A clause that asks for one
    // is as if it were not written, whatever its operator and effect: the rest of the statement holds by itself.
    private static readonly HashSet<string> IgnoredForConnect = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:UserAgent", "aws:Referer",
    };

    private static readonly Dictionary<string, Func<string, string, bool>> Operators = new(StringComparer.Ordinal)
    {
        ["StringEquals"] = (actual, wanted) => actual == wanted,
        ["StringEqualsIgnoreCase"] = (actual, wanted) => actual.Equals(wanted, StringComparison.OrdinalIgnoreCase),
        ["StringLike"] = (actual, wanted) => Wildcard.Matches(wanted, actual),
        ["ArnEquals"] = (actual, wanted) => Wildcard.MatchesArn(wanted, actual),
        ["ArnLike"] = (actual, wanted) => Wildcard.MatchesArn(wanted, actual),
        ["Bool"] = (actual, wanted) => actual.Equals(wanted, StringComparison.OrdinalIgnoreCase),
        ["IpAddress"] = (actual, wanted) => IPNetwork.TryParse(wanted.Contains('/') ? wanted : wanted + (wanted.Contains(':') ? "/128" : "/32"), out var network) && IPAddress.TryParse(actual, out var address) && network.Contains(address),
        ["NumericEquals"] = (actual, wanted) => Number(actual) == Number(wanted),
        ["NumericLessThan"] = (actual, wanted) => Number(actual) < Number(wanted),
        ["NumericLessThanEquals"] = (actual, wanted) => Number(actual) <= Number(wanted),
        ["NumericGreaterThan"] = (actual, wanted) => Number(actual) > Number(wanted),
        ["NumericGreaterThanEquals"] = (actual, wanted) => Number(actual) >= Number(wanted),
        ["DateEquals"] = (actual, wanted) => Time(actual) == Time(wanted),
        ["DateLessThan"] = (actual, wanted) => Time(actual) < Time(wanted),
        ["DateLessThanEquals"] = (actual, wanted) => Time(actual) <= Time(wanted),
        ["DateGreaterThan"] = (actual, wanted) => Time(actual) > Time(wanted),
        ["DateGreaterThanEquals"] = (actual, wanted) => Time(actual) >= Time(wanted),
    };

    private static readonly HashSet<string> Patterns = ["StringLike", "ArnEquals", "ArnLike"];

    private static readonly Dictionary<string, string> Negations = new(StringComparer.Ordinal)
    {
        ["StringNotEquals"] = "StringEquals",
        ["StringNotEqualsIgnoreCase"] = "StringEqualsIgnoreCase",
        ["StringNotLike"] = "StringLike",
        ["NotIpAddress"] = "IpAddress",
        ["NumericNotEquals"] = "NumericEquals",
        ["DateNotEquals"] = "DateEquals",
        ["ArnNotEquals"] = "ArnEquals",
        ["ArnNotLike"] = "ArnLike",
    };

    /// <summary>Whether an operator, with or without <c>ForAllValues:</c>, <c>ForAnyValue:</c> and <c>IfExists</c>, is among those above or <c>Null</c>.</summary>
    public static bool Knows(string operatorName)
    {
        var (_, name, _) = Split(operatorName);
        return operatorName == "Null" || Operators.ContainsKey(name) || Negations.ContainsKey(name);
    }

    /// <summary>Whether every operator holds for every key; one of the values the policy lists is enough.</summary>
    public static bool Holds(Dictionary<string, Dictionary<string, Texts>> condition, PolicyRequest request) =>
        condition.All(o => o.Value.All(k => Ignored(k.Key, request) || Holds(o.Key, k.Key, k.Value, request)));

    /// <summary>Keys it asks for that the request does not have.</summary>
    public static IEnumerable<string> MissingKeys(Dictionary<string, Dictionary<string, Texts>>? condition, PolicyRequest request) =>
        (condition?.Values.SelectMany(keys => keys.Keys) ?? []).Where(key => !Ignored(key, request) && !request.Context.ContainsKey(key));

    private static bool Holds(string operatorName, string key, Texts wanted, PolicyRequest request)
    {
        var actual = request.Context.GetValueOrDefault(key)?.Values;
        var (set, name, ifExists) = Split(operatorName);
        if (name == "Null")
            return wanted.Values.Contains(actual is null ? "true" : "false", StringComparer.OrdinalIgnoreCase);

        var negated = Negations.TryGetValue(name, out var positive);
        if (actual is null)
            return ifExists || (set switch { "ForAllValues" => true, "ForAnyValue" => false, _ => negated });
        var all = set == "ForAllValues" || (set.Length == 0 && negated);
        return all ? actual.All(Fits) : actual.Any(Fits);

        bool Fits(string value) => wanted.Values.Any(w => Fit(positive ?? name, value, request.Substitute(w))) != negated;
    }

    private static bool Fit(string name, string actual, string? wanted) =>
        wanted is not null && Operators[name](actual, Patterns.Contains(name) ? wanted : Wildcard.Literal(wanted));

    private static bool Ignored(string key, PolicyRequest request) =>
        request.Action.Equals("rds-db:connect", StringComparison.OrdinalIgnoreCase) && IgnoredForConnect.Contains(key);

    private static (string Set, string Name, bool IfExists) Split(string operatorName)
    {
        var colon = operatorName.IndexOf(':');
        var set = colon > 0 && operatorName[..colon] is "ForAllValues" or "ForAnyValue" ? operatorName[..colon] : "";
        var name = set.Length > 0 ? operatorName[(colon + 1)..] : operatorName;
        return name.EndsWith("IfExists", StringComparison.Ordinal) ? (set, name[..^8], true) : (set, name, false);
    }

    // What is no number is equal to, less and greater than nothing.
    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
}
