namespace AuroraConsole.Sandbox.Account;

/// <summary>One thing that goes wrong on purpose.</summary>
/// <param name="Kind">What happens: one of <see cref="Faults.GatewayKinds"/> or <see cref="Faults.ApiKinds"/>.</param>
public sealed record Fault(string Kind)
{
    /// <summary>Whom it meets, as <c>region/id</c>; <c>null</c>: every cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary>The API whose calls it meets, by signing name; <c>null</c>: every one.</summary>
    public string? Service { get; init; }

    /// <summary>The operation it meets; <c>null</c>: every one.</summary>
    public string? Operation { get; init; }

    /// <summary>How many more it meets; <c>null</c>: until it is taken back.</summary>
    public int? Next { get; init; }

    /// <summary>How long <c>slow</c> takes.</summary>
    public double? Seconds { get; init; }
}

/// <summary>The faults that tests have set, until they are used up or taken back, or the sandbox ends.</summary>
public sealed class Faults
{
    public const string InternalError = "internal-error";
    public const string Throttle = "throttle";
    public const string Slow = "slow";
    public const string CutLogin = "cut-login";
    public const string CutSessions = "cut-sessions";
    public const string Drop = "drop";

    /// <summary>What can happen to logins and sessions. <see cref="CutSessions"/> happens once, when it is set.</summary>
    public static readonly IReadOnlyList<string> GatewayKinds = [InternalError, Throttle, Slow, CutLogin, CutSessions];

    /// <summary>What can happen to calls of the AWS APIs.</summary>
    public static readonly IReadOnlyList<string> ApiKinds = [InternalError, Throttle, Slow, Drop];

    private readonly Lock _gate = new();
    private List<Fault> _gateway = [];
    private List<Fault> _api = [];

    /// <summary>What is left of them.</summary>
    public (IReadOnlyList<Fault> Gateway, IReadOnlyList<Fault> Api) Left
    {
        get
        {
            lock (_gate) return ([.. _gateway], [.. _api]);
        }
    }

    /// <summary>Puts these in the place of all others.</summary>
    public void Replace(IEnumerable<Fault> gateway, IEnumerable<Fault> api)
    {
        lock (_gate) (_gateway, _api) = ([.. gateway], [.. api]);
    }

    /// <summary>Uses one up that meets a login; <c>null</c> when there is none of the kind.</summary>
    public Fault? TakeForLogin(string kind, DatabaseRoute route)
    {
        lock (_gate) return Take(_gateway, fault => fault.Kind == kind && Fits(fault.Cluster, $"{route.Region}/{route.ClusterId}"));
    }

    /// <summary>Uses one up that meets a call; <c>null</c> when there is none of the kind.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="service">Signing name.</param>
    /// <param name="operation">Operation.</param>
    /// <param name="cluster">The cluster the call names, as <c>region/id</c>.</param>
    public Fault? TakeForCall(string kind, string service, string operation, string cluster)
    {
        lock (_gate) return Take(_api, fault => fault.Kind == kind && Fits(fault.Service, service) && Fits(fault.Operation, operation) && Fits(fault.Cluster, cluster));
    }

    private static Fault? Take(List<Fault> faults, Predicate<Fault> meets)
    {
        var at = faults.FindIndex(meets);
        if (at < 0)
            return null;
        var fault = faults[at];
        if (fault.Next == 1)
            faults.RemoveAt(at);
        else if (fault.Next is { } next)
            faults[at] = fault with { Next = next - 1 };
        return fault;
    }

    private static bool Fits(string? wanted, string actual) => wanted is null || wanted.Equals(actual, StringComparison.OrdinalIgnoreCase);
}
