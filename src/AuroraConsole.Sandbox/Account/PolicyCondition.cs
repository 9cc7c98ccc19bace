using System.Globalization;
using System.Net;

namespace AuroraConsole.Sandbox.Account;

/// <summary>The condition block of a statement.</summary>
internal static class PolicyCondition
{
    // AWS ignores these for rds-db:connect (Aurora User Guide, "Creating and using an IAM policy for IAM database access").
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
        ["DateLessThan"] = (actual, wanted) => Time(actual) < Time(wanted),
        ["DateLessThanEquals"] = (actual, wanted) => Time(actual) <= Time(wanted),
        ["DateGreaterThan"] = (actual, wanted) => Time(actual) > Time(wanted),
        ["DateGreaterThanEquals"] = (actual, wanted) => Time(actual) >= Time(wanted),
    };

    private static readonly Dictionary<string, string> Negations = new(StringComparer.Ordinal)
    {
        ["StringNotEquals"] = "StringEquals",
        ["StringNotEqualsIgnoreCase"] = "StringEqualsIgnoreCase",
        ["StringNotLike"] = "StringLike",
        ["NotIpAddress"] = "IpAddress",
        ["NumericNotEquals"] = "NumericEquals",
        ["ArnNotEquals"] = "ArnEquals",
        ["ArnNotLike"] = "ArnLike",
    };

    /// <summary>Whether an operator, with or without <c>IfExists</c>, is among those above or <c>Null</c>.</summary>
    public static bool Knows(string operatorName)
    {
        var (name, _) = Split(operatorName);
        return name == "Null" || Operators.ContainsKey(name) || Negations.ContainsKey(name);
    }

    /// <summary>Whether every operator holds for every key; one of a key's values is enough.</summary>
    public static bool Holds(Dictionary<string, Dictionary<string, Texts>> condition, PolicyRequest request) =>
        condition.All(o => o.Value.All(k => Ignored(k.Key, request) || Holds(o.Key, k.Key, k.Value, request)));

    private static bool Holds(string operatorName, string key, Texts wanted, PolicyRequest request)
    {
        var (name, ifExists) = Split(operatorName);
        var there = request.Context.TryGetValue(key, out var actual);
        if (name == "Null")
            return wanted.Values.Contains(there ? "false" : "true", StringComparer.OrdinalIgnoreCase);
        if (Negations.TryGetValue(name, out var positive))
            return !there || !wanted.Values.Any(w => Operators[positive](actual!, w));
        return there ? wanted.Values.Any(w => Operators[name](actual!, w)) : ifExists;
    }

    private static bool Ignored(string key, PolicyRequest request) =>
        request.Action.Equals("rds-db:connect", StringComparison.OrdinalIgnoreCase) && IgnoredForConnect.Contains(key);

    private static (string Name, bool IfExists) Split(string operatorName) =>
        operatorName.EndsWith("IfExists", StringComparison.Ordinal) ? (operatorName[..^8], true) : (operatorName, false);

    // What is no number is equal to, less and greater than nothing.
    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
}
