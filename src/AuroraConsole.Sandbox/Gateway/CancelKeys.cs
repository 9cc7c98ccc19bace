using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using AuroraConsole.Sandbox.Gateway.Wire;

namespace AuroraConsole.Sandbox.Gateway;

/// <summary>The secret of every open connection, so that a cancel request, which names no cluster, finds its server.</summary>
internal sealed class CancelKeys
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<int, (byte[] Key, string SocketPath)> _keys = new();

    /// <summary>Keeps a backend's secret. Process ids are one machine's, so clusters do not collide.</summary>
    public void Add(int processId, byte[] key, string socketPath) => _keys[processId] = (key, socketPath);

    /// <summary>Forgets it, unless the number is already another backend's.</summary>
    public void Remove(int processId, byte[] key)
    {
        if (_keys.TryGetValue(processId, out var kept) && kept.Key == key) _keys.TryRemove(KeyValuePair.Create(processId, kept));
    }

    /// <summary>Hands the request to its server and returns when that has dealt with it; a wrong secret is silently nothing, as in PostgreSQL.</summary>
    public async Task ForwardAsync(CancelRequest request, CancellationToken cancellationToken)
    {
        if (!_keys.TryGetValue(request.ProcessId, out var kept) || !CryptographicOperations.FixedTimeEquals(kept.Key, request.Key)) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await server.ConnectAsync(new UnixDomainSocketEndPoint(kept.SocketPath), patience.Token);
        await server.SendAsync(request.ToBytes(), patience.Token);
        // It answers by closing.
        await server.ReceiveAsync(new byte[1], patience.Token);
    }
}
