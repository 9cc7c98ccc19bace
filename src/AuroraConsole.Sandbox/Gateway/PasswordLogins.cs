using System.Collections.Concurrent;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>
/// Bounds the password logins under way per cluster: each holds one of the server's slots from its start, so silent ones
/// would otherwise lock everyone out.
/// </summary>
internal sealed class PasswordLogins
{
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, WaitingRoom> _underWay = new();

    /// <summary>Takes a place in the cluster's <see cref="WaitingRoom"/>.</summary>
    public IDisposable Enter(string resourceId, CancellationTokenSource patience) => _underWay.GetOrAdd(resourceId, _ => new WaitingRoom(Most)).Enter(patience);
}
