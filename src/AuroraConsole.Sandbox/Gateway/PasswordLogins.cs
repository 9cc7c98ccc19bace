using System.Collections.Concurrent;
using AuroraConsole.Sandbox.Gateway.Wire;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>
/// Bounds the password logins under way per cluster: each holds one of the server's slots from its start, so silent ones
/// would otherwise lock everyone out.
/// </summary>
internal sealed class PasswordLogins
{
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, StrongBox> _underWay = new();

    /// <summary>Takes a place, given back once by disposing.</summary>
    /// <exception cref="RefusedException">All are taken.</exception>
    public IDisposable Take(string resourceId)
    {
        var counter = _underWay.GetOrAdd(resourceId, _ => new StrongBox());
        if (Interlocked.Increment(ref counter.Count) <= Most) return new Place(counter);
        Interlocked.Decrement(ref counter.Count);
        throw new RefusedException("53300", $"too many clients are in the middle of a password login (at most {Most}): try again");
    }

    private sealed class StrongBox
    {
        public int Count;
    }

    private sealed class Place(StrongBox counter) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) Interlocked.Decrement(ref counter.Count);
        }
    }
}
