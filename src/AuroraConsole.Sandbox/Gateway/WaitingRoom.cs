namespace AuroraConsole.Sandbox.Gateway;

/// <summary>
/// Clients on their way in, so many at most: one more sends the longest waiting away. Refusing the newest instead would let silent
/// clients lock everyone out; an honest one is through within milliseconds.
/// </summary>
/// <param name="most">Places.</param>
/// <param name="sentAway">Told of each client that had to go.</param>
internal sealed class WaitingRoom(int most, Action? sentAway = null)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<CancellationTokenSource> _waiting = [];

    /// <summary>How many wait now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Takes a place, given back by disposing, which may happen twice.</summary>
    /// <param name="patience">Cancelled when the client has to go; must outlive the place.</param>
    public IDisposable Enter(CancellationTokenSource patience)
    {
        var place = new Place(this, patience);
        bool full;
        lock (_gate)
        {
            full = _waiting.Count >= most;
            if (full)
            {
                // The callbacks run on the pool, not under the lock.
                _ = _waiting.First!.Value.CancelAsync();
                _waiting.RemoveFirst();
            }
            _waiting.AddLast(place.Node);
        }
        if (full) sentAway?.Invoke();
        return place;
    }

    private sealed class Place(WaitingRoom room, CancellationTokenSource patience) : IDisposable
    {
        public LinkedListNode<CancellationTokenSource> Node { get; } = new(patience);

        public void Dispose()
        {
            lock (room._gate)
            {
                if (Node.List is not null) room._waiting.Remove(Node);
            }
        }
    }
}
