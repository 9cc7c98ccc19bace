using System.Text.Json;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>The body of <c>/_sandbox/faults</c>. Each side is <c>null</c>, a kind, a fault, or a list of these.</summary>
/// <param name="Gateway">Of logins and sessions.</param>
/// <param name="Aws">Of API calls.</param>
internal sealed record FaultDocument(JsonElement Gateway, JsonElement Aws)
{
    private const double LongestSeconds = 600;

    /// <summary>The faults it asks for.</summary>
    /// <exception cref="FormatException">With a sentence: something in it is unknown or does not fit.</exception>
    public (IReadOnlyList<Fault> Gateway, IReadOnlyList<Fault> Api) Read(IReadOnlyDictionary<string, ApiService> services, JsonSerializerOptions options)
    {
        var (gateway, api) = (Faults(Gateway, options).ToList(), Faults(Aws, options).ToList());
        foreach (var fault in gateway)
        {
            Check("gateway", fault, Account.Faults.GatewayKinds);
            if (fault.Service is not null || fault.Operation is not null)
                throw new FormatException("\"service\" and \"operation\" belong to faults under \"aws\".");
            if (fault is { Kind: Account.Faults.CutSessions, Next: not null })
                throw new FormatException("\"cut-sessions\" cuts what is open now; it has no \"next\".");
        }

        foreach (var fault in api)
        {
            Check("aws", fault, Account.Faults.ApiKinds);
            if (fault.Service is { } service && !services.ContainsKey(service))
                throw new FormatException($"\"service\": \"{service}\" is unknown; there are {string.Join(", ", services.Keys)}.");
            var operations = services.Where(s => fault.Service is null || s.Key == fault.Service).SelectMany(s => s.Value.Operations.Keys).ToList();
            if (fault.Operation is { } operation && !operations.Contains(operation))
                throw new FormatException($"\"operation\": \"{operation}\" is unknown; there are {string.Join(", ", operations.Order())}.");
        }

        return (gateway, api);
    }

    private static IEnumerable<Fault> Faults(JsonElement side, JsonSerializerOptions options) => side.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.String => [new Fault(side.GetString()!)],
        JsonValueKind.Array => side.EnumerateArray().SelectMany(fault => Faults(fault, options)),
        _ => [side.Deserialize<Fault>(options)!],
    };

    private static void Check(string side, Fault fault, IReadOnlyList<string> kinds)
    {
        if (!kinds.Contains(fault.Kind))
            throw new FormatException($"\"{side}\": \"{fault.Kind}\" is unknown; there are {string.Join(", ", kinds)}.");
        if (fault.Kind == Account.Faults.Slow != fault.Seconds is not null)
            throw new FormatException("\"slow\" has \"seconds\", and nothing else has.");
        if (fault.Seconds is { } seconds && !(seconds is >= 0 and <= LongestSeconds))
            throw new FormatException($"\"seconds\" is from 0 to {LongestSeconds}.");
        if (fault.Next < 1)
            throw new FormatException("\"next\" is at least 1.");
        if (fault.Cluster is { } cluster && cluster.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            throw new FormatException($"\"cluster\": \"{cluster}\" is not of the form region/id.");
    }
}
